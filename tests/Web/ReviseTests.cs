using HtmxChat.Tests.Support;

namespace HtmxChat.Tests.Web;

/// <summary>Own messages are edited and deleted, live and by form.</summary>
public sealed class ReviseTests
{
    [Fact]
    public async Task An_edited_message_changes_in_its_place_for_everybody()
    {
        await using var server = ChatServer.Start();
        await using var ada = await Tab.OpenAsync(server.Url, "general", "Ada");
        await using var bob = await Tab.OpenAsync(server.Url, "general", "Bob");
        await ada.Says("helo");
        await ada.Says("world");
        await bob.Sees("world");

        await ada.Edits(1, "hello");
        await bob.Sees("hello");
        await ada.Sees("hello");

        Assert.Equal([(1L, 3L, "hello", true), (2L, 2L, "world", false)], bob.Log.Select(row => (row.Seq, row.Rev, row.Text, row.IsEdited)));
        Assert.Equal(ada.Log, bob.Log);
    }

    [Fact]
    public async Task A_deleted_message_leaves_its_place_and_no_text_anywhere()
    {
        using var data = new TempFolder();
        await using var server = ChatServer.Start(data.Path);
        await using var ada = await Tab.OpenAsync(server.Url, "general", "Ada");
        await using var bob = await Tab.OpenAsync(server.Url, "general", "Bob");
        await ada.Says("a secret that must go");
        await bob.Sees("a secret that must go");

        await ada.Deletes(1);
        await bob.SeesGone(1);
        await bob.Says("what was it?");
        await ada.Sees("what was it?");

        Assert.Equal([(1L, 2L), (2L, 3L)], ada.Log.Select(row => (row.Seq, row.Rev)));
        Assert.Equal("", StoredRows.Of(data.Path, "general")[0].Text);
        await IsNowhereIn(data, "a secret that must go");
        await server.DisposeAsync();
        await IsNowhereIn(data, "a secret that must go");
    }

    [Fact]
    public async Task Only_the_author_may_change_a_message()
    {
        await using var server = ChatServer.Start();
        await using var ada = await Tab.OpenAsync(server.Url, "general", "Ada");
        await using var bob = await Tab.OpenAsync(server.Url, "general", "Bob");
        await ada.Says("mine");
        await bob.Sees("mine");

        await bob.Edits(1, "yours");
        await bob.IsTold("NotAllowed");
        await bob.Deletes(1);
        await bob.Until(() => bob.Notices.Count == 2);
        await bob.Edits(7, "what?");
        await bob.IsTold("NotFound");

        Assert.Equal(["mine"], ada.Log.Select(row => row.Text));
        Assert.Empty(ada.Replaced);
    }

    [Fact]
    public async Task After_the_window_a_message_stays_as_it_is()
    {
        await using var server = ChatServer.Start(settings: ("Chat:EditWindow", "00:00:00"));
        await using var ada = await Tab.OpenAsync(server.Url, "general", "Ada");
        await ada.Says("carved in stone");
        await ada.Sees("carved in stone");

        await ada.Edits(1, "written in sand");
        await ada.IsTold("NotAllowed");

        Assert.Equal(["carved in stone"], ada.Log.Select(row => row.Text));
    }

    [Theory]
    [InlineData("", "Blank")]
    [InlineData("12345678901", "TooLong")]
    public async Task The_new_text_keeps_to_the_rules(string text, string code)
    {
        await using var server = ChatServer.Start(settings: ("Chat:MaxMessageLength", "10"));
        await using var ada = await Tab.OpenAsync(server.Url, "general", "Ada");
        await ada.Says("hello");
        await ada.Sees("hello");

        await ada.Edits(1, text);
        await ada.IsTold(code);

        Assert.Equal(["hello"], ada.Log.Select(row => row.Text));
    }

    [Fact]
    public async Task What_is_deleted_cannot_be_changed_again()
    {
        await using var server = ChatServer.Start();
        await using var ada = await Tab.OpenAsync(server.Url, "general", "Ada");
        await ada.Says("hello");
        await ada.Sees("hello");
        await ada.Deletes(1);
        await ada.Edits(1, "hello again");
        await ada.IsTold("NotFound");

        Assert.True(Assert.Single(ada.Log).IsGone);
        Assert.Equal(2, ada.Rev);
    }

