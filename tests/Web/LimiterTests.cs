using System.Globalization;
using HtmxChat.Tests.Support;

namespace HtmxChat.Tests.Web;

/// <summary>The pace an address is held to, over all rooms and ways in.</summary>
public sealed class LimiterTests
{
    [Fact]
    public async Task A_second_message_too_soon_is_refused_with_the_time_to_wait()
    {
        await using var server = Start();
        await using var ada = await Tab.OpenAsync(server.Url, "general", "Ada");

        await ada.Says("first", "c-1");
        await ada.Says("second", "c-2");
        await ada.IsTold("TooFast");

        await ada.Sees("first");
        var notice = Assert.Single(ada.Notices);
        Assert.Equal("c-2", notice.Cid);
        var wait = RetryAfter(ada);
        Assert.InRange(wait, 1, 60);
        Assert.Contains($"{wait} second", notice.Text);
        Assert.Equal(["c-1"], ada.Acknowledged);
        await ada.Pings();
        Assert.Equal(["first"], ada.Log.Select(row => row.Text));
    }

    [Fact]
    public async Task The_pace_holds_over_all_rooms_and_people_of_an_address()
    {
        await using var server = Start();
        await using var ada = await Tab.OpenAsync(server.Url, "here", "Ada");
        await using var bob = await Tab.OpenAsync(server.Url, "there", "Bob");

        await ada.Says("first");
        await ada.Sees("first");
        await bob.Says("second", "c-2");

        await bob.IsTold("TooFast");
        Assert.Equal("c-2", Assert.Single(bob.Notices).Cid);
        Assert.Empty(bob.Acknowledged);
    }

    [Fact]
    public async Task A_form_sent_too_soon_comes_back_with_its_text()
    {
        await using var server = Start();
        await using var bob = await Tab.OpenAsync(server.Url, "there", "Bob");
        using var ada = server.Browser();
        await ada.Enters("Ada");
        await bob.Says("first");
        await bob.Sees("first");

        var answer = await ada.Says("here", "second");

        Assert.Equal((429, "TooFast"), (answer.Status, answer.Notice));
        Assert.InRange(int.Parse(answer.Header("Retry-After")!, CultureInfo.InvariantCulture), 1, 60);
        Assert.Equal("second", answer.Text("#say textarea"));
        Assert.Empty((await ada.Opens("/r/here")).Log);
    }

    [Fact]
    public async Task Ping_is_never_limited()
    {
        await using var server = Start();
        await using var ada = await Tab.OpenAsync(server.Url, "general", "Ada");
        await ada.Says("first");
        await ada.Says("second");
        await ada.IsTold("TooFast");

        for (var i = 0; i < 100; i++)
        {
            await ada.Pings();
        }

        Assert.Equal(100, ada.Pongs);
        Assert.Single(ada.Notices);
    }

    [Fact]
    public async Task Names_and_nonsense_are_held_to_the_pace_too()
    {
        await using var server = Start();
        await using var ada = await Tab.OpenAsync(server.Url, "general", "Ada");
        await ada.Sends("nonsense");
        await ada.Sends("""{"type":"name","name":"Countess"}""");
        await ada.Sends("nonsense");

        await ada.Until(() => ada.Notices.Count == 3);
        Assert.Equal(["BadRequest", "TooFast", "TooFast"], ada.Notices.Select(notice => notice.Code));
        await using var bob = await Tab.OpenAsync(server.Url, "general", "Bob");
        await bob.SeesPeople("Ada", "Bob");
    }

    [Fact]
    public async Task The_grace_lets_a_few_through_at_once()
    {
        await using var server = ChatServer.Start(settings: [("Chat:Limits:MessageInterval", "01:00:00"), ("Chat:Limits:MessageGrace", "02:00:00")]);
        await using var ada = await Tab.OpenAsync(server.Url, "general", "Ada");

        for (var i = 1; i <= 4; i++)
        {
            await ada.Says($"number {i}", $"c-{i}");
        }

        await ada.IsTold("TooFast");
        await ada.SeesRows(3);
        Assert.Equal("c-4", Assert.Single(ada.Notices).Cid);
        Assert.Equal(["c-1", "c-2", "c-3"], ada.Acknowledged);
        Assert.InRange(RetryAfter(ada), 3500, 3600);
    }

    [Fact]
    public async Task Whoever_wrote_too_fast_can_still_read()
    {
        await using var server = Start();
        using var ada = server.Browser();
        await ada.Enters("Ada");
        await ada.Says("general", "first");
        Assert.Equal(429, (await ada.Says("general", "second")).Status);

        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(200, (await ada.Opens("/r/general")).Status);
        }

