using System.Net;
using System.Net.WebSockets;
using AngleSharp.Html.Parser;
using HtmxChat.Tests.Support;

namespace HtmxChat.Tests.Web;

/// <summary>Live tabs over real Kestrel and a real SQLite file: one order, nothing lost, nothing twice.</summary>
public sealed class LiveTests
{
    [Fact]
    public async Task Twenty_people_say_a_thousand_things_and_everybody_reads_the_same()
    {
        using var data = new TempFolder();
        List<(long Seq, string Text)> log;
        // On a busy machine these readers, who parse all they get, fall behind by more than the default.
        await using (var server = ChatServer.Start(data.Path, settings: ("Chat:OutboxBytes", "10000000")))
        {
            var tabs = await Task.WhenAll(Enumerable.Range(1, 20).Select(i => Tab.OpenAsync(server.Url, "general", $"Person {i}")));
            var cids = await Task.WhenAll(tabs.Select((tab, who) => SaysFifty(tab, who)));
            foreach (var (tab, own) in tabs.Zip(cids))
            {
                await tab.SeesRows(1000);
                await tab.Until(() => tab.Acknowledged.Count >= 50);
                Assert.Equal(own, tab.Acknowledged);
            }

            log = Read(tabs[0]);
            Assert.Equal(Enumerable.Range(1, 1000).Select(seq => (long)seq), log.Select(row => row.Seq));
            Assert.Equal(1000, log.Select(row => row.Text).Distinct().Count());
            Assert.All(tabs, tab => Assert.Equal(log, Read(tab)));
            for (var who = 0; who < 20; who++)
            {
                Assert.Equal(Enumerable.Range(1, 50).Select(i => $"{who}: {i}"), log.Select(row => row.Text).Where(text => text.StartsWith($"{who}: ", StringComparison.Ordinal)));
            }

            Assert.Equal(log, StoredRows.Of(data.Path, "general").Select(row => (row.Seq, row.Text)));
            foreach (var tab in tabs)
            {
                await tab.DisposeAsync();
            }
        }

        await using var restarted = ChatServer.Start(data.Path);
        using var browser = restarted.Browser();
        Assert.Equal(log[^100..], (await browser.Opens("/r/general")).Log.Select(row => (row.Seq, row.Text)));
        await using var late = await Tab.OpenAsync(restarted.Url, "general", "Late");
        await late.SeesRows(1000);
        Assert.Equal(log, Read(late));
        Assert.Equal(0, late.Resets);
        await late.Says("one more");
        await late.Sees("one more");
        Assert.Equal(1001, late.Log[^1].Seq);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(29)]
    [InlineData(30)]
    public async Task Whoever_comes_back_gets_exactly_the_rest(int after)
    {
        await using var server = ChatServer.Start();
        await using var ada = await Tab.OpenAsync(server.Url, "general", "Ada");
        await Says(ada, 30);

        await using var bob = await Tab.OpenAsync(server.Url, "general", "Bob", after);
        await bob.SeesRows(30 - after);
        await ada.Says("end");
        await bob.Sees("end");

        Assert.Equal(Enumerable.Range(after + 1, 31 - after).Select(seq => (long)seq), bob.Log.Select(row => row.Seq));
        Assert.Equal(0, bob.Resets);
    }

    [Fact]
    public async Task Whoever_claims_more_than_there_is_starts_anew()
    {
        await using var server = ChatServer.Start(settings: ("Chat:PageSize", "10"));
        await using var ada = await Tab.OpenAsync(server.Url, "general", "Ada");
        await Says(ada, 30);

        await using var bob = await Tab.OpenAsync(server.Url, "general", "Bob", after: 31);
        await bob.SeesRows(10);

        Assert.Equal(1, bob.Resets);
        Assert.Equal(Enumerable.Range(21, 10).Select(seq => (long)seq), bob.Log.Select(row => row.Seq));
        Assert.Contains("href=\"?before=21\"", bob.Frames[0]);
    }

