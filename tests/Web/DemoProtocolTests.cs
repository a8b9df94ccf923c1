using System.Net;
using System.Text.Json;
using HtmxChat.Tests.Support;

namespace HtmxChat.Tests.Web;

/// <summary>The protocol of Cloudflare's <c>workers-chat-demo</c>, over real sockets, sentence by sentence.</summary>
public sealed class DemoProtocolTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private const string Ready = """{"ready":true}""";

    private readonly ChatServer _server = shared.Server;

    // Each test has a room of its own.
    private readonly string _room = SharedServer.NewRoom();

    [Fact]
    public async Task A_private_room_is_made_by_post_for_any_site()
    {
        using var http = _server.Browser();
        var one = await http.PostAsync("/api/room", null).Soon();
        var two = await http.PostAsync("/api/room", null).Soon();

        Assert.Equal(HttpStatusCode.OK, one.StatusCode);
        Assert.Equal("text/plain", one.Content.Headers.ContentType!.MediaType);
        Assert.Equal("*", Assert.Single(one.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.Matches("^[0-9a-f]{64}$", await one.Content.ReadAsStringAsync());
        Assert.NotEqual(await one.Content.ReadAsStringAsync(), await two.Content.ReadAsStringAsync());
        await using var ada = await DemoClient.Enters(_server.Url, await one.Content.ReadAsStringAsync(), "Ada");
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task A_private_room_is_made_by_nothing_else(string method)
    {
        using var http = _server.Browser();
        Assert.Equal(405, (await http.Asks(new(new HttpMethod(method), "/api/room"))).Status);
    }

    [Fact]
    public async Task Without_an_upgrade_a_websocket_is_expected()
    {
        using var http = _server.Browser();
        var answer = await http.Opens($"/api/room/{_room}/websocket");

        Assert.Equal((400, "expected websocket"), (answer.Status, answer.Body));
    }

    [Theory]
    [InlineData(33)]
    [InlineData(63)]
    [InlineData(65)]
    public async Task A_room_name_can_be_too_long(int length)
    {
        using var http = _server.Browser();
        var answer = await http.Opens($"/api/room/{new string('a', length)}/websocket");

        Assert.Equal((404, "Name too long"), (answer.Status, answer.Body));
        Assert.Equal(404, (await http.Opens($"/api/room/{new string('g', 64)}/websocket")).Status);
        Assert.Equal(400, (await http.Opens($"/api/room/{new string('a', 64)}/websocket")).Status);
        Assert.Equal(400, (await http.Opens($"/api/room/{new string('a', 32)}/websocket")).Status);
    }

    [Fact]
    public async Task Until_the_name_is_given_nothing_is_sent_and_all_is_queued()
    {
        await using var tab = await Tab.OpenAsync(_server.Url, _room, "Ada");
        await tab.Says("old");
        await tab.Sees("old");
        await using var bob = await DemoClient.Connects(_server.Url, _room);
        Assert.Empty(await bob.ReadsToPong());
        await using (var carol = await DemoClient.Enters(_server.Url, _room, "Carol"))
        {
            await carol.Says("meanwhile");
            Assert.Equal(("Carol", "meanwhile"), await carol.Hears());
            await carol.Leaves();
        }

        await tab.SeesPeople("Ada");
        Assert.Empty(await bob.ReadsToPong());
        await bob.Gives("Bob");

        var read = await bob.ReadsTo(Ready);
        Assert.Equal("""{"joined":"Ada"}""", read[0]);
        Assert.Matches("""^\{"name":"Ada","message":"old","timestamp":\d{13}\}$""", read[1]);
        Assert.Equal("""{"joined":"Carol"}""", read[2]);
        Assert.Matches("""^\{"name":"Carol","message":"meanwhile","timestamp":\d{13}\}$""", read[3]);
        Assert.Equal(["""{"quit":"Carol"}""", """{"joined":"Bob"}""", Ready], read.Skip(4));
    }

    [Fact]
    public async Task The_last_100_messages_that_are_still_there_are_queued()
    {
        await using var tab = await Tab.OpenAsync(_server.Url, _room, "Ada");
        for (var i = 1; i <= 103; i++)
        {
            await tab.Says($"number {i}");
        }

        await tab.SeesRows(103);
        await tab.Deletes(50);
        await tab.Deletes(103);
        await tab.SeesGone(103);

        await using var bob = await DemoClient.Connects(_server.Url, _room);
        await bob.Gives("Bob");
        Assert.Equal("""{"joined":"Ada"}""", await bob.Reads());
        foreach (var i in Enumerable.Range(2, 101).Where(i => i != 50))
        {
            Assert.Equal(("Ada", $"number {i}"), await bob.Hears());
        }

        Assert.Equal(["""{"joined":"Bob"}""", Ready], await bob.ReadsTo(Ready));
    }

    [Fact]
    public async Task Whoever_joins_is_announced_to_all()
    {
        await using var ada = await DemoClient.Enters(_server.Url, _room, "Ada");
        await using var tab = await Tab.OpenAsync(_server.Url, _room, "Eve");
        Assert.Equal("""{"joined":"Eve"}""", await ada.Reads());
        await using var bob = await DemoClient.Enters(_server.Url, _room, "Bob");

        Assert.Equal("""{"joined":"Bob"}""", await ada.Reads());
        await tab.SeesPeople("Ada", "Eve", "Bob");
    }

    [Fact]
    public async Task Messages_go_both_ways_between_the_demo_and_the_page()
    {
        await using var tab = await Tab.OpenAsync(_server.Url, _room, "Ada");
        await tab.SeesPeople("Ada");
        await using var bob = await DemoClient.Enters(_server.Url, _room, "Bob");

        await tab.Says("<b>hi</b>");
        Assert.Equal(("Ada", "<b>hi</b>"), await bob.Hears());
        await bob.Says("\"hello\" & 😀");
        await tab.Sees("\"hello\" & 😀");
        Assert.Equal(("Bob", "\"hello\" & 😀"), await bob.Hears());
        Assert.Equal("Bob", tab.Log[^1].Name);
    }

    [Fact]
    public async Task Times_are_milliseconds_and_grow_with_each_message()
    {
        await using var ada = await DemoClient.Enters(_server.Url, _room, "Ada");
        var before = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        for (var i = 0; i < 100; i++)
        {
            await ada.Says("hi");
        }

        var last = before - 1;
        for (var i = 0; i < 100; i++)
        {
            using var json = JsonDocument.Parse(await ada.Reads());
            var time = json.RootElement.GetProperty("timestamp").GetInt64();
            Assert.True(time > last);
            last = time;
        }

        Assert.InRange(last, before, DateTimeOffset.UtcNow.AddSeconds(1).ToUnixTimeMilliseconds());
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"name":""}""")]
    [InlineData("""{"name":null}""")]
    [InlineData("""{"message":"hi"}""")]
    public async Task Without_a_name_one_is_anonymous(string first)
    {
        await using var ada = await DemoClient.Connects(_server.Url, _room);
        await ada.Sends(first);

        Assert.Equal(["""{"joined":"anonymous"}""", Ready], await ada.ReadsTo(Ready));
    }

    [Fact]
    public async Task A_name_that_is_too_long_is_refused_and_seen_by_nobody()
    {
        await using var tab = await Tab.OpenAsync(_server.Url, _room, "Ada");
        await tab.SeesPeople("Ada");
        await using var bob = await DemoClient.Enters(_server.Url, _room, "Bob");
        await using var eve = await DemoClient.Connects(_server.Url, _room);

        await eve.Gives(new string('e', 33));

        Assert.Equal("""{"error":"Name too long."}""", await eve.Reads());
        Assert.Equal("closed 1009", await eve.Reads());
        await using var mallory = await DemoClient.Enters(_server.Url, _room, new string('m', 32));
        Assert.Equal([$$"""{"joined":"{{new string('m', 32)}}"}"""], await bob.ReadsToPong());
        await tab.SeesPeople("Ada", "Bob", new string('m', 32));
    }

    [Fact]
    public async Task A_name_that_cannot_be_shown_is_refused_and_another_may_be_given()
    {
        await using var eve = await DemoClient.Connects(_server.Url, _room);
        await eve.Gives("\u202Eeve");
        Assert.Equal("""{"error":"A name has 1 to 32 visible characters."}""", await eve.Reads());
        await eve.Gives("Eve");

        Assert.Equal(["""{"joined":"Eve"}""", Ready], await eve.ReadsTo(Ready));
    }

    [Fact]
    public async Task Messages_have_at_most_256_UTF_16_units()
    {
        await using var ada = await DemoClient.Enters(_server.Url, _room, "Ada");
        var longest = string.Concat(Enumerable.Repeat("😀", 128));
        await ada.Says(longest + "!");
        Assert.Equal("""{"error":"Message too long."}""", await ada.Reads());
        await ada.Says(longest);

        Assert.Equal(("Ada", longest), await ada.Hears());
    }

    [Fact]
    public async Task The_page_may_say_more_than_the_demo()
    {
        await using var ada = await DemoClient.Enters(_server.Url, _room, "Ada");
        await using var tab = await Tab.OpenAsync(_server.Url, _room, "Eve");
        await ada.ReadsTo("""{"joined":"Eve"}""");
        await tab.Says(new string('x', 2000));

        Assert.Equal(("Eve", new string('x', 2000)), await ada.Hears());
    }

    [Theory]
    [InlineData("""{"message":""}""")]
    [InlineData("""{"message":"  "}""")]
    [InlineData("""{"message":null}""")]
    [InlineData("""{}""")]
    [InlineData("""{"name":"again"}""")]
    [InlineData("""{"message":{"a":1}}""")]
    [InlineData("""[]""")]
    [InlineData("""nonsense""")]
    [InlineData("""{"message":"\ud83d"}""")]
    public async Task An_empty_message_or_none_is_refused_and_not_posted(string frame)
    {
        await using var ada = await DemoClient.Enters(_server.Url, _room, "Ada");
        await using var bob = await DemoClient.Enters(_server.Url, _room, "Bob");
        await ada.ReadsTo("""{"joined":"Bob"}""");
        await ada.Sends(frame);
        Assert.StartsWith("""{"error":""", await ada.Reads());
        await ada.Says("good");

        Assert.Equal(("Ada", "good"), await ada.Hears());
        Assert.Equal(("Ada", "good"), await bob.Hears());
    }

    [Fact]
    public async Task Whoever_leaves_quits_at_once()
    {
        await using var ada = await DemoClient.Enters(_server.Url, _room, "Ada");
        await using var bob = await DemoClient.Enters(_server.Url, _room, "Bob");
        await using var dropped = await DemoClient.Enters(_server.Url, _room, "Carol");
        await ada.ReadsTo("""{"joined":"Carol"}""");
        await bob.Leaves();
        Assert.Equal("""{"quit":"Bob"}""", await ada.Reads());
        await dropped.DisposeAsync();
        Assert.Equal("""{"quit":"Carol"}""", await ada.Reads());
    }

    [Fact]
    public async Task A_name_that_never_joined_never_quits()
    {
        await using var ada = await DemoClient.Enters(_server.Url, _room, "Ada");
        await using (var silent = await DemoClient.Connects(_server.Url, _room))
        {
            await silent.Leaves();
        }

        await using (var refused = await DemoClient.Connects(_server.Url, _room))
        {
            await refused.Gives(new string('x', 33));
            await refused.ReadsTo("closed 1009");
        }

        await using var bob = await DemoClient.Enters(_server.Url, _room, "Bob");
        Assert.Equal(["""{"joined":"Bob"}"""], await ada.ReadsToPong());
    }

    [Fact]
    public async Task Another_name_in_the_page_is_a_quit_and_a_join()
    {
        await using var tab = await Tab.OpenAsync(_server.Url, _room, "Ada");
        await tab.SeesPeople("Ada");
        await using var bob = await DemoClient.Enters(_server.Url, _room, "Bob");
        await tab.Sends("""{"type":"name","name":"Countess"}""");

        Assert.Equal(["""{"quit":"Ada"}""", """{"joined":"Countess"}"""], await bob.ReadsTo("""{"joined":"Countess"}"""));
    }

    [Fact]
    public async Task Edits_and_deletions_are_not_shown_live_and_the_backlog_has_the_present_text()
    {
        await using var tab = await Tab.OpenAsync(_server.Url, _room, "Ada");
        await tab.SeesPeople("Ada");
        await using var bob = await DemoClient.Enters(_server.Url, _room, "Bob");
        foreach (var text in (string[])["one", "two", "three"])
        {
            await tab.Says(text);
            Assert.Equal(("Ada", text), await bob.Hears());
        }

        await tab.Edits(1, "uno");
        await tab.Deletes(2);
        await tab.SeesGone(2);
        await tab.Says("four");
        Assert.Equal(("Ada", "four"), await bob.Hears());

        await using var carol = await DemoClient.Connects(_server.Url, _room);
        await carol.Gives("Carol");
        Assert.Equal(["""{"joined":"Ada"}""", """{"joined":"Bob"}"""], [await carol.Reads(), await carol.Reads()]);
        Assert.Equal([("Ada", "uno"), ("Ada", "three"), ("Ada", "four")], [await carol.Hears(), await carol.Hears(), await carol.Hears()]);
        Assert.Equal(["""{"joined":"Carol"}""", Ready], await carol.ReadsTo(Ready));
    }

    [Fact]
    public async Task A_socket_of_another_site_is_refused()
    {
        var refused = await Assert.ThrowsAsync<System.Net.WebSockets.WebSocketException>(() => DemoClient.Connects(_server.Url, _room, "https://evil.example"));
        Assert.Contains("403", refused.Message);
        await using var own = await DemoClient.Connects(_server.Url, _room, _server.Url.GetLeftPart(UriPartial.Authority));
    }

    [Fact]
    public async Task Too_many_frames_are_told_so_before_they_are_read()
    {
        await using var server = ChatServer.Start(settings: [("Chat:Limits:MessageInterval", "01:00:00"), ("Chat:Limits:MessageGrace", "01:00:00")]);
        await using var ada = await DemoClient.Enters(server.Url, "general", "Ada");
        await ada.Says("one");
        Assert.Equal(("Ada", "one"), await ada.Hears());

        foreach (var frame in (string[])["""{"message":"two"}""", "nonsense"])
        {
            await ada.Sends(frame);
            Assert.Equal("""{"error":"Your IP is being rate-limited, please try again later."}""", await ada.Reads());
        }

        // Nor do reconnects get past it.
        for (var i = 0; i < 5; i++)
        {
            await using var again = await DemoClient.Connects(server.Url, "general");
            await again.Gives("Eve");
            Assert.Equal("""{"error":"Your IP is being rate-limited, please try again later."}""", await again.Reads());
        }

        Assert.Empty(await ada.ReadsToPong());
    }
}
