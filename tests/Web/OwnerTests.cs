using System.Text.RegularExpressions;
using HtmxChat.Rooms;
using HtmxChat.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace HtmxChat.Tests.Web;

/// <summary>Owners, moderators and the operator, as programs without script see them.</summary>
public sealed partial class OwnerTests
{
    private const string Token = "an-operator-token-nobody-can-guess";

    [Fact]
    public async Task The_first_in_a_public_room_is_shown_its_owner_link_once_and_only_opening_it_makes_an_owner()
    {
        await using var server = ChatServer.Start();
        using var ada = server.Browser();
        Assert.Equal("/r/garden", (await ada.Enters("Ada", "garden")).Header("Location"));

        var secret = Secret(await ada.Opens("/r/garden"));
        Assert.Null((await ada.Opens("/r/garden")).Page.QuerySelector("#new-link"));
        Assert.Equal(403, (await ada.Opens("/r/garden/owner")).Status);

        Assert.Equal(200, (await ada.Opens($"/r/garden/key/{secret}")).Status);
        Assert.Equal(403, (await ada.Opens("/r/garden/owner")).Status);
        Assert.Equal(303, (await ada.Posts($"/r/garden/key/{secret}")).Status);
        Assert.Equal(200, (await ada.Opens("/r/garden/owner")).Status);
        Assert.EndsWith("became an owner.", (await ada.Opens("/r/garden")).Text("#log .act"));
    }

    [Fact]
    public async Task Nobody_after_the_first_is_given_the_owner_link()
    {
        await using var server = ChatServer.Start();
        using var ada = server.Browser();
        using var bob = server.Browser();
        await ada.Enters("Ada", "garden");
        await bob.Enters("Bob", "garden");

        Assert.Null((await bob.Opens("/r/garden")).Page.QuerySelector("#new-link, #claim"));
        Assert.Equal(403, (await bob.Posts("/r/garden/claim")).Status);
        Assert.Equal(404, (await bob.Opens($"/r/garden/key/{new string('0', 64)}")).Status);
        Assert.Equal(404, (await bob.Posts($"/r/garden/key/{new string('0', 64)}")).Status);

        // In a room that was used before anybody asked, nobody is the first any more.
        await bob.Says("kitchen", "hello");
        await ada.Enters("Ada", "kitchen");
        Assert.Null((await ada.Opens("/r/kitchen")).Page.QuerySelector("#new-link, #claim"));
        Assert.Equal(403, (await ada.Posts("/r/kitchen/claim")).Status);
    }

    [Fact]
    public async Task Whoever_comes_to_an_unused_room_by_its_address_can_ask_for_the_link()
    {
        await using var server = ChatServer.Start();
        using var ada = server.Browser();
        await ada.Enters("Ada", "elsewhere");

        Assert.NotNull((await ada.Opens("/r/garden")).Page.QuerySelector("#claim"));
        Assert.Equal(303, (await ada.Posts("/r/garden/claim")).Status);
        Secret(await ada.Opens("/r/garden"));
        Assert.Empty((await ada.Opens("/r/garden")).Log);
    }

    [Fact]
    public async Task A_private_room_has_an_owner_link_when_it_is_made_and_none_for_who_guesses_an_id()
    {
        using var data = new TempFolder();
        await using var server = ChatServer.Start(data.Path);
        using var ada = server.Browser();
        var room = (await ada.Posts("/rooms", ("name", "Ada"))).Header("Location")!;
        Assert.Matches("^/r/[0-9a-f]{64}$", room);
        var secret = Secret(await ada.Opens(room));

        var guessed = $"/r/{new string('a', 64)}";
        Assert.Null((await ada.Opens(guessed)).Page.QuerySelector("#claim"));
        Assert.Equal(403, (await ada.Posts($"{guessed}/claim")).Status);

        // What is on the disk opens nothing.
        Assert.All(Directory.GetFiles(data.Path, "chat.db*"), file => Assert.False(Contains(file, secret), file));
    }

