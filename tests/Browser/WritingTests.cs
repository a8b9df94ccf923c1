using HtmxChat.Tests.Support;
using Microsoft.Playwright;

namespace HtmxChat.Tests.Browser;

/// <summary>The message box, and who sees that it is used.</summary>
[Collection(nameof(Chromium))]
public sealed class WritingTests(Chromium chromium)
{
    [Fact]
    public async Task The_box_keeps_a_draft_counts_near_the_limit_and_breaks_lines_where_one_would()
    {
        await using var server = ChatServer.Start(settings: ("Chat:MaxMessageLength", "150"));
        await using var ada = await chromium.VisitorAsync(server.Url);
        var page = await ada.EntersAsync("general", "Ada");
        var box = page.Locator("#text");

        await box.FillAsync("half a thought");
        await page.ReloadAsync();
        await page.IsLiveAsync();
        await Assertions.Expect(box).ToHaveValueAsync("half a thought");

        // Another tab begins with it, and takes nothing away from this one.
        var other = await ada.OpensAsync("/r/general");
        await other.IsLiveAsync();
        await Assertions.Expect(other.Locator("#text")).ToHaveValueAsync("half a thought");
        await other.Locator("#text").FillAsync("");
        await page.ReloadAsync();
        await page.IsLiveAsync();
        await Assertions.Expect(box).ToHaveValueAsync("half a thought");
        await other.CloseAsync();

        await Assertions.Expect(page.Locator("#count")).ToBeEmptyAsync();
        await box.FillAsync(new string('x', 60) + "😀😀");
        await Assertions.Expect(page.Locator("#count")).ToHaveTextAsync("88 left");
        await box.FillAsync(new string('x', 153));
        await Assertions.Expect(page.Locator("#count")).ToHaveTextAsync("3 too many");

        await box.FillAsync("");
        await box.PressSequentiallyAsync("one");
        await box.PressAsync("Shift+Enter");
        await box.PressSequentiallyAsync("```");
        await box.PressAsync("Enter");
        await box.PressSequentiallyAsync("code");
        await box.PressAsync("Enter");
        await box.PressSequentiallyAsync("```");
        await Assertions.Expect(box).ToHaveValueAsync("one\n```\ncode\n```");
        await box.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#log pre code")).ToHaveTextAsync("code");
        await Assertions.Expect(box).ToHaveValueAsync("");
        await page.ReloadAsync();
        await page.IsLiveAsync();
        await Assertions.Expect(box).ToHaveValueAsync("");
        Assert.Empty(ada.Complaints);
    }

    [Fact]
    public async Task Up_edits_what_one_said_last_and_a_reply_quotes_and_leads_back()
    {
        await using var server = ChatServer.Start();
        await using var ada = await chromium.VisitorAsync(server.Url);
        await using var bob = await Tab.OpenAsync(server.Url, "general", "Bob");
        var page = await ada.EntersAsync("general", "Ada");
        await page.SaysAsync("mine");
        await page.SeesAsync("mine");
        await bob.Says("a question?");
        await page.SeesAsync("a question?");

        await page.Locator("#text").PressAsync("ArrowUp");
        await Assertions.Expect(page.Locator("#text")).ToHaveValueAsync("mine");
        await page.Locator("#text").PressAsync("Escape");
        await Assertions.Expect(page.Locator("#text")).ToHaveValueAsync("");

        await page.ChoosesAsync("Reply", "a question?");
        await page.Keyboard.TypeAsync("an answer");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#m-3 blockquote")).ToHaveTextAsync("Bob #2: a question?");
        Assert.EndsWith("an answer", await page.Locator("#m-3 .text").TextContentAsync());
        await page.Locator("#m-3 blockquote a").ClickAsync();
        Assert.EndsWith("/r/general#m-2", page.Url);
        Assert.Empty(ada.Complaints);
    }

    [Fact]
    public async Task A_name_is_completed_and_whoever_is_named_sees_it()
    {
        await using var server = ChatServer.Start();
        await using var ada = await chromium.VisitorAsync(server.Url);
        await using var bob = await chromium.VisitorAsync(server.Url);
        var adas = await ada.EntersAsync("general", "Ada Lovelace");
        var bobs = await bob.EntersAsync("general", "Bob");
        await Assertions.Expect(bobs.Locator("#roster li")).ToHaveCountAsync(2);

        await bobs.Locator("#text").PressSequentiallyAsync("hello @ad");
        await Assertions.Expect(bobs.GetByRole(AriaRole.Option)).ToHaveTextAsync(["Ada Lovelace"]);
        await Assertions.Expect(adas.Locator("#typing")).ToContainTextAsync("Bob");
        await Assertions.Expect(bobs.Locator("#typing .verb")).ToBeHiddenAsync();
        await bobs.Keyboard.PressAsync("Enter");
        await Assertions.Expect(bobs.Locator("#text")).ToHaveValueAsync("hello @Ada Lovelace ");
        await bobs.Keyboard.PressAsync("Enter");

        await adas.SeesAsync("hello @Ada Lovelace");
        await Assertions.Expect(adas.Locator("#typing")).ToBeEmptyAsync();
        await Assertions.Expect(adas.Locator("li.mention")).ToHaveCountAsync(1);
        await Assertions.Expect(bobs.Locator("li.mention")).ToHaveCountAsync(0);
        Assert.Empty(bob.Complaints);
    }

    [Fact]
    public async Task Whoever_wants_nobody_to_know_that_they_write_does_not_see_it_of_others_either()
    {
        await using var server = ChatServer.Start();
        await using var ada = await chromium.VisitorAsync(server.Url);
        await using var bob = await Tab.OpenAsync(server.Url, "general", "Bob");
        var page = await ada.EntersAsync("general", "Ada");
        await page.Locator("#settings-button").ClickAsync();
        await page.GetByLabel("Show who is typing").UncheckAsync();
        await page.Keyboard.PressAsync("Escape");
        await page.ReloadAsync();
        await page.IsLiveAsync();

        await page.Locator("#text").PressSequentiallyAsync("secretly");
        await page.Keyboard.PressAsync("Enter");
        await bob.Sees("secretly");
        Assert.DoesNotContain(bob.Frames, frame => frame.Contains("id=\"typing\""));

        await bob.Sends("""{"type":"typing"}""");
        await Assertions.Expect(page.Locator("#typing")).ToContainTextAsync("Bob");
        await Assertions.Expect(page.Locator("#typing")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_command_is_done_and_the_page_is_shown_again()
    {
        await using var server = ChatServer.Start();
        await using var ada = await chromium.VisitorAsync(server.Url);
        var page = await ada.EntersAsync("general", "Ada");

        await page.SaysAsync("/nick Grace");
        await Assertions.Expect(page.Locator("#roster .name")).ToHaveTextAsync(["Grace"]);
        await page.SaysAsync("/me waves");
        await page.SeesAsync("Grace waves");
        await Assertions.Expect(page.Locator("#text")).ToHaveValueAsync("");
        await page.SaysAsync("/help");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "How to write here" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Back to the room" }).ClickAsync();
        await page.IsLiveAsync();
        Assert.Equal(["Grace waves"], await page.LogAsync());
        Assert.Empty(ada.Complaints);
    }
}
