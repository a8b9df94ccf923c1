using System.Text.RegularExpressions;
using HtmxChat.Tests.Support;
using Microsoft.Playwright;

namespace HtmxChat.Tests.Browser;

/// <summary>Keeping order from the page, and being kept out of it.</summary>
[Collection(nameof(Chromium))]
public sealed class OwnerTests(Chromium chromium)
{
    [Theory]
    [InlineData("light", 1280, 860, ColorScheme.Light)]
    [InlineData("dark", 390, 844, ColorScheme.Dark)]
    public async Task An_owner_keeps_order_from_the_page(string look, int width, int height, ColorScheme scheme)
    {
        await using var server = ChatServer.Start();
        var options = new BrowserNewContextOptions { ColorScheme = scheme, ViewportSize = new() { Width = width, Height = height }, DeviceScaleFactor = 1 };
        await using var ada = await chromium.VisitorAsync(server.Url, options);
        await using var bob = await chromium.VisitorAsync(server.Url, options);

        // The first in a room is shown its owner link, once, and opens it.
        var page = await ada.EntersAsync("garden", "Ada");
        await page.ShootsAsync($"owner-link-{look}");
        await page.GetByText("Open it in this browser").ClickAsync();
        await page.ShootsAsync($"owner-question-{look}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Become an owner" }).ClickAsync();
        await page.IsLiveAsync();
        await Assertions.Expect(page.Locator("#new-link")).ToHaveCountAsync(0);
        await page.SaysAsync("Welcome, all of you.");

        var other = await bob.EntersAsync("garden", "Bob");
        await other.SaysAsync("buy cheap seeds!!!");
        await page.SeesAsync("buy cheap seeds!!!");

        // From the row: delete.
        page.Dialog += (_, dialog) => dialog.AcceptAsync();
        var row = page.Locator("li[data-by]", new() { HasText = "buy cheap seeds!!!" });
        await row.HoverAsync();
        await row.Locator(".menu").ClickAsync();
        await Assertions.Expect(page.Locator("#acts").GetByText("Edit")).ToBeHiddenAsync();
        await page.ShootsAsync($"owner-menu-{look}");
        await page.Locator("#acts").GetByText("Delete").ClickAsync();
        await Assertions.Expect(other.GetByText("An owner removed a message.")).ToBeVisibleAsync();
        await Assertions.Expect(other.GetByText("buy cheap seeds!!!")).ToHaveCountAsync(0);