        await using var tab = await Tab.OpenAsync(server.Url, "general", "Ada");
        await tab.Sees("first");
    }

    [Theory]
    [InlineData("Page", "GET", "/")]
    [InlineData("Page", "GET", "/r/general")]
    [InlineData("Page", "GET", "/r/general?before=7")]
    [InlineData("Page", "GET", "/r/General")]
    [InlineData("Page", "GET", "/r/general/live")]
    [InlineData("Page", "POST", "/enter")]
    [InlineData("Room", "POST", "/rooms")]
    public async Task What_is_read_and_made_is_held_to_its_own_pace(string cost, string method, string url)
    {
        // Twenty messages' worth may be read ahead; a cost of ten leaves three.
        await using var server = ChatServer.Start(settings: [
            ("Chat:Limits:MessageInterval", "00:01:00"), ("Chat:Limits:Costs:Page", "0"), ("Chat:Limits:Costs:Room", "0"), ($"Chat:Limits:Costs:{cost}", "10")]);
        using var mallory = server.Browser();
        List<int> statuses = [];
        Answer answer;
        do
        {
            answer = await mallory.Asks(new(new HttpMethod(method), url) { Content = method == "GET" ? null : new FormUrlEncodedContent([new("name", "Mallory"), new("room", "x")]) });
            statuses.Add(answer.Status);
        }
        while (answer.Status != 429 && statuses.Count < 10);

        Assert.Equal((4, 429), (statuses.Count, answer.Status));
        Assert.InRange(int.Parse(answer.Header("Retry-After")!, CultureInfo.InvariantCulture), 1, 600);
        Assert.Contains("Please wait", answer.Text("main"));

        // What is read delays no message: that of another tab, opened before, would be said.
        Assert.Equal(cost == "Page" ? 429 : 303, (await mallory.Says("general", "hello")).Status);
    }

    [Fact]
    public async Task A_name_and_an_act_of_an_owner_cost_what_an_edit_does()
    {
        await using var server = ChatServer.Start(settings: [("Chat:Limits:MessageInterval", "00:01:00"), ("Chat:Limits:MessageGrace", "00:00:00"), ("Chat:Limits:Costs:Edit", "0")]);
        await using var strict = Start();
        using var ada = server.Browser();
        using var eve = strict.Browser();
        foreach (var (form, field, value) in ((string, string, string)[])
            [("name", "name", "Countess"), ("messages", "text", "/nick Countess"), ("owner/settings", "topic", "x"), ("owner/bar", "handle", "x"), ("owner/lift", "handle", "x"),
             ("owner/clear", "x", "x"), ("owner/links", "role", "owner"), ("owner/links/revoke", "hash", "x"), ("owner/resign", "x", "x"), ($"key/{new string('0', 64)}", "x", "x")])
        {
            (string, string)[] fields = [(field, value), ("kind", "mute"), ("minutes", "10")];
            Assert.NotEqual(429, (await ada.Posts($"/r/garden/{form}", fields)).Status);
            await eve.Says("garden", "first");
            var answer = await eve.Posts($"/r/garden/{form}", fields);
            Assert.Equal((form, 429), (form, answer.Status));
            Assert.InRange(int.Parse(answer.Header("Retry-After")!, CultureInfo.InvariantCulture), 1, 60);
        }

        // From a card of the page it is told there.
        using var rename = new HttpRequestMessage(HttpMethod.Post, "/r/garden/name") { Content = new FormUrlEncodedContent([new("name", "Countess")]) };
        rename.Headers.Add("HX-Request", "true");
        Assert.Equal("TooFast", (await eve.Asks(rename)).Notice);
    }

    [Fact]
    public async Task Who_comes_in_first_makes_a_room_and_who_comes_later_does_not()
    {
        await using var server = ChatServer.Start(settings: [("Chat:Limits:MessageInterval", "00:01:00"), ("Chat:Limits:Costs:Room", "21"), ("Chat:Limits:Costs:Page", "0")]);
        using var ada = server.Browser();
        Assert.Equal(303, (await ada.Enters("Ada", "garden")).Status);
        Assert.Equal(303, (await ada.Enters("Ada", "garden")).Status);

        var answer = await ada.Enters("Ada", "kitchen");
        Assert.Equal((429, "kitchen"), (answer.Status, answer.Attribute("[name=room]", "value")));
        Assert.InRange(int.Parse(answer.Header("Retry-After")!, CultureInfo.InvariantCulture), 1, 60);
    }

    [Fact]
    public async Task Each_edit_costs_what_is_configured()
    {
        await using var server = ChatServer.Start(settings: [("Chat:Limits:MessageInterval", "00:01:00"), ("Chat:Limits:MessageGrace", "00:05:00"), ("Chat:Limits:Costs:Edit", "3")]);
        await using var ada = await Tab.OpenAsync(server.Url, "general", "Ada");
        await ada.Says("first", "c-1");
        await ada.Sees("first");
        await ada.Edits(1, "second");
        await ada.Sees("second");
        await ada.Edits(1, "third");
        await ada.Sees("third");

        // 1 + 3 + 3 minutes of 5 are taken.
        await ada.Edits(1, "fourth");
        await ada.IsTold("TooFast");
        Assert.InRange(RetryAfter(ada), 100, 120);
        Assert.Equal("third", ada.Log[0].Text);
    }

    [Fact]
    public async Task The_interval_zero_switches_all_of_it_off()
    {
        await using var server = ChatServer.Start(settings: [("Chat:Limits:Costs:Page", "1000"), ("Chat:Limits:Costs:Room", "1000"), ("Chat:Limits:Costs:Join", "1000"), ("Chat:Limits:Costs:Message", "1000")]);
        using var ada = server.Browser();
        for (var i = 0; i < 50; i++)
        {
            Assert.Equal(200, (await ada.Opens("/r/general")).Status);
            Assert.Equal(303, (await ada.Posts("/rooms", ("name", "Ada"))).Status);
            Assert.Equal(303, (await ada.Says("general", "hello")).Status);
            Assert.Equal(101, (await ada.AsksToOpen("general")).Status);
        }
    }

    // A minute: longer than any of these tests takes on a busy machine.
    private static ChatServer Start() => ChatServer.Start(settings: [("Chat:Limits:MessageInterval", "00:01:00"), ("Chat:Limits:MessageGrace", "00:00:00")]);

    private static double RetryAfter(Tab tab)
    {
        var frame = tab.Frames.Last(frame => frame.Contains("TooFast", StringComparison.Ordinal));
        return double.Parse(frame.Split("data-retry-after=\"")[1].Split('"')[0], CultureInfo.InvariantCulture);
    }
}
