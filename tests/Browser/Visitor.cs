using System.Collections.Concurrent;
using HtmxChat.Tests.Support;
using Microsoft.Playwright;

namespace HtmxChat.Tests.Browser;

/// <summary>Somebody at a browser, in one or more tabs. Whatever the browser complains of is kept.</summary>
public sealed class Visitor(IBrowserContext context) : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _complaints = [];

    public IBrowserContext Context => context;

    /// <summary>Console errors and warnings, exceptions and CSP violations. A socket that cannot be opened while the server is down is none.</summary>
    public IReadOnlyList<string> Complaints => [.. _complaints.Where(text => !text.Contains("WebSocket connection to", StringComparison.Ordinal) && !text.StartsWith("htmx: htmx:ws:error: [object Event]", StringComparison.Ordinal))];

    /// <summary>Opens a tab.</summary>
    public async Task<IPage> OpensAsync(string path)
    {
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout((float)Bounded.Patience.TotalMilliseconds);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                _complaints.Enqueue(message.Text);
            }
        };
        page.PageError += (_, error) => _complaints.Enqueue(error);
        await page.AddInitScriptAsync("addEventListener('securitypolicyviolation', e => console.error('CSP ' + e.violatedDirective + ' ' + e.blockedURI))");
        await page.GotoAsync(path, new() { WaitUntil = WaitUntilState.Commit });
        return page;
    }

    /// <summary>Comes in through the home page and waits until the room is live.</summary>
    public async Task<IPage> EntersAsync(string room, string name)
    {
        var page = await OpensAsync("/");
        await page.GetByLabel("Your name").FillAsync(name);
        await page.GetByLabel("Room").FillAsync(room);
        await page.GetByRole(AriaRole.Button, new() { Name = "Enter room" }).ClickAsync();
        await page.IsLiveAsync();
        return page;
    }

    public async ValueTask DisposeAsync() => await context.CloseAsync();
}

/// <summary>What one does and sees in a room.</summary>
public static class RoomPage
{
    private static readonly LocatorAssertionsToBeVisibleOptions Soon = new() { Timeout = (float)Bounded.Patience.TotalMilliseconds };

    public static Task IsLiveAsync(this IPage page) =>
        Assertions.Expect(page.Locator("#state")).ToHaveTextAsync("Live", new() { Timeout = (float)Bounded.Patience.TotalMilliseconds });

    /// <summary>Retries now, unless the page has come back by itself already.</summary>
    public static Task ReturnsAsync(this IPage page) => page.EvaluateAsync("document.getElementById('state').dataset.state === 'live' || document.getElementById('retry').click()");

    public static async Task SaysAsync(this IPage page, string text)
    {
        await page.Locator("#text").FillAsync(text);
        await page.Locator("#text").PressAsync("Enter");
    }

    public static Task SeesAsync(this IPage page, string text) =>
        Assertions.Expect(page.Locator("#log .text").GetByText(text, new() { Exact = true })).ToBeVisibleAsync(Soon);

    public static Task SeesNothingPendingAsync(this IPage page) =>
        Assertions.Expect(page.Locator("#outbox li")).ToHaveCountAsync(0, new() { Timeout = (float)Bounded.Patience.TotalMilliseconds });

    /// <summary>Opens the menu of the message with this text and takes what is offered there under a name.</summary>
    public static async Task ChoosesAsync(this IPage page, string action, string text)
    {
        var row = page.Locator("#log > li").Filter(new() { Has = page.Locator(".text").GetByText(text, new() { Exact = true }) });
        await row.HoverAsync();
        await row.Locator(".menu").ClickAsync();
        await page.Locator("#acts").GetByRole(AriaRole.Link, new() { Name = action }).ClickAsync();
    }

    /// <summary>How many messages offer to be edited.</summary>
    public static Task<int> OwnAsync(this IPage page) =>
        page.Locator("#log .menu").EvaluateAllAsync<int>(
            """
            menus => menus.filter(menu => {
                menu.click();
                const isOffered = acts.querySelector("[href^='?edit=']").checkVisibility();
                acts.hidePopover();
                return isOffered;
            }).length
            """);

    public static Task<string[]> LogAsync(this IPage page) => page.Locator("#log .text").EvaluateAllAsync<string[]>("rows => rows.map(row => row.textContent)");

    /// <summary>A picture for people, in an ignored folder beside the tests.</summary>
    public static async Task ShootsAsync(this IPage page, string name)
    {
        var folder = Environment.GetEnvironmentVariable("SCREENSHOTS") ?? Path.Combine(AppContext.BaseDirectory, "../../../Browser/Screenshots");
        try
        {
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png") });
        }
        catch (PlaywrightException)
        {
            // A browser without a GPU sometimes has no picture ready the first time.
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png") });
        }
    }
}