    [Fact]
    public async Task Whoever_was_away_gets_each_changed_message_once_in_its_present_state()
    {
        await using var server = ChatServer.Start();
        await using var ada = await Tab.OpenAsync(server.Url, "general", "Ada");
        await using (var bob = await Tab.OpenAsync(server.Url, "general", "Bob"))
        {
            await ada.Says("one");
            await ada.Says("two");
            await ada.Says("three");
            await bob.SeesRows(3);
        }

        await ada.Edits(1, "one, better");
        await ada.Edits(1, "one, best");
        await ada.Deletes(2);
        await ada.Says("four");
        await ada.Says("five");
        await ada.Sees("five");
        await ada.Edits(4, "four, edited before Bob saw it");
        await ada.Sees("four, edited before Bob saw it");

        await using var back = await Tab.OpenAsync(server.Url, "general", "Bob", after: 3);
        await back.Sees("five");

        Assert.Equal([(1L, "one, best"), (2L, "This message was deleted.")], back.Replaced.Select(row => (row.Seq, row.Text)));
        Assert.Equal([(4L, "four, edited before Bob saw it"), (5L, "five")], back.Log.Select(row => (row.Seq, row.Text)));
        Assert.Equal(0, back.Resets);
    }

    [Fact]
    public async Task By_form_a_message_is_edited_and_deleted_on_pages()
    {
        await using var server = ChatServer.Start();
        using var ada = server.Browser();
        using var bob = server.Browser();
        await ada.Enters("Ada");
        await bob.Enters("Bob");
        await ada.Says("general", "helo");

        // The menu of a row is a part of the page when nothing else can open it, and knows whose message it is.
        var menu = (await bob.Opens("/r/general?menu=1")).Page.QuerySelector("#acts")!;
        Assert.False(menu.HasAttribute("popover"));
        Assert.Equal(["?react=1#react", "?reply=1#text", "?edit=1#text", "?delete=1"], menu.QuerySelectorAll("a").Select(act => act.GetAttribute("href")));
        Assert.Equal((await bob.Opens("/r/general")).Page.QuerySelector("#m-1")!.GetAttribute("data-by"), menu.GetAttribute("data-by"));
        Assert.EndsWith("&at=1", menu.Owner!.QuerySelector("link[href^='/own.css']")!.GetAttribute("href"));   // where its row is marked
        Assert.True((await bob.Opens("/r/general?menu=2")).Page.QuerySelector("#acts")!.HasAttribute("popover"));

        var form = (await ada.Opens("/r/general?edit=1")).Page;
        Assert.Equal("/r/general/messages/1/edit", form.QuerySelector("#say")!.GetAttribute("action"));
        Assert.Equal("helo", form.QuerySelector("#text")!.TextContent);
        Assert.Equal("/r/general/messages", (await bob.Opens("/r/general?edit=1")).Page.QuerySelector("#say")!.GetAttribute("action"));

        Assert.Equal(303, (await ada.Posts("/r/general/messages/1/edit", ("text", "hello"))).Status);
        Assert.Equal(["hello"], (await bob.Opens("/r/general")).Log.Select(row => row.Text));
        Assert.Equal((403, "NotAllowed"), await Refused(bob, "/r/general/messages/1/delete"));
        Assert.Equal("hello", (await ada.Opens("/r/general?delete=1")).Page.QuerySelector("#delete blockquote")!.TextContent);
        Assert.Equal(303, (await ada.Posts("/r/general/messages/1/delete")).Status);
        Assert.Equal((404, "NotFound"), await Refused(ada, "/r/general/messages/1/delete"));
        Assert.Equal(["This message was deleted."], (await bob.Opens("/r/general")).Log.Select(row => row.Text));
    }

    private static async Task IsNowhereIn(TempFolder data, string text)
    {
        foreach (var path in Directory.GetFiles(data.Path, "chat.db*"))
        {
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(file, System.Text.Encoding.Latin1);
            Assert.DoesNotContain(text, await reader.ReadToEndAsync());
        }
    }

    private static async Task<(int, string?)> Refused(HttpClient browser, string url)
    {
        var answer = await browser.Posts(url);
        return (answer.Status, answer.Notice);
    }
}
