using HtmxChat.Tests.Support;
using HtmxChat.Views;
using Microsoft.Playwright;

namespace HtmxChat.Tests.Browser;

/// <summary>One Chromium for all browser tests. Each test opens people of its own, who share nothing but the server.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/snap/bin/chromium"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>The program, or null if this machine has none. <c>CHROMIUM</c> names it where it is elsewhere.</summary>
    public static string? Path { get; } = Environment.GetEnvironmentVariable("CHROMIUM") ?? Places.FirstOrDefault(File.Exists);

    public async ValueTask InitializeAsync()
    {
        Assertions.SetDefaultExpectTimeout((float)Bounded.Patience.TotalMilliseconds);
        if (Path is null)
        {
            return;
        }

        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Path,
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
            ],
        });
    }

    /// <summary>Somebody with a browser profile of their own. What the CDN would serve comes from the files npm has brought,
    /// so the hashes in the page are really checked.</summary>
    public async Task<Visitor> VisitorAsync(Uri server, BrowserNewContextOptions? options = null, Func<IRoute, Task>? cdn = null)
    {
        Assert.SkipWhen(_browser is null, "No Chromium found: install it (Debian: apt-get install chromium) or name it in the environment variable CHROMIUM.");
        Assert.SkipWhen(cdn is null && !Assets.All.All(asset => File.Exists(LocalFile(asset))), "wwwroot/lib is empty: build once on a machine with npm.");
        options ??= new();
        options.BaseURL = server.ToString();
        options.Locale ??= "en-GB";
        var context = await _browser!.NewContextAsync(options);
        await context.RouteAsync("https://cdn.jsdelivr.net/**", cdn ?? ServeAsync);
        return new Visitor(context);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.CloseAsync();
        }

        _playwright?.Dispose();
    }

    /// <summary>Answers as the CDN would.</summary>
    public static Task ServeAsync(IRoute route) => route.FulfillAsync(new()
    {
        Path = LocalFile(Assets.All.Single(asset => asset.CdnUrl == route.Request.Url)),
        ContentType = "text/javascript",
        Headers = new Dictionary<string, string> { ["access-control-allow-origin"] = "*" },
    });

    private static string LocalFile(Asset asset) => System.IO.Path.Combine(AppContext.BaseDirectory, "wwwroot", "lib", asset.File);
}

[CollectionDefinition(nameof(Chromium))]
public sealed class ChromiumCollection : ICollectionFixture<Chromium>;