        // From the card: mute.
        await page.Locator("#log a.who", new() { HasText = "Bob" }).First.ClickAsync();
        await page.ShootsAsync($"owner-card-{look}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Mute" }).ClickAsync();
        await Assertions.Expect(other.GetByText("for 10 minutes.")).ToBeVisibleAsync();
        await other.SaysAsync("let me speak");
        await Assertions.Expect(other.Locator("#notice")).ToContainTextAsync("You are muted in this room. You can write again in");
        await other.ShootsAsync($"muted-{look}");

        // From the page for it: topic, welcome, lock.
        await page.Locator(".manage").ClickAsync();
        await page.GetByLabel("Topic").FillAsync("What grows, and when");
        await page.Locator("#welcome").FillAsync("Be kind.\nNo adverts.");
        await page.GetByLabel("Who is kept out").SelectOptionAsync("NobodyWrites");
        await page.GetByLabel("Slow mode").SelectOptionAsync("30");
        await page.ShootsAsync($"owner-page-{look}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(other.Locator("#rules .topic")).ToHaveTextAsync("What grows, and when");
        await Assertions.Expect(other.Locator("#locked")).ToBeVisibleAsync();
        await Assertions.Expect(other.Locator("#say")).ToBeHiddenAsync();
        await other.ShootsAsync($"locked-{look}");

        // And out: the socket is closed for good, with the reason, and a reload tells it too.
        await page.GotoAsync("/r/garden");
        await page.IsLiveAsync();
        await page.ShootsAsync($"owner-room-{look}");
        await page.Locator(".manage").ClickAsync();
        await page.GetByLabel("Delete all messages").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Clear the room" }).ClickAsync();
        await Assertions.Expect(other.GetByText("An owner cleared the room.")).ToBeVisibleAsync();
        await Assertions.Expect(other.Locator("#log li")).ToHaveCountAsync(1);
        await Assertions.Expect(other.Locator("#notice")).Not.ToContainTextAsync("You missed");
        await page.GotoAsync("/r/garden");
        await page.IsLiveAsync();
        if (await page.Locator("#people-button").IsVisibleAsync())
        {
            await page.Locator("#people-button").ClickAsync();
        }

        await page.Locator("#roster a.who", new() { HasText = "Bob" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await Assertions.Expect(other.Locator("#state")).ToHaveTextAsync("Closed");
        await Assertions.Expect(other.Locator("#notice")).ToContainTextAsync("You were removed from this room. You can come back in");
        await Assertions.Expect(other.Locator("#attach")).ToBeHiddenAsync();
        await other.ShootsAsync($"removed-{look}");
        await other.ReloadAsync();
        await Assertions.Expect(other.Locator("h1")).ToHaveTextAsync("You cannot come in");
        await other.ShootsAsync($"removed-reloaded-{look}");

        await page.GotoAsync("/r/garden/owner");
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), "the page is wider than the window");
        await page.ScreenshotAsync(new() { Path = Path.Combine(AppContext.BaseDirectory, $"../../../Browser/Screenshots/owner-page-whole-{look}.png"), FullPage = true });
        Assert.Empty(ada.Complaints);
        Assert.DoesNotContain(bob.Complaints, text => !text.Contains("403", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Whoever_is_hidden_is_hidden_for_that_reader_alone_and_after_a_reload()
    {
        await using var server = ChatServer.Start();
        await using var ada = await chromium.VisitorAsync(server.Url);
        await using var bob = await Tab.OpenAsync(server.Url, "garden", "Bob");
        await using var cleo = await Tab.OpenAsync(server.Url, "garden", "Cleo");
        var page = await ada.EntersAsync("garden", "Ada");
        await bob.Says("noise");
        await page.SeesAsync("noise");

        await page.Locator("#log a.who", new() { HasText = "Bob" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Hide for me" }).ClickAsync();
        await bob.Sends("""{"type":"typing"}""");
        await Assertions.Expect(page.Locator("#typing [data-by]")).ToBeAttachedAsync();
        await Assertions.Expect(page.Locator("#typing .verb")).ToBeHiddenAsync();
        await page.EvaluateAsync("Object.defineProperty(document, 'hidden', { value: true, configurable: true })");
        await bob.Says("more noise");
        await cleo.Says("hello");
        await page.SeesAsync("hello");
        Assert.StartsWith("(1) ", await page.TitleAsync());
        await Assertions.Expect(page.GetByText("noise", new() { Exact = true })).ToBeHiddenAsync();
        await Assertions.Expect(page.GetByText("more noise")).ToBeHiddenAsync();
        await page.ReloadAsync();
        await page.SeesAsync("hello");
        await Assertions.Expect(page.GetByText("more noise")).ToBeHiddenAsync();

        await page.Locator("#roster a.who", new() { HasText = "Bob" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Show again" }).ClickAsync();
        await page.SeesAsync("more noise");
        Assert.Empty(ada.Complaints);
    }

    [Fact]
    public async Task In_slow_mode_the_time_to_wait_goes_by_in_ones_own_language_and_the_text_stays()
    {
        const string Token = "an-operator-token-nobody-can-guess";
        await using var server = ChatServer.Start(settings: ("Chat:OperatorToken", Token));
        using var op = server.Browser();
        op.DefaultRequestHeaders.Authorization = new("Bearer", Token);
        await op.Posts("/r/garden/owner/settings", ("slow", "30"));
        await using var ada = await chromium.VisitorAsync(server.Url);
        var page = await ada.EntersAsync("garden", "Ada");
        await page.GotoAsync("/language/de");
        await page.GotoAsync("/r/garden");
        await Assertions.Expect(page.Locator("#rules .slow")).ToHaveTextAsync("Langsamer Modus: eine Nachricht je 30 Sekunden");
        await page.SaysAsync("eins");
        await page.SeesAsync("eins");
        await page.SaysAsync("zwei");

        await Assertions.Expect(page.Locator("#notice [role=timer]")).ToHaveTextAsync(new Regex("^2\\d Sekunden$"));
        await Assertions.Expect(page.Locator("#notice")).ToHaveTextAsync(new Regex("^Dieser Raum ist im langsamen Modus: eine Nachricht je 30 Sekunden. Bitte warte \\d+ Sekunden.$"));
        await Assertions.Expect(page.Locator("#text")).ToHaveValueAsync("zwei");
        await Assertions.Expect(page.Locator("#say .send")).ToBeDisabledAsync();
        await page.ShootsAsync("state-slow-mode");
    }

    [Fact]
    public async Task A_name_is_changed_on_the_own_card_and_stays()
    {
        await using var server = ChatServer.Start();
        await using var ada = await chromium.VisitorAsync(server.Url);
        await using var bob = await Tab.OpenAsync(server.Url, "garden", "Bob");
        await bob.SeesPeople("Bob");
        var page = await ada.EntersAsync("garden", "Ada");
        var other = await ada.OpensAsync("/r/garden");
        await other.IsLiveAsync();
        await page.Locator("#roster a.who", new() { HasText = "Ada" }).ClickAsync();
        await page.GetByLabel("Your name").FillAsync("Countess");
        await page.GetByRole(AriaRole.Button, new() { Name = "Rename" }).ClickAsync();
        await bob.SeesPeople("Bob", "Countess");

        // The other tab knows the new name everywhere.
        await Assertions.Expect(other.Locator("#roster .name").Last).ToHaveTextAsync("Countess");
        await bob.Says("well, @Countess?");
        await Assertions.Expect(other.Locator("#log li.mention")).ToHaveCountAsync(1);
        await other.Locator("#roster a.who", new() { HasText = "Countess" }).ClickAsync();
        await Assertions.Expect(other.GetByLabel("Your name")).ToHaveValueAsync("Countess");
        await other.CloseAsync();
        await bob.Leaves();
        await Assertions.Expect(page.Locator("#roster .name").Last).ToHaveTextAsync("Countess");
        await page.ReloadAsync();
        await page.IsLiveAsync();
        await Assertions.Expect(page.Locator("#roster .name").Last).ToHaveTextAsync("Countess");
        await page.SaysAsync("hello");
        await Assertions.Expect(page.Locator("#log .name").Last).ToHaveTextAsync("Countess");
        Assert.Empty(ada.Complaints);
    }
}
