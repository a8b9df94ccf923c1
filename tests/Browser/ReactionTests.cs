using HtmxChat.Tests.Support;
using Microsoft.Playwright;

namespace HtmxChat.Tests.Browser;

/// <summary>Formatting and reactions in a real browser.</summary>
[Collection(nameof(Chromium))]
public sealed class ReactionTests(Chromium chromium)
{
    private static readonly LocatorAssertionsToHaveTextOptions Soon = new() { Timeout = (float)Bounded.Patience.TotalMilliseconds };

    [Fact]
    public async Task Formatted_messages_get_reactions_that_can_be_joined_and_taken_back()
    {
        await using var server = ChatServer.Start();
        await using var ada = await chromium.VisitorAsync(server.Url);
        await using var bob = await chromium.VisitorAsync(server.Url, new() { ColorScheme = ColorScheme.Dark, ViewportSize = new() { Width = 390, Height = 700 }, HasTouch = true });
        var adas = await ada.EntersAsync("general", "Ada");
        var bobs = await bob.EntersAsync("general", "Bob");
        await adas.Locator("#text").FillAsync("> what did you say?\nI said *bold* and _italic_ `code`, see https://example.org/a?b=c :tada:\n```cs\nif (a < b)\n    return;\n```\nthat is all");
        await adas.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();

        await Assertions.Expect(bobs.Locator("#m-1 strong")).ToHaveTextAsync("bold", new() { Timeout = (float)Bounded.Patience.TotalMilliseconds });
        await bobs.Locator("#m-1 .menu").ClickAsync();
        await bobs.ShootsAsync("state-menu-dark-phone");
        await bobs.GetByRole(AriaRole.Link, new() { Name = "React" }).ClickAsync();
        await bobs.ShootsAsync("state-react-dark-phone");
        await bobs.Keyboard.PressAsync("Tab");
        await bobs.Keyboard.PressAsync("Enter");

        var count = adas.Locator("#m-1 .reactions button");
        await Assertions.Expect(count).ToHaveTextAsync("❤️ 1", Soon);
        Assert.Equal("false", await count.GetAttributeAsync("aria-pressed"));
        await count.ClickAsync();
        await Assertions.Expect(bobs.Locator("#m-1 .reactions button")).ToHaveTextAsync("❤️ 2", Soon);
        await Assertions.Expect(count).ToHaveAttributeAsync("aria-pressed", "true");
        await adas.ShootsAsync("state-reacted");
        await count.ClickAsync();
        await Assertions.Expect(bobs.Locator("#m-1 .reactions button")).ToHaveTextAsync("❤️ 1", Soon);

        await adas.Locator("#text").PressAsync("ArrowUp");
        Assert.StartsWith("> what did you say?\nI said *bold*", await adas.Locator("#text").InputValueAsync(), StringComparison.Ordinal);
        Assert.Empty(ada.Complaints);
        Assert.Empty(bob.Complaints);
    }
}
