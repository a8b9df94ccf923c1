using HtmxChat.Tests.Support;
using Microsoft.Playwright;

namespace HtmxChat.Tests.Browser;

/// <summary>Searching in a real browser, while typing and without script.</summary>
[Collection(nameof(Chromium))]
public sealed class SearchTests(Chromium chromium)
{
    [Fact]
    public async Task What_is_looked_for_is_shown_while_it_is_typed()
    {
        await using var server = ChatServer.Start();
        await using var ada = await chromium.VisitorAsync(server.Url);
        var page = await ada.EntersAsync("general", "Ada");
        await page.SaysAsync("the quick brown fox");
        await page.SeesAsync("the quick brown fox");
        await page.SaysAsync("你好世界, *hello* <b>");
        await page.SeesNothingPendingAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "Search" }).ClickAsync();
        await page.Locator("#q").PressSequentiallyAsync("qui");
        await Assertions.Expect(page.Locator("#results mark")).ToHaveTextAsync("quick", new() { Timeout = (float)Bounded.Patience.TotalMilliseconds });
        await page.Locator("#q").FillAsync("世界 hel");
        await Assertions.Expect(page.Locator("#results mark")).ToHaveTextAsync(["世界", "hello"], new() { Timeout = (float)Bounded.Patience.TotalMilliseconds });
        Assert.DoesNotContain("UTC", await page.Locator("#results time").First.TextContentAsync());
        await page.ShootsAsync("state-search");

        Assert.Empty(ada.Complaints);
        await page.Locator("#results li a").ClickAsync();
        Assert.EndsWith("/r/general?at=2#m-2", page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_JavaScript_search_is_a_form()
    {
        await using var server = ChatServer.Start();
        await using var ada = await chromium.VisitorAsync(server.Url, new() { JavaScriptEnabled = false, ColorScheme = ColorScheme.Dark, ViewportSize = new() { Width = 390, Height = 700 } });
        using var bob = server.Browser();
        await bob.Enters("Bob");
        await bob.Says("general", "the quick brown fox jumps over the lazy dog, says a sentence that has every letter of the alphabet in it");

        var page = await ada.OpensAsync("/r/general");
        await page.GetByRole(AriaRole.Link, new() { Name = "Search" }).ClickAsync();
        await page.ShootsAsync("state-search-empty-dark-phone");
        await page.Locator("#q").FillAsync("lazy fox");
        await page.GetByRole(AriaRole.Button, new() { Name = "Search" }).ClickAsync();

        await Assertions.Expect(page.Locator("#results mark")).ToHaveTextAsync(["fox", "lazy"]);
        await page.ShootsAsync("state-search-dark-phone");
    }
}
