using HtmxChat.Tests.Support;

namespace HtmxChat.Tests.Web;

/// <summary>What is given to others: links to write, links to read, pictures of them.</summary>
public sealed class SharingTests
{
    [Fact]
    public async Task A_reading_link_shows_the_room_and_does_not_tell_its_name()
    {
        await using var server = ChatServer.Start();
        using var ada = server.Browser();
        using var reader = server.Browser();
        await ada.Enters("Ada");
        var secret = (await ada.Posts("/rooms", ("name", "Ada"))).Header("Location")!;
        await ada.Says(secret["/r/".Length..], "only for friends");

        var link = new Uri((await ada.Opens(secret)).Attribute("#share-reading", "value")!).AbsolutePath;
        var page = await reader.Opens(link);

        Assert.Equal(200, page.Status);
        Assert.Equal(["only for friends"], page.Log.Select(row => row.Text));
        Assert.DoesNotContain(secret["/r/".Length..], page.Body);
        Assert.Equal("Reading along", page.Text("h1"));
        Assert.Empty(page.Page.QuerySelectorAll("footer form"));
        Assert.Equal($"{link}/live", page.Attribute("#room", "hx-ws:connect"));
        Assert.Equal("noindex", page.Attribute("meta[name=robots]", "content"));
    }

    [Fact]
    public async Task Whoever_reads_along_is_live_unseen_and_cannot_write()
    {
        await using var server = ChatServer.Start();
        using var browser = server.Browser();
        await using var ada = await Tab.OpenAsync(server.Url, "general", "Ada");
        await ada.SeesPeople("Ada");
        var link = new Uri((await browser.Opens("/r/general")).Attribute("#share-reading", "value")!).AbsolutePath;

        await using var reader = await Tab.OpenAsync(server.Url, "general", "Eve", path: $"{link}/live");
        await ada.Says("hello");
        await reader.Sees("hello");
        await reader.Says("me too");
        await reader.IsTold("NotAllowed");

        Assert.Equal(["Ada"], ada.Roster);
        Assert.Equal(["Ada"], reader.Roster);
        Assert.Equal(["hello"], ada.Log.Select(row => row.Text));
        Assert.Equal(404, (await browser.Posts($"{link}/messages", ("text", "no"), ("cid", "1"))).Status);
    }

    [Theory]
    [InlineData("general")]
    [InlineData("CfDJ8")]
    public async Task What_is_no_reading_link_is_not_there(string token)
    {
        await using var server = ChatServer.Start();
        using var browser = server.Browser();

        Assert.Equal(404, (await browser.Opens($"/s/{token}")).Status);
    }

    [Fact]
    public async Task A_room_has_a_picture_of_its_address()
    {
        await using var server = ChatServer.Start();
        using var browser = server.Browser();

        var picture = await browser.Opens("/r/general/qr.svg");

        Assert.Equal((200, "image/svg+xml"), (picture.Status, picture.Header("Content-Type")));
        Assert.StartsWith("<svg", picture.Body);
        Assert.NotEqual(picture.Body, (await browser.Opens("/r/other/qr.svg")).Body);
    }

    [Fact]
    public async Task The_rooms_a_browser_has_kept_are_told_with_what_is_new_in_them()
    {
        await using var server = ChatServer.Start();
        using var browser = server.Browser();
        await browser.Enters("Ada");
        await browser.Says("general", "one");
        await browser.Says("general", "two");

        var visited = await browser.Posts("/visited", ("room", "general 1"), ("room", "quiet 0"), ("room", "!!! 5"), ("room", "general x"));

        Assert.Equal(["#general1 new", "#quiet"], visited.Page.QuerySelectorAll("a").Select(link => link.TextContent));
    }

    [Fact]
    public async Task Commands_are_done_and_said_to_nobody()
    {
        await using var server = ChatServer.Start();
        using var browser = server.Browser();
        await browser.Enters("Ada");

        Assert.Equal("/r/general/help", (await browser.Says("general", "/help")).Header("Location"));
        Assert.Equal(303, (await browser.Says("general", "/nick Grace Hopper")).Status);
        Assert.Equal("BadName", (await browser.Says("general", "/nick \u202E")).Notice);
        Assert.Equal("NotAllowed", (await browser.Says("general", "/topic mine")).Notice);
        Assert.Equal(303, (await browser.Says("general", "/me waves")).Status);
        Assert.Equal(303, (await browser.Says("general", "/usr/bin is a path")).Status);

        var page = await browser.Opens("/r/general");
        Assert.Equal([("Grace Hopper", "/me waves"), ("Grace Hopper", "/usr/bin is a path")], page.Log.Select(row => (row.Name, row.Text)));
        Assert.Equal(200, (await browser.Opens("/r/general/help")).Status);
    }

    [Fact]
    public async Task Without_script_an_answer_begins_with_a_quote_that_leads_to_the_message()
    {
        await using var server = ChatServer.Start();
        using var browser = server.Browser();
        await browser.Enters("Ada");
        await browser.Says("general", "first line\n> older quote\nsecond\nthird\nfourth");

        var answering = await browser.Opens((await browser.Opens("/r/general?menu=1")).Attribute("#acts a[href*=reply]", "href")!.Insert(0, "/r/general"));
        var quote = answering.Text("#text");
        Assert.Equal("> Ada #1: first line\n> second\n> third …\n", quote);
        await browser.Says("general", $"{quote}and my answer");

        var page = await browser.Opens("/r/general");
        Assert.Equal("?at=1#m-1", page.Attribute("#m-2 blockquote a", "href"));
        Assert.Equal(200, (await browser.Opens("/r/general?at=1")).Status);
        Assert.Equal(404, (await browser.Opens("/r/general?at=3")).Status);
        Assert.Equal(400, (await browser.Opens("/r/general?at=x")).Status);
    }
}