    [Fact]
    public async Task An_owner_deletes_a_message_and_every_reader_is_told_in_one_order()
    {
        await using var server = ChatServer.Start();
        using var ada = await Owner(server);
        await using var bob = await Tab.OpenAsync(server.Url, "garden", "Bob");
        await bob.Says("rubbish");
        await bob.Sees("rubbish");

        Assert.Equal(303, (await ada.Posts("/r/garden/messages/2/delete")).Status);
        await bob.SeesGone(2);
        await bob.Until(() => bob.Log.Any(row => row.Text == "An owner removed a message."));
        await using var late = await Tab.OpenAsync(server.Url, "garden", "Late");
        await late.SeesRows(3);
        Assert.Equal(bob.Log.Select(row => (row.Seq, row.Text)), late.Log.Select(row => (row.Seq, row.Text)));
    }

    [Fact]
    public async Task Whoever_is_removed_is_cut_within_a_second_for_good_and_kept_out()
    {
        await using var server = ChatServer.Start();
        using var ada = await Owner(server);
        using var bobs = server.Browser();
        await bobs.Enters("Bob", "elsewhere");
        var cookie = await Tab.CookieOf(server.Url, "Bob");
        await using var bob = await Tab.OpenAsync(server.Url, "garden", cookie: cookie);
        await using var second = await Tab.OpenAsync(server.Url, "garden", cookie: cookie);
        await using var other = await Tab.OpenAsync(server.Url, "garden", "Other");
        await bob.Says("rubbish");
        await second.Sees("rubbish");

        var started = System.Diagnostics.Stopwatch.StartNew();
        Assert.Equal(303, (await Bars(ada, bob.Log[^1].Handle, "remove")).Status);
        Assert.Equal(1008, await bob.IsClosed());
        Assert.Equal(1008, await second.IsClosed());
        Assert.InRange(started.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(1));

        Assert.StartsWith("You were removed from this room.", bob.Notices[^1].Text);
        await other.Until(() => other.Log.Any(row => row.Text.StartsWith("An owner removed \u2068Bob\u2069", StringComparison.Ordinal)));
        await other.SeesPeople("Other");
        Assert.Null(other.Closed);

        await using var again = await Tab.OpenAsync(server.Url, "garden", cookie: cookie);
        Assert.Equal(1008, await again.IsClosed());
        using var fresh = new HttpClient(new HttpClientHandler { UseCookies = false }) { BaseAddress = server.Url };
        Assert.Equal(403, (await fresh.Opens("/r/garden", cookie)).Status);
        Assert.Equal(403, (await fresh.Opens("/r/garden/export.txt", cookie)).Status);
        Assert.Equal(403, (await fresh.Opens("/api/room/garden/messages", cookie)).Status);
        Assert.Equal(200, (await fresh.Opens("/r/elsewhere", cookie)).Status);

        // What is tried there is answered without the room.
        foreach (var (form, field, value) in ((string, string, string)[])
            [("messages", "text", "back again"), ("messages", "text", "/nick Bobby"), ("messages", "text", "/topic x"), ("messages/2/edit", "text", "x"), ("reactions", "to", "1 👍"), ("name", "name", "Bobby"), ("name", "name", "")])
        {
            using var post = new HttpRequestMessage(HttpMethod.Post, $"/r/garden/{form}") { Content = new FormUrlEncodedContent([new(field, value)]) };
            var answer = await fresh.Asks(post, cookie: cookie);
            Assert.Equal((form, 403, "You cannot come in"), (form, answer.Status, answer.Text("h1")));
            Assert.Empty(answer.Log);
        }
    }

