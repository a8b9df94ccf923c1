using HtmxChat.Tests.Support;
using Microsoft.Playwright;

namespace HtmxChat.Tests.Browser;

/// <summary>Pictures of the pages for people to judge. The folder is ignored by git.</summary>
[Collection(nameof(Chromium))]
public sealed class ScreenshotTests(Chromium chromium)
{
    [Theory]
    [InlineData("light", 1280, 800, ColorScheme.Light)]
    [InlineData("dark", 1280, 800, ColorScheme.Dark)]
    [InlineData("phone", 390, 844, ColorScheme.Light)]
    [InlineData("phone-dark", 390, 844, ColorScheme.Dark)]
    public async Task Pages_are_pictured(string name, int width, int height, ColorScheme scheme)
    {
        await using var server = ChatServer.Start();
        await using var ada = await chromium.VisitorAsync(server.Url, new()
        {
            ColorScheme = scheme,
            ViewportSize = new() { Width = width, Height = height },
            DeviceScaleFactor = 1,
        });
        await using var bob = await Tab.OpenAsync(server.Url, "garden", "Боб");
        await using var cleo = await Tab.OpenAsync(server.Url, "garden", "كليو");

        var home = await ada.OpensAsync("/");
        await home.ShootsAsync($"home-{name}");
        var page = await ada.EntersAsync("garden", "Ada Lovelace");
        await page.ShootsAsync($"room-empty-{name}");
        await page.SaysAsync("Has anyone watered the tomatoes?");
        await bob.Sees("Has anyone watered the tomatoes?");
        await bob.Says("Да, утром. And the beans too: two rows, one can each, and the last row by hand because the hose does not reach that far. See https://example.org/beans 🌱");
        await cleo.Sees(bob.Log[^1].Text);
        await cleo.Says("شكرا! سأحضر السماد غدا.");
        await page.SeesAsync("شكرا! سأحضر السماد غدا.");
        await page.SaysAsync("if (rain) {\n    stayInside();\n}");
        await bob.Sees("if (rain) {\n    stayInside();\n}");
        await bob.Says("👍");
        await page.SeesAsync("👍");
        await page.ShootsAsync($"room-{name}");

        Assert.Equal(5, (await page.LogAsync()).Length);
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), "the page is wider than the window");
        Assert.Empty(ada.Complaints);
    }

    [Fact]
    public async Task States_are_pictured()
    {
        using var data = new TempFolder();
        var server = ChatServer.Start(data.Path, settings: [("Chat:Limits:MessageInterval", "00:00:07"), ("Chat:Limits:MessageGrace", "00:00:00")]);
        await using var ada = await chromium.VisitorAsync(server.Url, new() { ViewportSize = new() { Width = 900, Height = 600 } });
        var page = await ada.OpensAsync("/r/garden");
        await page.IsLiveAsync();
        await page.ShootsAsync("state-no-name");
        page = await ada.EntersAsync("garden", "Ada");
        await page.SaysAsync("first");
        await page.SeesAsync("first");
        await page.SaysAsync("too soon");
        await Assertions.Expect(page.Locator("#notice [role=timer]")).ToBeVisibleAsync();
        await page.ShootsAsync("state-too-fast");
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await page.ShootsAsync("state-too-fast-dark");
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await server.DisposeAsync();
        await Assertions.Expect(page.Locator("#state")).Not.ToHaveTextAsync("Live");
        await page.SaysAsync("while away");
        await page.ShootsAsync("state-away");
        await using var again = ChatServer.Start(data.Path, server.Url.Port);
        var lost = await ada.OpensAsync("/r/this-name-is-longer-than-thirty-two-letters");
        await Assertions.Expect(lost.Locator("h1")).ToBeVisibleAsync();
        await lost.ShootsAsync("state-no-such-room");
    }
}
