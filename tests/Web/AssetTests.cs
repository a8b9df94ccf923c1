using System.Security.Cryptography;
using HtmxChat.Tests.Support;

namespace HtmxChat.Tests.Web;

/// <summary>Where a page gets htmx from.</summary>
public sealed class AssetTests
{
    private const string Cdn = "https://cdn.jsdelivr.net/npm/htmx.org@4.0.1/dist/";
    private static readonly string[] FromCdn = [$"{Cdn}htmx.min.js", $"{Cdn}ext/hx-ws.min.js"];
    private static readonly string[] FromHere = ["/lib/htmx.min.js", "/lib/hx-ws.min.js"];

    [Theory]
    [InlineData("cdn")]
    [InlineData("local")]
    [InlineData("auto")]
    public async Task The_hashes_on_the_page_are_those_of_the_files(string source)
    {
        NeedsNpm();
        await using var server = ChatServer.Start(settings: ("Chat:Assets", source));
        using var browser = server.Browser();

        var room = await browser.Opens("/r/general");

        Assert.Equal(FromHere.Select(Hash), Pinned(room).Select(script => script.Integrity));
    }

    [Fact]
    public async Task The_scripts_are_plain_and_the_last_of_the_page_so_that_they_run_in_their_order()
    {
        await using var server = ChatServer.Start();
        using var browser = server.Browser();

        var room = await browser.Opens("/r/general");

        var last = room.Page.Body!.Children.TakeLast(3).ToList();
        Assert.Equal(["/chat.js", .. FromCdn], last.Select(script => script.GetAttribute("src")));
        Assert.Equal(3, room.Page.Scripts.Length);
        Assert.All(last, script => Assert.False(script.HasAttribute("defer") || script.HasAttribute("async") || script.HasAttribute("type")));
        Assert.All(last, script => Assert.Empty(script.TextContent));
    }

    [Fact]
    public async Task Cdn_names_the_cdn_alone()
    {
        await using var server = ChatServer.Start(settings: ("Chat:Assets", "cdn"));
        using var browser = server.Browser();

        var room = await browser.Opens("/r/general");

        Assert.Equal(FromCdn, Pinned(room).Select(script => script.Src));
        Assert.All(Pinned(room), script => Assert.Equal("anonymous", script.CrossOrigin));
        Assert.Null(room.Attribute("script[src='/chat.js']", "data-fallback"));
        Assert.Equal($"script-src 'self' {FromCdn[0]} {FromCdn[1]}", ScriptPolicy(room));
    }

    [Fact]
    public async Task Auto_names_the_cdn_and_falls_back_to_this_host()
    {
        NeedsNpm();
        await using var server = ChatServer.Start(settings: ("Chat:Assets", "auto"));
        using var browser = server.Browser();

        var room = await browser.Opens("/r/general");

        Assert.Equal(FromCdn, Pinned(room).Select(script => script.Src));
        Assert.Equal(string.Join(' ', FromHere), room.Attribute("script[src='/chat.js']", "data-fallback"));
        Assert.Equal($"script-src 'self' {FromCdn[0]} {FromCdn[1]}", ScriptPolicy(room));
    }

    [Fact]
    public async Task Local_names_this_host_alone()
    {
        NeedsNpm();
        await using var server = ChatServer.Start(settings: ("Chat:Assets", "local"));
        using var browser = server.Browser();

        var room = await browser.Opens("/r/general");

        Assert.Equal(FromHere, Pinned(room).Select(script => script.Src));
        Assert.Null(room.Attribute("script[src='/chat.js']", "data-fallback"));
        Assert.Equal("script-src 'self'", ScriptPolicy(room));
        Assert.DoesNotContain("jsdelivr", room.Body);
    }

    [Fact]
    public async Task This_host_serves_the_very_bytes()
    {
        NeedsNpm();
        await using var server = ChatServer.Start();
        using var browser = server.Browser();

        foreach (var url in FromHere)
        {
            using var answer = await browser.GetAsync(url).Soon();
            Assert.Equal("text/javascript", answer.Content.Headers.ContentType?.MediaType);
            Assert.Equal(await File.ReadAllBytesAsync(FileOf(url)).Soon(), await answer.Content.ReadAsByteArrayAsync().Soon());
        }
    }

    [Fact]
    public async Task The_home_page_asks_no_other_host()
    {
        await using var server = ChatServer.Start();
        using var browser = server.Browser();

        Assert.Equal(["/chat.js"], (await browser.Opens("/")).Page.Scripts.Select(script => script.GetAttribute("src")));
    }

    [Fact]
    public async Task Local_without_the_files_is_refused_at_the_start()
    {
        using var folder = new TempFolder();
        ProgramFolder.Fill(folder);
        await using var server = ServerProcess.Start(folder.Path, ["--Chat:Assets", "local"]);

        var (exitCode, output, error) = await server.Ends();

        Assert.Equal(2, exitCode);
        Assert.Contains("Chat:Assets", error);
        Assert.Contains("wwwroot/lib", error);
        Assert.DoesNotContain("   at ", output + error);
    }

    [Fact]
    public async Task Auto_without_the_files_relies_on_the_cdn()
    {
        using var folder = new TempFolder();
        ProgramFolder.Fill(folder);
        await using var server = ServerProcess.Start(folder.Path, ["--Chat:Assets", "auto"]);
        using var browser = new HttpClient { BaseAddress = await server.Url };

        var room = await browser.Opens("/r/general");

        Assert.Equal(FromCdn, Pinned(room).Select(script => script.Src));
        Assert.Null(room.Attribute("script[src='/chat.js']", "data-fallback"));
        Assert.Equal(404, (await browser.Opens(FromHere[0])).Status);
    }

    private static void NeedsNpm() =>
        Assert.SkipUnless(FromHere.All(url => File.Exists(FileOf(url))), "htmx is not in wwwroot/lib: build once on a machine that has npm");

    private static string FileOf(string url) => Path.Combine(ProgramFolder.Built, "wwwroot", url[1..]);

    private static string Hash(string url) => $"sha384-{Convert.ToBase64String(SHA384.HashData(File.ReadAllBytes(FileOf(url))))}";

    private static IEnumerable<(string? Src, string? Integrity, string? CrossOrigin)> Pinned(Answer room) => room.Page.QuerySelectorAll("script[integrity]")
        .Select(script => (script.GetAttribute("src"), script.GetAttribute("integrity"), script.GetAttribute("crossorigin")));

    private static string ScriptPolicy(Answer page) =>
        page.Header("Content-Security-Policy")!.Split("; ").Single(directive => directive.StartsWith("script-src", StringComparison.Ordinal));
}
