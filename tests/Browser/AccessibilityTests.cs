using Deque.AxeCore.Playwright;
using HtmxChat.Tests.Support;
using Microsoft.Playwright;

namespace HtmxChat.Tests.Browser;

/// <summary>axe finds nothing on any page, in light and dark, and the keyboard reaches everything in order.</summary>
[Collection(nameof(Chromium))]
public sealed class AccessibilityTests(Chromium chromium)
{
    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task Axe_finds_nothing(ColorScheme scheme, int width)
    {
        const string Token = "an-operator-token-nobody-can-guess";
        await using var server = ChatServer.Start(settings: [("Chat:PageSize", "40"), ("Chat:OperatorToken", Token)]);
        await using var ada = await chromium.VisitorAsync(server.Url, new() { ColorScheme = scheme, ViewportSize = new() { Width = width, Height = 800 } });
        await using var bob = await Tab.OpenAsync(server.Url, "general", "Bob");
        List<string> found = [];

        var page = await ada.OpensAsync("/r/general");
        await page.IsLiveAsync();
        await Check("no name", page);
        page = await ada.EntersAsync("general", "Ada");
        await Check("empty", page);
        for (var i = 1; i <= 60; i++)
        {
            await bob.Says(i % 3 == 0 ? "مرحبا بالعالم, hello" : $"> Ada #1: so\n@Ada see https://example.org/{i} and `code`, *bold*");
        }

        await bob.SeesRows(60);
        await page.SaysAsync("/me waves");
        await page.SeesAsync("Ada waves");
        await bob.Sends("""{"type":"typing"}""");
        await Assertions.Expect(page.Locator("#typing")).ToContainTextAsync("Bob");
        await Check("long", page);
        await page.Locator("#log .menu").Last.EvaluateAsync("menu => menu.click()");
        await page.Locator("#text").PressSequentiallyAsync("@b");
        await Check("menu and names", page);
        await page.Locator("#text").FillAsync("");
        await page.Locator("[popovertarget=share]").ClickAsync();
        await Check("share", page);
        await page.Keyboard.PressAsync("Escape");
        await page.Locator("#settings-button").ClickAsync();
        await Check("settings", page);
        await page.Keyboard.PressAsync("Escape");
        await page.Locator("#attach summary").ClickAsync();
        await Check("attach", page);
        foreach (var path in new[] { "/", "/r/general?at=20", "/r/general?edit=61", "/r/general?delete=61", "/r/general/help", "/r/general/search?q=hello", "/nothing" })
        {
            await page.GotoAsync(path);
            await Check(path, page);
        }

        // What owners and the operator have.
        await page.GotoAsync("/operator");
        await Check("operator's door", page);
        await page.GetByLabel("Operator token").FillAsync(Token);
        await page.Keyboard.PressAsync("Enter");
        await page.GetByLabel("Address").FillAsync("203.0.113.7");
        await page.GetByLabel("Note").FillAsync("a flood");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByText("a flood")).ToBeVisibleAsync();
        await Check("operator", page);
        await page.ShootsAsync($"operator-{width}");
        await page.GotoAsync("/r/general");
        await page.IsLiveAsync();
        await page.Locator("#log li:not(.joined) a.who", new() { HasText = "Bob" }).Last.ClickAsync();
        await Check("card", page);
        await page.Locator("#person").GetByRole(AriaRole.Button, new() { Name = "Mute" }).ClickAsync();
        await Assertions.Expect(page.Locator("#log .act").Last).ToContainTextAsync("muted");
        await page.GotoAsync("/r/general/owner");
        await page.GetByRole(AriaRole.Button, new() { Name = "New moderator link" }).ClickAsync();
        await Assertions.Expect(page.Locator("#new-link")).ToBeVisibleAsync();
        await Check("owner", page);
        await page.GetByText("Open it in this browser").ClickAsync();
        await Check("question", page);
        Assert.True(found.Count == 0, string.Join('\n', found));

