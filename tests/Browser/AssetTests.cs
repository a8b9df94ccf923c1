using HtmxChat.Tests.Support;
using Microsoft.Playwright;

namespace HtmxChat.Tests.Browser;

/// <summary>Whatever the CDN does, the page is live within five seconds.</summary>
[Collection(nameof(Chromium))]
public sealed class AssetTests(Chromium chromium)
{
    // The promise; the page's own patience is 2.5 s.
    private const float Within = 5000;

    [Fact]
    public Task A_CDN_that_refuses_is_replaced() => IsLiveAndWorksAsync(route => route.AbortAsync("connectionrefused"));

    [Fact]
    public Task A_CDN_that_has_lost_the_files_is_replaced() => IsLiveAndWorksAsync(route => route.FulfillAsync(new() { Status = 404 }));

    [Fact]
    public Task A_CDN_that_never_answers_is_replaced() => IsLiveAndWorksAsync(_ => Task.CompletedTask);

    [Fact]
    public Task A_CDN_that_serves_another_file_is_replaced() => IsLiveAndWorksAsync(route => route.FulfillAsync(new()
    {
        Body = "window.wrong = true",
        ContentType = "text/javascript",
        Headers = new Dictionary<string, string> { ["access-control-allow-origin"] = "*" },
    }));

    [Fact]
    public Task A_CDN_that_has_only_htmx_is_replaced() => IsLiveAndWorksAsync(route =>
        route.Request.Url.EndsWith("htmx.min.js", StringComparison.Ordinal) ? Chromium.ServeAsync(route) : route.AbortAsync());

    [Fact]
    public Task A_CDN_that_has_only_the_extension_is_replaced() => IsLiveAndWorksAsync(route =>
        route.Request.Url.EndsWith("hx-ws.min.js", StringComparison.Ordinal) ? Chromium.ServeAsync(route) : route.AbortAsync());

    [Fact]
    public async Task Local_files_alone_are_enough()
    {
        await using var server = ChatServer.Start(settings: ("Chat:Assets", "local"));
        await using var ada = await chromium.VisitorAsync(server.Url, cdn: route => throw new InvalidOperationException("nobody may ask the CDN"));
        var page = await ada.EntersAsync("general", "Ada");
        await page.SaysAsync("hello");
        await page.SeesAsync("hello");
        Assert.Empty(ada.Complaints);
    }

    [Fact]
    public async Task Without_any_copy_the_page_says_so_and_its_form_still_posts()
    {
        await using var server = ChatServer.Start(settings: ("Chat:Assets", "cdn"));
        await using var ada = await chromium.VisitorAsync(server.Url, cdn: route => route.AbortAsync());
        var page = await ada.OpensAsync("/");
        await page.GetByLabel("Your name").FillAsync("Ada");
        await page.GetByLabel("Room").FillAsync("general");
        await page.GetByRole(AriaRole.Button, new() { Name = "Enter room" }).ClickAsync();
        await Assertions.Expect(page.Locator("#state")).ToContainTextAsync("No live updates", new() { Timeout = 15_000 });

        await page.SaysAsync("posted as a form");
        await page.SeesAsync("posted as a form");
    }

    private async Task IsLiveAndWorksAsync(Func<IRoute, Task> cdn)
    {
        await using var server = ChatServer.Start();
        await using var ada = await chromium.VisitorAsync(server.Url, cdn: cdn);
        var sockets = 0;
        var page = await ada.OpensAsync("/");
        page.WebSocket += (_, _) => sockets++;
        await page.GetByLabel("Your name").FillAsync("Ada");
        await page.GetByLabel("Room").FillAsync("general");
        await page.GetByRole(AriaRole.Button, new() { Name = "Enter room" }).ClickAsync();
        await Assertions.Expect(page.Locator("#say")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("#state")).ToHaveTextAsync("Live", new() { Timeout = Within });

        await page.SaysAsync("hello");
        await page.SeesAsync("hello");
        await page.SeesNothingPendingAsync();
        Assert.Equal(["hello"], await page.LogAsync());
        Assert.Equal(1, sockets);
        Assert.False(await page.EvaluateAsync<bool>("Boolean(window.wrong)"));
    }
}