    [Theory]
    [InlineData(9, 10, true)]
    [InlineData(10, 20, false)]
    public async Task Over_the_replay_limit_the_log_starts_anew_with_its_last_page(int after, int rows, bool resets)
    {
        await using var server = ChatServer.Start(settings: [("Chat:ReplayLimit", "20"), ("Chat:PageSize", "10")]);
        await using var ada = await Tab.OpenAsync(server.Url, "general", "Ada");
        await Says(ada, 30);

        await using var bob = await Tab.OpenAsync(server.Url, "general", "Bob", after);
        await bob.SeesRows(rows);

        Assert.Equal(resets ? 1 : 0, bob.Resets);
        Assert.Equal(Enumerable.Range(31 - rows, rows).Select(seq => (long)seq), bob.Log.Select(row => row.Seq));
        Assert.Equal(resets, bob.Frames[0].Contains("href=\"?before=21\"", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("9223372036854775808")]
    public async Task A_resume_after_no_number_is_refused(string after)
    {
        await using var server = ChatServer.Start();

        Assert.Equal(HttpStatusCode.BadRequest, await Upgrade(server, $"/r/general/live?after={after}", origin: null));
    }

    [Fact]
    public async Task A_person_with_two_tabs_is_one_person_and_stays_one_over_a_reload()
    {
        await using var server = ChatServer.Start();
        var cookie = await Tab.CookieOf(server.Url, "Ada");
        await using var bob = await Tab.OpenAsync(server.Url, "general", "Bob");
        await bob.SeesPeople("Bob");
        await using var one = await Tab.OpenAsync(server.Url, "general", cookie: cookie);
        await bob.SeesPeople("Bob", "Ada");
        await using var two = await Tab.OpenAsync(server.Url, "general", cookie: cookie);
        await two.SeesPeople("Bob", "Ada");

        await one.Leaves();
        await two.Leaves();
        await using var carol = await Tab.OpenAsync(server.Url, "general", "Carol");
        await bob.SeesPeople("Bob", "Ada", "Carol");
        await using var reloaded = await Tab.OpenAsync(server.Url, "general", cookie: cookie);
        await reloaded.SeesPeople("Bob", "Ada", "Carol");
        await using var dave = await Tab.OpenAsync(server.Url, "general", "Dave");
        await bob.SeesPeople("Bob", "Ada", "Carol", "Dave");

        Assert.Equal(["Bob,Ada", "Bob,Ada,Carol", "Bob,Ada,Carol,Dave"], RostersOf(bob).SkipWhile(people => people == "Bob").Distinct());
    }

    [Fact]
    public async Task A_new_name_is_seen_in_the_roster_and_on_the_next_message()
    {
        await using var server = ChatServer.Start();
        await using var ada = await Tab.OpenAsync(server.Url, "general", "Ada");
        await using var bob = await Tab.OpenAsync(server.Url, "general", "Bob");
        await ada.Says("first");

        await ada.Sends("""{"type":"name","name":"  Countess \u00a0 Ada "}""");
        await ada.Says("second");

        await bob.SeesPeople("Countess Ada", "Bob");
        await bob.Sees("second");
        Assert.Equal([("Ada", "first"), ("Countess Ada", "second")], bob.Log.Select(row => (row.Name, row.Text)));
        Assert.Equal(bob.Log[0].Handle, bob.Log[1].Handle);
    }

    [Fact]
    public async Task What_is_sent_again_over_another_socket_is_acknowledged_again_and_said_once()
    {
        using var data = new TempFolder();
        string cookie;
        await using (var server = ChatServer.Start(data.Path))
        {
            cookie = await Tab.CookieOf(server.Url, "Ada");
            await using var bob = await Tab.OpenAsync(server.Url, "general", "Bob");
            await using var one = await Tab.OpenAsync(server.Url, "general", cookie: cookie);
            await one.Says("hello", "c-1");
            await one.IsAcknowledged("c-1");
            one.Drops();

            await using var two = await Tab.OpenAsync(server.Url, "general", cookie: cookie, after: 1);
            await two.Says("hello", "c-1");
            await two.IsAcknowledged("c-1");
            await two.Says("next");
            await bob.Sees("next");
            await two.Sees("next");

            Assert.Equal([(1, "hello"), (2, "next")], bob.Log.Select(row => (row.Seq, row.Text)));
            Assert.Equal(["next"], two.Log.Select(row => row.Text));
        }

        await using var restarted = ChatServer.Start(data.Path);
        await using var three = await Tab.OpenAsync(restarted.Url, "general", cookie: cookie, after: 2);
        await three.Says("hello", "c-1");
        await three.IsAcknowledged("c-1");
        Assert.Equal(["hello", "next"], StoredRows.Of(data.Path, "general").Select(row => row.Text));
    }

    [Fact]
    public async Task The_same_cid_of_two_people_or_in_two_rooms_is_another_message()
    {
        await using var server = ChatServer.Start();
        var cookie = await Tab.CookieOf(server.Url, "Ada");
        await using var ada = await Tab.OpenAsync(server.Url, "general", cookie: cookie);
        await using var elsewhere = await Tab.OpenAsync(server.Url, "elsewhere", cookie: cookie);
        await using var bob = await Tab.OpenAsync(server.Url, "general", "Bob");

        await ada.Says("Ada's", "c-1");
        await ada.Sees("Ada's");
        await bob.Says("Bob's", "c-1");
        await elsewhere.Says("Ada's, elsewhere", "c-1");

        await ada.Sees("Bob's");
        await elsewhere.Sees("Ada's, elsewhere");
        Assert.Equal([1], elsewhere.Log.Select(row => row.Seq));
    }

    [Fact]
    public async Task Rooms_hear_nothing_of_each_other()
    {
        await using var server = ChatServer.Start();
        await using var here = await Tab.OpenAsync(server.Url, "here", "Ada");
        await using var there = await Tab.OpenAsync(server.Url, "there", "Bob");

        await there.Says("there");
        await there.Sees("there");
        await here.Says("here");
        await here.Sees("here");

        Assert.Equal([(1, "here")], here.Log.Select(row => (row.Seq, row.Text)));
        Assert.Equal(["Ada"], here.Roster);
    }

    [Theory]
    [InlineData("http://evil.example")]
    [InlineData("http://{host}.evil.example:{port}")]
    [InlineData("http://{host}:1")]
    [InlineData("null")]
    public async Task Another_sites_page_cannot_open_a_socket_here(string origin)
    {
        await using var server = ChatServer.Start();

        Assert.Equal(HttpStatusCode.Forbidden, await Upgrade(server, "/r/general/live?after=0", At(server, origin)));
    }

    [Theory]
    [InlineData("http://{host}:{port}")]
    [InlineData("https://app.example")]
    public async Task The_own_pages_and_those_of_configured_origins_can(string origin)
    {
        await using var server = ChatServer.Start(settings: ("Chat:AllowedOrigins:0", "https://app.example"));

        Assert.Equal(HttpStatusCode.SwitchingProtocols, await Upgrade(server, "/r/general/live?after=0", At(server, origin)));
    }

    [Theory]
    [InlineData("/r/!!!/live")]
    [InlineData("/nothing")]
    public async Task There_is_no_socket_where_there_is_no_room(string url)
    {
        await using var server = ChatServer.Start();

        Assert.Equal(HttpStatusCode.NotFound, await Upgrade(server, url, origin: null));
    }

    private static async Task<List<string>> SaysFifty(Tab tab, int who)
    {
        List<string> cids = [];
        for (var i = 1; i <= 50; i++)
        {
            cids.Add(await tab.Says($"{who}: {i}"));
        }

        return cids;
    }

    private static async Task Says(Tab tab, int count)
    {
        for (var i = 1; i <= count; i++)
        {
            await tab.Says($"number {i}");
        }

        await tab.SeesRows(count);
    }

    private static List<(long Seq, string Text)> Read(Tab tab) => [.. tab.Log.Select(row => (row.Seq, row.Text))];

    private static IEnumerable<string> RostersOf(Tab tab) =>
        from frame in tab.Frames
        let people = new HtmlParser().ParseDocument(frame).QuerySelectorAll("#roster .name")
        where people.Length > 0
        select string.Join(',', people.Select(person => person.TextContent));

    private static async Task<HttpStatusCode> Upgrade(ChatServer server, string url, string? origin)
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        if (origin is not null)
        {
            socket.Options.SetRequestHeader("Origin", origin);
        }

        try
        {
            await socket.ConnectAsync(new Uri(new UriBuilder(server.Url) { Scheme = "ws" }.Uri, url), CancellationToken.None).Soon();
        }
        catch (WebSocketException)
        {
            Assert.NotEqual(HttpStatusCode.SwitchingProtocols, socket.HttpStatusCode);
        }

        return socket.HttpStatusCode;
    }

    private static string At(ChatServer server, string origin) => origin.Replace("{host}", server.Url.Host).Replace("{port}", server.Url.Port.ToString());
}
