using HtmxChat.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Playwright;

namespace HtmxChat.Tests.Browser;

/// <summary>A room in a frame of another site.</summary>
[Collection(nameof(Chromium))]
public sealed class EmbedTests(Chromium chromium)
{
    [Fact]
    public async Task A_configured_site_shows_a_room_in_a_frame_and_no_other_site_does()
    {
        // One site under two names, of which only one is configured.
        var address = "";
        await using var site = WebApplication.CreateSlimBuilder().Build();
        site.Urls.Add("http://127.0.0.1:0");
        site.MapGet("/", () => Results.Content($"""<title>A site</title><input aria-label="Search the site" autofocus><iframe src="{address}" width="480" height="480"></iframe>""", "text/html"));
        await site.StartAsync(TestContext.Current.CancellationToken);
        var configured = site.Urls.Single();
        await using var server = ChatServer.Start(settings: ("Chat:EmbedOrigins:0", configured));
        address = new Uri(server.Url, "/r/general?embed=1").ToString();
        await using var bob = await Tab.OpenAsync(server.Url, "general", "Bob");
        await using var ada = await chromium.VisitorAsync(server.Url);

        // Without a name one reads along, live, and is led to the room itself.
        var page = await ada.OpensAsync(configured);
        var frame = page.FrameLocator("iframe");
        await Assertions.Expect(frame.Locator("#state")).ToHaveTextAsync("Live");
        await bob.Says("seen from elsewhere");
        await Assertions.Expect(frame.Locator("#log .text")).ToHaveTextAsync(["seen from elsewhere"]);
        await Assertions.Expect(frame.GetByRole(AriaRole.Link, new() { Name = "Open the room to join in" })).ToBeVisibleAsync();
        await Assertions.Expect(frame.Locator("#say, .home:visible")).ToHaveCountAsync(0);

        // With one, one talks there; the focus is left where the site has put it.
        await (await ada.EntersAsync("general", "Ada")).CloseAsync();
        await page.ReloadAsync();
        await Assertions.Expect(frame.Locator("#state")).ToHaveTextAsync("Live");
        await Assertions.Expect(page.GetByLabel("Search the site")).ToBeFocusedAsync();
        await page.ShootsAsync("state-embedded");
        await frame.Locator("#text").FillAsync("said from elsewhere");
        await frame.Locator("#text").PressAsync("Enter");
        await bob.Sees("said from elsewhere");
        await frame.Locator("#text").FillAsync("/nick Grace");
        await frame.Locator("#text").PressAsync("Enter");
        await Assertions.Expect(frame.Locator("#roster .name").GetByText("Grace")).ToHaveCountAsync(1);
        await Assertions.Expect(frame.Locator("#room.embedded")).ToHaveCountAsync(1);
        Assert.Empty(ada.Complaints);

        await page.GotoAsync(configured.Replace("127.0.0.1", "localhost", StringComparison.Ordinal));
        await Assertions.Expect(frame.Locator("#room")).ToHaveCountAsync(0);
        Assert.Contains(ada.Complaints, complaint => complaint.Contains("frame-ancestors", StringComparison.Ordinal));
    }
}