        async Task Check(string where, IPage shown) =>
            found.AddRange((await shown.RunAxe()).Violations.Select(violation =>
                $"{where}: {violation.Id} {violation.Help}: {string.Join(" | ", violation.Nodes.Take(3).Select(node => node.Html.Length > 160 ? node.Html[..160] : node.Html))}"));
    }

    [Fact]
    public async Task Only_what_is_new_is_announced_as_one_likes_and_focus_stays_where_it_is()
    {
        await using var server = ChatServer.Start(settings: ("Chat:PageSize", "40"));
        await using var ada = await chromium.VisitorAsync(server.Url);
        await using var bob = await Tab.OpenAsync(server.Url, "general", "Bob");
        for (var i = 1; i <= 60; i++)
        {
            await bob.Says($"message {i}");
        }

        await bob.SeesRows(60);
        var page = await ada.EntersAsync("general", "Ada");
        await Assertions.Expect(page.GetByRole(AriaRole.Log)).ToHaveAttributeAsync("aria-live", "polite");
        await page.EvaluateAsync("document.getElementById('scroller').scrollTop = -100000");
        await Assertions.Expect(page.Locator("#older #m-1")).ToBeAttachedAsync();
        Assert.Equal(0, await page.Locator("[aria-live=polite] #m-1, [role=log] #m-1").CountAsync());

        await page.Locator("#settings-button").ClickAsync();
        await page.GetByLabel("Screen reader announces").SelectOptionAsync("mentions");
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.GetByRole(AriaRole.Log)).ToHaveAttributeAsync("aria-live", "off");
        await page.Locator("#text").FocusAsync();
        await bob.Says("for everybody");
        await bob.Says("for you, @Ada");
        await Assertions.Expect(page.Locator("#announce")).ToHaveTextAsync("Bob: for you, @Ada");
        Assert.Equal("text", await page.EvaluateAsync<string>("document.activeElement.id"));
    }

    [Theory]
    [InlineData(390)]
    [InlineData(320)]   // 1280 at 400 %
    public async Task Nothing_is_cut_off_in_a_narrow_window_also_without_a_connection(int width)
    {
        var server = ChatServer.Start();
        await using var ada = await chromium.VisitorAsync(server.Url, new() { Locale = "de-DE", ViewportSize = new() { Width = width, Height = 500 } });
        var page = await ada.OpensAsync("/r/general");
        await page.Locator("#text").FillAsync("Ada");
        await page.Locator("#text").PressAsync("Enter");
        await page.IsLiveAsync();
        await page.SaysAsync("first");
        await page.SaysAsync("the second of a line that is longer than a narrow window is wide");
        await Assertions.Expect(page.Locator(".joined")).ToHaveCountAsync(1);
        await page.Mouse.MoveAsync(1, 1);
        Assert.Equal("rgba(0, 0, 0, 0)", await page.Locator(".joined .by").EvaluateAsync<string>("by => getComputedStyle(by).backgroundColor"));

        await server.DisposeAsync();
        await Assertions.Expect(page.Locator("#retry")).ToBeVisibleAsync();
        await page.ShootsAsync($"state-away-{width}");
        Assert.Equal(0, await page.EvaluateAsync<int>("Array.from(document.querySelectorAll('header > *')).filter(part => part.getBoundingClientRect().right > innerWidth).length"));
    }

    [Fact]
    public async Task The_first_key_leads_to_the_message_box_and_the_menu_of_a_message_is_reached_by_keys()
    {
        await using var server = ChatServer.Start();
        // Where a finger writes, the box takes no focus by itself.
        await using var ada = await chromium.VisitorAsync(server.Url, new() { IsMobile = true, HasTouch = true, ViewportSize = new() { Width = 390, Height = 800 } });
        var page = await ada.EntersAsync("general", "Ada");
        await page.SaysAsync("hello");
        await page.SeesAsync("hello");
        await page.ReloadAsync();
        await page.IsLiveAsync();

        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(page.Locator(".skip")).ToBeFocusedAsync();
        await page.Locator("#m-1 .at").FocusAsync();
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        foreach (var action in new[] { "React", "Reply", "Edit" })
        {
            await Assertions.Expect(page.Locator(":focus")).ToHaveTextAsync(action);
            await page.Keyboard.PressAsync(action == "Edit" ? "Enter" : "Tab");
        }

        await Assertions.Expect(page.Locator("#text")).ToHaveValueAsync("hello");
        await Assertions.Expect(page.Locator("#text")).ToBeFocusedAsync();
    }
}
