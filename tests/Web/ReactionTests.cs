using HtmxChat.Tests.Support;

namespace HtmxChat.Tests.Web;

/// <summary>Reactions, live and by form.</summary>
public sealed class ReactionTests
{
    [Fact]
    public async Task A_reaction_is_counted_for_everybody_in_the_row_and_outlives_the_server()
    {
        using var data = new TempFolder();
        string bobs;
        await using (var server = ChatServer.Start(data.Path))
        {
            await using var ada = await Tab.OpenAsync(server.Url, "general", "Ada");
            bobs = await Tab.CookieOf(server.Url, "Bob");
            await using var bob = await Tab.OpenAsync(server.Url, "general", cookie: bobs);
            await ada.Says("hi");
            await bob.Sees("hi");

            await bob.Sends("""{"type":"react","seq":1,"emoji":"👍","on":true}""");
            await ada.Until(() => ada.Rev == 2);
            await ada.Sends("""{"type":"react","seq":1,"emoji":"👍"}""");
            await bob.Until(() => bob.Rev == 3);
            await bob.Sends("""{"type":"react","seq":1,"emoji":"👍","on":true}""");
            await bob.Pings();
            await bob.Says("after");
            await ada.Sees("after");

            Assert.Equal(4, ada.Rev);
            Assert.Equal(["hi", "after"], ada.Log.Select(row => row.Text));
            Assert.Contains("&#x1F44D; 2</button>", ada.Frames.Last(frame => frame.Contains("hx-swap-oob=\"true\"", StringComparison.Ordinal)), StringComparison.Ordinal);
        }

        await using var again = ChatServer.Start(data.Path);
        using var browser = again.Browser();
        var page = await browser.Opens("/r/general", bobs);
        Assert.Equal("👍 2", page.Text(".reactions button"));
        Assert.Contains(page.Me!, page.Attribute(".reactions button", "data-by")!.Split(' '));
        var reaction = Assert.Single((await browser.Reads("general", "?limit=2"))[0].Reactions);
        Assert.Equal(("👍", 2, page.Me), (reaction.Emoji, reaction.Count, reaction.By[0]));
    }

    [Fact]
    public async Task Without_JavaScript_the_row_leads_to_a_form_and_its_count_is_a_button()
    {
        await using var server = ChatServer.Start();
        using var ada = server.Browser();
        await ada.Enters("Ada");
        await ada.Says("general", "hi");

        var page = await ada.Opens((await ada.Opens("/r/general?menu=1")).Attribute("#acts a[href^='?react']", "href")!.Insert(0, "/r/general").Split('#')[0]);
        Assert.Null(page.Attribute("#react", "hidden"));
        Assert.Equal(8, page.Page.QuerySelectorAll("#react button").Length);
        var heart = page.Page.QuerySelectorAll("#react button")[1].GetAttribute("value")!;
        Assert.Equal("1 ❤️", heart);
        var answer = await ada.Posts(page.Attribute("#react", "action")!, ("to", heart));

        Assert.Equal((303, "/r/general?at=1#m-1"), (answer.Status, answer.Header("Location")));
        var row = await ada.Opens("/r/general");
        Assert.Equal(("❤️ 1", "react", "1 ❤️"), (row.Text(".reactions button"), row.Attribute(".reactions button", "form"), row.Attribute(".reactions button", "value")));
        await ada.Posts("/r/general/reactions", ("to", "1 ❤️"));
        Assert.Null((await ada.Opens("/r/general")).Page.QuerySelector(".reactions"));
    }

    [Theory]
    [InlineData("1 💩", 400)]
    [InlineData("1 <b>", 400)]
    [InlineData("7 👍", 404)]
    [InlineData("👍", 404)]
    [InlineData("2 👍", 404)]
    public async Task What_is_no_reaction_is_refused(string to, int status)
    {
        await using var server = ChatServer.Start();
        using var ada = server.Browser();
        await ada.Enters("Ada");
        await ada.Says("general", "hi");
        await ada.Says("general", "gone");
        await ada.Posts("/r/general/messages/2/delete");

        Assert.Equal(status, (await ada.Posts("/r/general/reactions", ("to", to))).Status);
    }
}
