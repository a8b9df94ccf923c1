using System.Text;
using HtmxChat.Tests.Support;

namespace HtmxChat.Tests.Web;

/// <summary>Pages as a browser gets them, and whom they take the visitor for.</summary>
public sealed class PageTests
{
    private const string Policy = "default-src 'none'; "
        + "script-src 'self' https://cdn.jsdelivr.net/npm/htmx.org@4.0.1/dist/htmx.min.js https://cdn.jsdelivr.net/npm/htmx.org@4.0.1/dist/ext/hx-ws.min.js; "
        + "style-src 'self'; connect-src 'self'; img-src 'self' data:; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    [Theory]
    [InlineData("/")]
    [InlineData("/r/general")]
    public async Task A_page_can_be_asked_for_its_head_alone(string url)
    {
        await using var server = ChatServer.Start();
        using var browser = server.Browser();

        var answer = await browser.Asks(new(HttpMethod.Head, url));

        Assert.Equal((200, ""), (answer.Status, answer.Body));
    }

    [Fact]
    public async Task The_home_page_asks_for_a_name_and_a_room_and_lists_none()
    {
        await using var server = ChatServer.Start();
        using var browser = server.Browser();
        await browser.Enters("Ada", "hidden-corner");
        await browser.Says("hidden-corner", "hello");

        var home = await browser.Opens("/");

        Assert.Equal(200, home.Status);
        Assert.Equal("text/html; charset=utf-8", home.Header("Content-Type"));
        Assert.Equal("/enter", home.Attribute("form[method=post]", "action"));
        Assert.Equal("Ada", home.Attribute("form input[name=name]", "value"));
        Assert.Equal("", home.Attribute("form input[name=room]", "value"));
        Assert.Equal("/rooms", home.Attribute("form button[formaction]", "formaction"));
        Assert.DoesNotContain("hidden-corner", home.Body);
    }

    [Fact]
    public async Task A_room_page_shows_what_was_said()
    {
        await using var server = ChatServer.Start();
        using var browser = server.Browser();
        await browser.Enters("Ada");
        await browser.Says("general", "one");
        await browser.Says("general", "<b>two</b> & \"three\"");

        var room = await browser.Opens("/r/general");

        Assert.Equal(200, room.Status);
        Assert.Equal("#general · HtmxChat", room.Page.Title);
        Assert.Equal("#general", room.Text("h1"));
        Assert.Equal([(1, 1, "Ada", "one"), (2, 2, "Ada", "<b>two</b> & \"three\"")], room.Log.Select(row => (row.Seq, row.Rev, row.Name, row.Text)));
        Assert.All(room.Log, row => Assert.Equal(room.Me, row.Handle));
        Assert.Equal("/r/general/live", room.Attribute("#room", "hx-ws:connect"));
        Assert.Empty(room.Page.QuerySelectorAll("#older a"));
    }

    [Fact]
    public async Task The_form_of_a_room_page_posts_to_it_with_a_new_cid_each_time()
    {
        await using var server = ChatServer.Start();
        using var browser = server.Browser();
        await browser.Enters("Ada");

        var (first, second) = (await browser.Opens("/r/general"), await browser.Opens("/r/general"));

        Assert.Equal("/r/general/messages", first.Attribute("form#say[method=post]", "action"));
        Assert.Equal("", first.Text("form#say textarea[name=text]"));
        Assert.NotEmpty(first.Attribute("form#say input[type=hidden][name=cid]", "value")!);
        Assert.NotEqual(first.Attribute("input[name=cid]", "value"), second.Attribute("input[name=cid]", "value"));
    }

    [Fact]
    public async Task Whoever_has_no_name_is_asked_for_one_first()
    {
        await using var server = ChatServer.Start();
        using var browser = server.Browser();

        var room = await browser.Opens("/r/general");

        Assert.Equal("/r/general/name", room.Attribute("form[method=post]", "action"));
        Assert.Empty(room.Page.QuerySelectorAll("textarea"));
    }