    [Fact]
    public async Task However_somebody_reads_along_it_ends_within_a_second_of_the_removal()
    {
        const string Home = "203.0.113.7";
        await using var server = ChatServer.Start(settings: [("Chat:TrustedProxies:0", "127.0.0.1")]);
        using var ada = await Owner(server);
        var reading = new Uri((await ada.Opens("/r/garden")).Attribute("#share-reading", "value")!).AbsolutePath;
        var cookie = await Tab.CookieOf(server.Url, "Bob");
        await using var bob = await Tab.OpenAsync(server.Url, "garden", cookie: cookie, from: Home);
        await bob.SeesRows(1);
        await using var reader = await Tab.OpenAsync(server.Url, "garden", cookie: cookie, path: $"{reading}/live");
        await reader.SeesRows(1);
        await using var second = await Tab.OpenAsync(server.Url, "garden", "Bob’s other name", from: Home);
        await second.SeesRows(1);
        await using var demo = await DemoClient.Connects(server.Url, "garden", from: Home);
        await using var stranger = await DemoClient.Connects(server.Url, "garden", from: "203.0.113.8");
        await demo.ReadsToPong();
        await using var events = await EventSource.Opens(server.Url, "garden", "?after=1", cookie: cookie);
        using var polling = new HttpClient(new HttpClientHandler { UseCookies = false }) { BaseAddress = server.Url };
        var poll = polling.Opens("/api/room/garden/messages?after=1&wait=25", cookie);
        var handle = (await polling.Opens("/r/garden", cookie)).Me!;
        await Bounded.Until(() => server.Services.GetRequiredService<RoomMetrics>().Connections == 7);

        var started = System.Diagnostics.Stopwatch.StartNew();
        var removed = Bars(ada, handle, "remove");
        Assert.Null(await events.Reads());
        Assert.Equal(403, (await poll).Status);
        Assert.Equal((1008, 1008, 1008), (await bob.IsClosed(), await reader.IsClosed(), await second.IsClosed()));
        Assert.Equal("closed 1008", await demo.Reads());
        Assert.InRange(started.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Assert.Equal(303, (await removed).Status);
        Assert.Empty(await stranger.ReadsToPong());
    }

    [Fact]
    public async Task A_new_identity_of_the_same_address_is_kept_out_too_but_not_one_of_another()
    {
        await using var server = ChatServer.Start(settings: [("Chat:TrustedProxies:0", "127.0.0.1")]);
        using var ada = await Owner(server);
        using var bob = From(server, "203.0.113.7");
        // Somebody is here, so the room remembers who has spoken from where.
        await using var here = await Tab.OpenAsync(server.Url, "garden", "Here");
        await here.SeesRows(1);
        await bob.Enters("Bob", "garden");
        await bob.Says("garden", "rubbish");
        Assert.Equal(303, (await Bars(ada, (await bob.Opens("/r/garden")).Me!, "remove")).Status);

        using var renewed = From(server, "203.0.113.7");
        using var neighbour = From(server, "203.0.113.8");
        Assert.Equal(403, (await renewed.Opens("/r/garden")).Status);
        Assert.Equal(403, (await renewed.Says("garden", "me again")).Status);
        Assert.Equal(200, (await neighbour.Opens("/r/garden")).Status);
    }

    [Fact]
    public async Task What_holds_in_a_room_survives_a_restart()
    {
        using var data = new TempFolder();
        await using (var server = ChatServer.Start(data.Path))
        {
            using var ada = await Owner(server);
            await using var bob = await Tab.OpenAsync(server.Url, "garden", "Bob");
            await bob.Says("rubbish");
            await bob.SeesRows(2);
            await Bars(ada, bob.Log[^1].Handle, "mute");
            Assert.Equal(303, (await ada.Posts("/r/garden/owner/settings", ("topic", "Roses & thorns"), ("welcome", "Be\nkind"), ("lock", "NobodyNew"), ("slow", "30"))).Status);
        }

        await using var restarted = ChatServer.Start(data.Path);
        using var stranger = restarted.Browser();
        Assert.Equal(403, (await stranger.Opens("/r/garden")).Status);
        await using var turnedAway = await Tab.OpenAsync(restarted.Url, "garden", "Stranger");
        Assert.Equal(1008, await turnedAway.IsClosed());
    }

    [Fact]
    public async Task Topic_welcome_lock_and_slow_mode_are_on_the_page_and_told_live()
    {
        await using var server = ChatServer.Start();
        using var ada = await Owner(server);
        await using var bob = await Tab.OpenAsync(server.Url, "garden", "Bob");

        await ada.Posts("/r/garden/owner/settings", ("topic", "<b>Roses</b>"), ("lock", "NobodyWrites"));
        await bob.Until(() => bob.Rules.Contains("<b>Roses</b>", StringComparison.Ordinal));
        using var cleo = server.Browser();
        await cleo.Enters("Cleo", "elsewhere");
        var page = await cleo.Opens("/r/garden");
        Assert.Equal("<b>Roses</b>", page.Text("#rules .topic"));
        Assert.Equal("NobodyWrites", page.Attribute("#rules .lock", "data-lock"));
        await bob.Says("may I?");
        await bob.IsTold("NotAllowed");
        Assert.Equal(403, (await cleo.Says("garden", "may I?")).Status);

        await ada.Posts("/r/garden/owner/settings", ("lock", "Open"), ("slow", "30"));
        Assert.Equal("<b>Roses</b>", (await cleo.Opens("/r/garden")).Text("#rules .topic"));
        await cleo.Says("garden", "one");
        var tooSoon = await cleo.Says("garden", "two");
        Assert.Equal((429, "two"), (tooSoon.Status, tooSoon.Text("#text")));
        Assert.InRange(int.Parse(tooSoon.Header("Retry-After")!), 25, 30);
        Assert.Equal(400, (await ada.Posts("/r/garden/owner/settings", ("lock", "Shut"))).Status);
        Assert.Equal(413, (await ada.Posts("/r/garden/owner/settings", ("topic", new string('x', 201)))).Status);
    }

    [Fact]
    public async Task A_cleared_room_is_empty_for_everybody_and_nothing_is_left_on_the_disk()
    {
        using var data = new TempFolder();
        await using var server = ChatServer.Start(data.Path);
        using var ada = await Owner(server);
        await using var bob = await Tab.OpenAsync(server.Url, "garden", "Bob");
        await bob.Says("a secret of mine", "cid-1");
        await bob.Sees("a secret of mine");

        Assert.Equal(303, (await ada.Posts("/r/garden/owner/clear")).Status);
        await bob.Until(() => bob.Resets == 1 && bob.Log.Count == 1);
        Assert.Equal((3, "An owner cleared the room."), (bob.Log[0].Seq, bob.Log[0].Text));
        var page = await ada.Opens("/r/garden");
        Assert.Equal("An owner cleared the room.", page.Text("#log > li .act"));
        Assert.Null(page.Page.QuerySelector("#older a"));
        Assert.All(Directory.GetFiles(data.Path, "chat.db*"), file => Assert.False(Contains(file, "a secret of mine"), file));

        // A reader who comes back with rows of before, and one who has nothing, start with the same.
        await using var back = await Tab.OpenAsync(server.Url, "garden", after: 2);
        await back.Until(() => back.Resets == 1 && back.Log.Count == 1);
        await using var anew = await Tab.OpenAsync(server.Url, "garden");
        await anew.Until(() => anew.Log.Count == 1);

        // Exactly once also holds for what was cleared: it is not said again.
        await bob.Says("a secret of mine", "cid-1");
        await bob.IsAcknowledged("cid-1");
        await bob.Says("fresh");
        await bob.Sees("fresh");
        Assert.Equal([3, 4], bob.Log.Select(row => row.Seq));
    }

    [Fact]
    public async Task A_moderator_comes_by_link_and_goes_when_it_is_revoked()
    {
        await using var server = ChatServer.Start();
        using var ada = await Owner(server);
        using var mo = server.Browser();
        await mo.Enters("Mo", "elsewhere");

        await ada.Posts("/r/garden/owner/links", ("role", "moderator"));
        var secret = Secret(await ada.Opens("/r/garden/owner"));
        Assert.Equal(303, (await mo.Posts($"/r/garden/key/{secret}")).Status);
        Assert.Equal(303, (await mo.Posts("/r/garden/owner/settings", ("topic", "by Mo"))).Status);
        Assert.Equal(403, (await mo.Posts("/r/garden/owner/links", ("role", "owner"))).Status);
        Assert.Null((await mo.Opens("/r/garden/owner")).Page.QuerySelector("form[action$='/links']"));

        var hash = (await ada.Opens("/r/garden/owner")).Page.QuerySelectorAll("form[action$='/revoke'] [name=hash]")[^1].GetAttribute("value")!;
        Assert.Equal(303, (await ada.Posts("/r/garden/owner/links/revoke", ("hash", hash))).Status);
        Assert.Equal(403, (await mo.Posts("/r/garden/owner/settings", ("topic", "by Mo again"))).Status);
        Assert.Equal(404, (await mo.Posts($"/r/garden/key/{secret}")).Status);
    }

    [Fact]
    public async Task Nothing_of_it_is_open_to_a_visitor()
    {
        await using var server = ChatServer.Start();
        using var ada = await Owner(server);
        using var eve = server.Browser();
        await eve.Enters("Eve", "garden");
        await ada.Says("garden", "mine");

        Assert.Equal(403, (await eve.Opens("/r/garden/owner")).Status);
        foreach (var (form, field, value) in ((string, string, string)[])
            [("settings", "topic", "x"), ("clear", "x", "x"), ("links", "role", "owner"), ("links/revoke", "hash", "x"), ("lift", "handle", "x"), ("resign", "x", "x")])
        {
            Assert.Equal(403, (await eve.Posts($"/r/garden/owner/{form}", (field, value))).Status);
        }

        Assert.Equal(403, (await Bars(eve, (await ada.Opens("/r/garden")).Me!, "remove")).Status);
        Assert.Equal(403, (await Bars(eve, (await ada.Opens("/r/garden")).Me!, "ban")).Status);
        Assert.Equal(403, (await eve.Posts("/r/garden/messages/2/delete")).Status);
        Assert.Equal("mine", (await eve.Opens("/r/garden")).Log[^1].Text);
    }

    [Fact]
    public async Task The_operator_does_it_in_any_room_and_bans_addresses()
    {
        using var data = new TempFolder();
        (string, string)[] settings = [("Chat:OperatorToken", Token), ("Chat:TrustedProxies:0", "127.0.0.1")];
        await using var server = ChatServer.Start(data.Path, settings: settings);
        using var op = server.Browser();
        using var bob = From(server, "203.0.113.7");
        await using var here = await Tab.OpenAsync(server.Url, "garden", "Here");
        await here.SeesPeople("Here");
        await bob.Enters("Bob", "garden");
        await bob.Says("garden", "rubbish");

        Assert.Equal(403, (await op.Posts("/operator", ("operator-token", Token + "x"))).Status);
        Assert.Equal(403, (await op.Posts("/operator/bans", ("address", "203.0.113.8"), ("hours", "1"), ("note", ""))).Status);
        Assert.Equal(303, (await op.Posts("/operator", ("operator-token", Token))).Status);
        Assert.Equal(303, (await op.Posts("/r/garden/messages/1/delete")).Status);
        Assert.Equal("The operator removed a message.", (await op.Opens("/r/garden")).Text("#log .act"));

        Assert.Equal(303, (await Bars(op, (await bob.Opens("/r/garden")).Me!, "ban")).Status);
        using var renewed = From(server, "203.0.113.7");
        Assert.Equal(403, (await renewed.Opens("/")).Status);
        Assert.Equal(303, (await op.Posts("/operator/bans", ("address", "2001:db8:1:2::3"), ("hours", "1"), ("note", "a flood"))).Status);
        using var flood = From(server, "2001:db8:1:2:ffff::1");
        Assert.Equal(403, (await flood.Opens("/r/kitchen")).Status);
        using var neighbour = From(server, "2001:db8:1:3::3");
        Assert.Equal(200, (await neighbour.Opens("/r/kitchen")).Status);

        var bans = (await op.Opens("/operator")).Page.QuerySelectorAll("form[action$='/lift'] [name=address]").Select(field => field.GetAttribute("value")!).ToArray();
        Assert.Equal(2, bans.Length);
        Assert.All(Directory.GetFiles(data.Path, "chat.db*"), file => Assert.False(Contains(file, "203.0.113.7") || Contains(file, "2001:db8"), file));
        foreach (var ban in bans)
        {
            await op.Posts("/operator/bans/lift", ("address", ban));
        }

        Assert.Equal(200, (await renewed.Opens("/")).Status);
    }

    [Fact]
    public async Task A_banned_address_is_cut_wherever_it_is_and_stays_banned_over_a_restart()
    {
        using var data = new TempFolder();
        (string, string)[] settings = [("Chat:OperatorToken", Token), ("Chat:TrustedProxies:0", "127.0.0.1")];
        await using (var server = ChatServer.Start(data.Path, settings: settings))
        {
            await using var bob = await Tab.OpenAsync(server.Url, "kitchen", from: "203.0.113.7");
            await bob.SeesPeople("guest");
            await using var events = await EventSource.Opens(server.Url, "kitchen", from: "203.0.113.7");
            using var request = new HttpRequestMessage(HttpMethod.Post, "/operator/bans") { Content = new FormUrlEncodedContent([new("address", "203.0.113.7"), new("hours", "1")]) };
            request.Headers.Authorization = new("Bearer", Token);
            using var op = server.Browser();
            Assert.Equal(303, (await op.Asks(request)).Status);
            Assert.Equal(1008, await bob.IsClosed());
            await op.Says("kitchen", "not for them");
            Assert.Null(await events.Reads());
        }

        await using var restarted = ChatServer.Start(data.Path, settings: settings);
        using var again = From(restarted, "203.0.113.7");
        Assert.Equal(403, (await again.Opens("/")).Status);
    }

    [Fact]
    public async Task Without_a_token_in_the_configuration_there_is_no_operator()
    {
        await using var server = ChatServer.Start();
        using var eve = server.Browser();

        Assert.Equal(404, (await eve.Opens("/operator")).Status);
        Assert.Equal(404, (await eve.Posts("/operator", ("operator-token", ""))).Status);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/r/garden/owner");
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer ");
        Assert.Equal(403, (await eve.Asks(request)).Status);
    }

    /// <summary>Ada, who owns the room: its first line says so.</summary>
    private static async Task<HttpClient> Owner(ChatServer server)
    {
        var ada = server.Browser();
        await ada.Enters("Ada", "garden");
        Assert.Equal(303, (await ada.Posts($"/r/garden/key/{Secret(await ada.Opens("/r/garden"))}")).Status);
        return ada;
    }

    private static HttpClient From(ChatServer server, string address)
    {
        var browser = server.Browser();
        browser.DefaultRequestHeaders.Add("X-Forwarded-For", address);
        return browser;
    }

    private static Task<Answer> Bars(HttpClient by, string handle, string kind) =>
        by.Posts("/r/garden/owner/bar", ("handle", handle), ("kind", kind), ("minutes", "10"));

    private static string Secret(Answer page) => SecretOfLink().Match(page.Attribute("#new-link input", "value")!).Groups[1].Value is { Length: 64 } secret
        ? secret
        : throw new InvalidOperationException("no link");

    private static bool Contains(string file, string text)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(text)) >= 0;
    }

    [GeneratedRegex("/r/[a-z0-9-]+/key/([0-9a-f]{64})$")]
    private static partial Regex SecretOfLink();
}
