using HtmxChat.Tests.Support;
using Microsoft.Playwright;

namespace HtmxChat.Tests.Browser;

/// <summary>What one is told of while looking elsewhere, what one is not, and where one has been.</summary>
[Collection(nameof(Chromium))]
public sealed class CalledTests(Chromium chromium)
{
    // A page in headless Chromium is always visible; hidden is what it is told to be. Notifications are collected.
    private const string Elsewhere =
        """
        () => {
            window.told = [];
            window.Notification = class { static permission = 'granted'; static requestPermission() { } constructor(title, { body }) { window.told.push(body); } };
            window.goes = hidden => {
                Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
                document.dispatchEvent(new Event('visibilitychange'));
            };
        }
        """;

    [Fact]
    public async Task Title_icon_and_notifications_tell_of_what_comes_while_one_is_away()
    {
        await using var server = ChatServer.Start();
        await using var ada = await chromium.VisitorAsync(server.Url);
        await using var bob = await Tab.OpenAsync(server.Url, "general", "Bob");
        var page = await ada.EntersAsync("general", "Ada");
        await page.EvaluateAsync(Elsewhere);

        await page.EvaluateAsync("goes(true)");
        await bob.Says("nothing was asked for");
        await Assertions.Expect(page).ToHaveTitleAsync("(1) #general · HtmxChat");
        Assert.Equal("/icon-new.svg", await page.Locator("link[rel=icon]").GetAttributeAsync("href"));
        await page.EvaluateAsync("goes(false)");
        await Assertions.Expect(page).ToHaveTitleAsync("#general · HtmxChat");
        Assert.Equal("/icon.svg", await page.Locator("link[rel=icon]").GetAttributeAsync("href"));
        Assert.Equal(["1"], await page.Locator("li[data-new]").EvaluateAllAsync<string[]>("rows => rows.map(row => row.dataset.seq)"));

        await page.Locator("#settings-button").ClickAsync();
        await page.GetByLabel("Notify me").SelectOptionAsync("mentions");
        await bob.Says("@Ada is here");
        await page.SeesAsync("@Ada is here");
        await page.EvaluateAsync("goes(true)");
        await bob.Says("not for you");
        await bob.Says("but this, @ada!");
        await bob.Says("@Adam is somebody else");
        await Assertions.Expect(page).ToHaveTitleAsync("(3) #general · HtmxChat");
        Assert.Equal(["Bob: but this, @ada!"], await page.EvaluateAsync<string[]>("told"));

        await page.EvaluateAsync("goes(false)");
        await page.GetByLabel("Notify me").SelectOptionAsync("all");
        await page.EvaluateAsync("goes(true)");
        await bob.Says("anything");
        await Assertions.Expect(page).ToHaveTitleAsync("(1) #general · HtmxChat");
        Assert.Equal(["Bob: but this, @ada!", "Bob: anything"], await page.EvaluateAsync<string[]>("told"));
        Assert.Empty(ada.Complaints);
    }

    [Fact]
    public async Task Home_lists_the_rooms_this_browser_has_been_in_until_they_are_forgotten()
    {
        await using var server = ChatServer.Start();
        await using var ada = await chromium.VisitorAsync(server.Url);
        await using var bob = await Tab.OpenAsync(server.Url, "general", "Bob");
        var page = await ada.OpensAsync("/");
        await Assertions.Expect(page.Locator("#visited-rooms")).ToBeHiddenAsync();
        page = await ada.EntersAsync("other", "Ada");
        page = await ada.EntersAsync("general", "Ada");
        await bob.Says("seen");
        await page.SeesAsync("seen");

        await page.GetByRole(AriaRole.Link, new() { Name = "Home" }).ClickAsync();
        await Assertions.Expect(page.Locator("#visited a")).ToHaveTextAsync(["#general", "#other"]);
        await bob.Says("one");
        await bob.Says("two");
        await bob.Sees("two");
        await page.ReloadAsync();
        await Assertions.Expect(page.Locator("#visited a")).ToHaveTextAsync(["#general2 new", "#other"]);
        await page.ShootsAsync("state-visited");

        await page.GetByRole(AriaRole.Button, new() { Name = "Forget general" }).ClickAsync();
        await page.ReloadAsync();
        await Assertions.Expect(page.Locator("#visited a")).ToHaveTextAsync(["#other"]);
        Assert.Empty(await page.EvaluateAsync<string[]>("Object.keys(localStorage).filter(key => key.includes('general'))"));
        Assert.Empty(ada.Complaints);
    }
}
