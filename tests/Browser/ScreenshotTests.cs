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
}
