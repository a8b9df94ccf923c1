using HtmxChat.Tests.Support;
using Microsoft.Playwright;

namespace HtmxChat.Tests.Browser;

/// <summary>Editing and deleting in a real browser, with script and without.</summary>
[Collection(nameof(Chromium))]
public sealed class ReviseTests(Chromium chromium)
{
    [Fact]
    public async Task An_own_message_is_edited_in_the_message_box()
    {
        await using var server = ChatServer.Start();
        await using var ada = await chromium.VisitorAsync(server.Url);
        await using var bob = await chromium.VisitorAsync(server.Url);
        var adas = await ada.EntersAsync("general", "Ada");
        var bobs = await bob.EntersAsync("general", "Bob");
        await bobs.SaysAsync("not Ada's");
        await adas.SaysAsync("helo <world>");
        await bobs.SeesAsync("helo <world>");
        await adas.Locator("#text").FillAsync("half a thought");

        await adas.ChoosesAsync("Edit", "helo <world>");
        await Assertions.Expect(adas.Locator("#text")).ToHaveValueAsync("helo <world>");
        await adas.ShootsAsync("state-editing");
        await adas.SaysAsync("hello <world>");

        await bobs.SeesAsync("hello <world>");
        await Assertions.Expect(adas.Locator("#text")).ToHaveValueAsync("half a thought");
        Assert.Equal(["not Ada's", "hello <world>"], await adas.LogAsync());
        Assert.Equal(await adas.LogAsync(), await bobs.LogAsync());
        Assert.Equal("edited", await bobs.Locator("#m-2 .edited").TextContentAsync());
        Assert.Equal(1, await adas.OwnAsync());
        Assert.Empty(ada.Complaints);
    }

    [Fact]
    public async Task Escape_leaves_a_message_as_it_was()
    {
        await using var server = ChatServer.Start();
        await using var ada = await chromium.VisitorAsync(server.Url);
        var page = await ada.EntersAsync("general", "Ada");
        await page.SaysAsync("hello");
        await page.SeesAsync("hello");

        await page.ChoosesAsync("Edit", "hello");
        await page.Locator("#text").FillAsync("something else");
        await page.Locator("#text").PressAsync("Escape");

        await Assertions.Expect(page.Locator("#text")).ToHaveValueAsync("");
        await page.SaysAsync("next");
        await page.SeesAsync("next");
        Assert.Equal(["hello", "next"], await page.LogAsync());
    }

    [Fact]
    public async Task An_own_message_is_deleted_after_a_question()
    {
        await using var server = ChatServer.Start();
        await using var ada = await chromium.VisitorAsync(server.Url);
        await using var bob = await chromium.VisitorAsync(server.Url);
        var adas = await ada.EntersAsync("general", "Ada");
        var bobs = await bob.EntersAsync("general", "Bob");
        await adas.SaysAsync("oops");
        await bobs.SeesAsync("oops");

        adas.Dialog += (_, question) => question.AcceptAsync();
        await adas.ChoosesAsync("Delete", "oops");

        await Assertions.Expect(bobs.Locator("#m-1")).ToContainTextAsync("This message was deleted.");
        await Assertions.Expect(adas.Locator("#m-1")).ToContainTextAsync("This message was deleted.");
        Assert.DoesNotContain("oops", await bobs.ContentAsync());
        Assert.Empty(bob.Complaints);
    }

    [Fact]
    public async Task What_was_changed_while_a_tab_was_away_is_changed_in_it_when_it_comes_back()
    {
        using var data = new TempFolder();
        var server = ChatServer.Start(data.Path);
        await using var bob = await chromium.VisitorAsync(server.Url);
        var page = await bob.EntersAsync("general", "Bob");
        var cookie = await Tab.CookieOf(server.Url, "Ada");
        await using (var ada = await Tab.OpenAsync(server.Url, "general", cookie: cookie))
        {
            await ada.Says("one");
            await ada.Says("two");
            await page.SeesAsync("two");
        }

        await server.DisposeAsync();
        await Assertions.Expect(page.Locator("#state")).Not.ToHaveTextAsync("Live");
        await using var again = ChatServer.Start(data.Path, server.Url.Port);
        await using (var ada = await Tab.OpenAsync(again.Url, "general", cookie: cookie))
        {
            await ada.Edits(1, "one, edited");
            await ada.Deletes(2);
            await ada.Says("three");
            await ada.Sees("three");
        }

        await page.ReturnsAsync();
        await page.SeesAsync("three");

        Assert.Equal(["one, edited", "three"], await page.LogAsync());
        Assert.Equal(["1", "2", "3"], await page.Locator("#log > li").EvaluateAllAsync<string[]>("rows => rows.map(row => row.dataset.seq)"));
    }

    [Fact]
    public async Task Without_JavaScript_the_links_lead_to_pages_that_do_the_same()
    {
        await using var server = ChatServer.Start();
        await using var ada = await chromium.VisitorAsync(server.Url, new() { JavaScriptEnabled = false });
        var page = await ada.OpensAsync("/");
        await page.GetByLabel("Your name").FillAsync("Ada");
        await page.GetByRole(AriaRole.Button, new() { Name = "Enter room" }).ClickAsync();
        await page.Locator("#text").FillAsync("helo");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();

        await page.ChoosesAsync("Edit", "helo");
        await page.Locator("#text").FillAsync("hello");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await page.SeesAsync("hello");
        await page.ChoosesAsync("Delete", "hello");
        await Assertions.Expect(page.Locator("#delete")).ToContainTextAsync("hello");
        await page.ShootsAsync("state-deleting");
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();

        await Assertions.Expect(page.Locator("#m-1")).ToContainTextAsync("This message was deleted.");
    }
}