    [Theory]
    [InlineData("/r/General", "/r/general")]
    [InlineData("/r/My_Room", "/r/my-room")]
    [InlineData("/r/a%20b", "/r/a-b")]
    [InlineData("/r/caf%C3%A9", "/r/caf")]
    [InlineData("/r/%22%3Ex", "/r/x")]
    [InlineData("/r/General?before=7&x=%2F", "/r/general?before=7&x=%2F")]
    [InlineData("/r/General/live?after=7", "/r/general/live?after=7")]
    [InlineData("/r/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "/r/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task Another_spelling_of_a_room_is_sent_to_its_one_address(string typed, string canonical)
    {
        await using var server = ChatServer.Start();
        using var browser = server.Browser();

        var answer = await browser.Opens(typed);

        Assert.Equal((308, canonical), (answer.Status, answer.Header("Location")));
    }

    [Theory]
    [InlineData("/r/!!!")]
    [InlineData("/r/%C3%BC%C3%BC")]
    [InlineData("/r/abcdefghijklmnopqrstuvwxyz0123456")]
    [InlineData("/r/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("/r/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("/r/gaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("/r/!!!/live")]
    public async Task What_cannot_be_a_room_is_a_page_that_helps(string url)
    {
        await using var server = ChatServer.Start();
        using var browser = server.Browser();

        var answer = await browser.Opens(url);

        Assert.Equal(404, answer.Status);
        Assert.Contains("1 to 32 letters", answer.Text("main"));
        Assert.Contains("exactly 64", answer.Text("main"));
        Assert.Equal("/", answer.Attribute("main a", "href"));
    }

    [Theory]
    [InlineData("/nothing")]
    [InlineData("/r")]
    [InlineData("/r/general/nothing")]
    [InlineData("/lib/nothing.js")]
    public async Task What_is_not_there_is_a_page_that_leads_home(string url)
    {
        await using var server = ChatServer.Start();
        using var browser = server.Browser();

        var answer = await browser.Opens(url);

        Assert.Equal(404, answer.Status);
        Assert.Equal("/", answer.Attribute("main a", "href"));
        Assert.Equal("noindex", answer.Attribute("meta[name=robots]", "content"));
    }

    [Fact]
    public async Task The_live_address_without_an_upgrade_asks_for_one()
    {
        await using var server = ChatServer.Start();
        using var browser = server.Browser();

        var answer = await browser.Opens("/r/general/live?after=0");

        Assert.Equal((426, "websocket"), (answer.Status, answer.Header("Upgrade")));
    }

    [Theory]
    [InlineData("GET", "/", 200)]
    [InlineData("GET", "/r/general", 200)]
    [InlineData("GET", "/r/General", 308)]
    [InlineData("GET", "/r/!!!", 404)]
    [InlineData("GET", "/nothing", 404)]
    [InlineData("GET", "/r/general?before=x", 400)]
    [InlineData("GET", "/r/general/live", 426)]
    [InlineData("GET", "/healthz", 200)]
    [InlineData("DELETE", "/r/general", 405)]
    [InlineData("POST", "/rooms", 303)]
    [InlineData("POST", "/r/general/messages", 400)]
    public async Task Every_answer_carries_the_headers_that_keep_the_page_safe(string method, string url, int status)
    {
        await using var server = ChatServer.Start();
        using var browser = server.Browser();

        var answer = await browser.Asks(new(new HttpMethod(method), url));

        Assert.Equal(status, answer.Status);
        Assert.Equal(Policy, answer.Header("Content-Security-Policy"));
        Assert.Equal("nosniff", answer.Header("X-Content-Type-Options"));
        Assert.Equal("no-referrer", answer.Header("Referrer-Policy"));
        Assert.Equal("same-origin", answer.Header("Cross-Origin-Opener-Policy"));
        Assert.Null(answer.Header("Strict-Transport-Security"));
        Assert.Contains("no-store", answer.Header("Cache-Control"));
        Assert.Null(answer.Header("Server"));
    }

    [Theory]
    [InlineData("/chat.js")]
    [InlineData("/chat.css")]
    [InlineData("/icon.svg")]
    public async Task Files_carry_the_same_headers_and_may_be_kept_if_asked_after(string url)
    {
        await using var server = ChatServer.Start();
        using var browser = server.Browser();

        var answer = await browser.Opens(url);

        Assert.Equal((200, Policy), (answer.Status, answer.Header("Content-Security-Policy")));
        Assert.Equal("nosniff", answer.Header("X-Content-Type-Options"));
        Assert.Equal("no-referrer", answer.Header("Referrer-Policy"));
        Assert.Equal("no-cache", answer.Header("Cache-Control"));
        Assert.NotNull(answer.Header("ETag"));
    }

    [Fact]
    public async Task A_new_private_room_has_an_address_nobody_can_guess_and_no_search_engine_lists()
    {
        await using var server = ChatServer.Start();
        using var browser = server.Browser();

        var (first, second) = (await browser.Posts("/rooms", ("name", "Ada")), await browser.Posts("/rooms", ("name", "Ada")));
        var room = await browser.Opens(first.Header("Location")!);

        Assert.Equal((303, 303), (first.Status, second.Status));
        Assert.Matches("^/r/[0-9a-f]{64}$", first.Header("Location"));
        Assert.NotEqual(first.Header("Location"), second.Header("Location"));
        Assert.Equal("noindex", room.Attribute("meta[name=robots]", "content"));
        Assert.Equal("Private room", room.Text("h1"));
        Assert.NotEmpty(room.Page.QuerySelectorAll("form#say"));
        Assert.Empty((await browser.Opens("/r/general")).Page.QuerySelectorAll("meta[name=robots]"));
    }

    [Theory]
    [InlineData("general", "/r/general")]
    [InlineData("", "/r/general")]
    [InlineData("  ", "/r/general")]
    [InlineData("My Room", "/r/my-room")]
    public async Task Entering_leads_to_the_room_and_remembers_the_name(string room, string url)
    {
        await using var server = ChatServer.Start();
        using var browser = server.Browser();

        var answer = await browser.Enters("  Ada\u00a0 Lovelace ", room);

        Assert.Equal((303, url), (answer.Status, answer.Header("Location")));
        Assert.Equal("Ada Lovelace", (await browser.Opens("/")).Attribute("input[name=name]", "value"));
    }

    [Theory]
    [InlineData("", "general", "")]
    [InlineData("a\u202eb", "general", "")]
    [InlineData("Ada", "!!!", "Ada")]
    [InlineData("Ada", "a name that is longer than any room's may be", "Ada")]
    public async Task Entering_with_what_cannot_be_a_name_shows_the_form_again_with_what_was_typed(string name, string room, string remembered)
    {
        await using var server = ChatServer.Start();
        using var browser = server.Browser();

        var answer = await browser.Enters(name, room);

        Assert.Equal(400, answer.Status);
        Assert.NotEmpty(answer.Text("#notice"));
        Assert.Equal(name, answer.Attribute("input[name=name]", "value"));
        Assert.Equal(room, answer.Attribute("input[name=room]", "value"));
        Assert.Equal(remembered, (await browser.Opens("/")).Attribute("input[name=name]", "value"));
    }

    [Fact]
    public async Task Links_lead_through_the_whole_history_without_overlap_or_hole()
    {
        await using var server = ChatServer.Start();
        await using var ada = await Tab.OpenAsync(server.Url, "general", "Ada");
        for (var i = 1; i <= 250; i++)
        {
            await ada.Says($"number {i}");
        }

        await ada.SeesRows(250);
        using var browser = server.Browser();
        List<Answer> pages = [];
        for (var url = "/r/general"; url is not null; url = pages[^1].Page.QuerySelector("#older a")?.GetAttribute("href"))
        {
            pages.Add(await browser.Opens(url));
        }

        Assert.Equal([100, 100, 50], pages.Select(page => page.Log.Count));
        Assert.Equal(Enumerable.Range(1, 250).Select(i => ((long)i, $"number {i}")), Enumerable.Reverse(pages).SelectMany(page => page.Log).Select(row => (row.Seq, row.Text)));
        Assert.Equal([true, false, false], pages.Select(page => page.Page.QuerySelector("#room")!.HasAttribute("hx-ws:connect")));
        Assert.Equal("/r/general", pages[1].Attribute(".more a[href='/r/general']", "href"));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("1e3")]
    [InlineData("%201")]
    [InlineData("9223372036854775808")]
    [InlineData("1&before=2")]
    public async Task A_page_before_no_number_is_refused(string before)
    {
        await using var server = ChatServer.Start();
        using var browser = server.Browser();

        var answer = await browser.Opens($"/r/general?before={before}");

        Assert.Equal(400, answer.Status);
        Assert.Equal("/r/general", answer.Attribute("main a:first-child", "href"));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1")]
    public async Task Before_the_first_message_there_is_an_empty_page(string before)
    {
        await using var server = ChatServer.Start();
        using var browser = server.Browser();
        await browser.Enters("Ada");
        await browser.Says("general", "one");

        var page = await browser.Opens($"/r/general?before={before}");

        Assert.Equal(200, page.Status);
        Assert.Empty(page.Log);
        Assert.Empty(page.Page.QuerySelectorAll("#older a"));
    }

    [Fact]
    public async Task A_visitor_keeps_a_handle_in_a_room_and_has_another_one_elsewhere()
    {
        using var data = new TempFolder();
        string cookie, here, there;
        await using (var server = ChatServer.Start(data.Path))
        {
            cookie = await Tab.CookieOf(server.Url, "Ada");
            using var browser = server.Browser();
            here = (await browser.Opens("/r/here", cookie)).Me!;
            there = (await browser.Opens("/r/there", cookie)).Me!;
            Assert.Equal(here, (await browser.Opens("/r/here", cookie)).Me);
        }

        Assert.Matches("^[0-9a-z]{6}$", here);
        Assert.NotEqual(here, there);
        await using (var server = ChatServer.Start(data.Path))
        {
            using var browser = server.Browser();
            Assert.Equal(here, (await browser.Opens("/r/here", cookie)).Me);
            Assert.Equal(there, (await browser.Opens("/r/there", cookie)).Me);
        }
    }

    [Fact]
    public async Task A_new_visitor_gets_one_cookie_that_no_script_and_no_other_site_can_use()
    {
        await using var server = ChatServer.Start();
        foreach (var url in (string[])["/", "/r/general"])
        {
            using var browser = server.Browser();
            var parts = Assert.Single((await browser.Opens(url)).Cookies).Split("; ");
            Assert.Contains("httponly", parts);
            Assert.Contains("samesite=lax", parts);
            Assert.Contains("path=/", parts);
        }

        using var visitor = server.Browser();
        Assert.Single((await visitor.Enters("Ada")).Cookies);
        Assert.Single((await visitor.Posts("/r/general/name", ("name", "Bob"))).Cookies);
        Assert.Empty((await visitor.Opens("/r/general")).Cookies);
    }

    [Theory]
    [InlineData("half")]
    [InlineData("changed")]
    [InlineData("of another server")]
    [InlineData("not even a cookie of ours")]
    [InlineData("empty")]
    [InlineData("long")]
    public async Task A_forged_or_broken_cookie_makes_a_new_visitor(string how)
    {
        await using var server = ChatServer.Start();
        await using var another = ChatServer.Start();
        using var ada = server.Browser();
        using var forger = server.Browser();
        var cookie = await Tab.CookieOf(server.Url, "Ada");
        var me = (await ada.Opens("/r/general", cookie)).Me;

        var answer = await forger.Opens("/r/general", how switch
        {
            "half" => cookie[..(cookie.Length / 2)],
            "changed" => new StringBuilder(cookie) { [60] = cookie[60] == 'A' ? 'B' : 'A' }.ToString(),
            "of another server" => await Tab.CookieOf(another.Url, "Ada"),
            "empty" => "chat=",
            "long" => "chat=" + new string('A', 8000),
            _ => "chat=%00\"'<x>;;=",
        });

        Assert.Equal(200, answer.Status);
        Assert.Single(answer.Cookies);
        Assert.NotEqual(me, answer.Me);
        Assert.Empty(answer.Page.QuerySelectorAll("form#say"));
    }

    [Fact]
    public async Task What_went_wrong_in_a_room_leads_back_to_it()
    {
        await using var server = ChatServer.Start();
        using var browser = server.Browser();
        foreach (var (path, status) in new[] { ("?at=99", 404), ("?file=1", 404), ("?before=x", 400), ("/owner", 403), ("/nothing", 404) })
        {
            var answer = await browser.Opens("/r/general" + path);
            Assert.Equal(status, (int)answer.Status);
            Assert.Equal(path == "/nothing" ? ["Home"] : ["Back to the room", "Home"], answer.Page.QuerySelectorAll("main a").Select(link => link.TextContent));
        }

        Assert.Equal("/r/general", (await browser.Opens("/r/general?at=99")).Page.QuerySelector("main a")!.GetAttribute("href"));
    }
}
