using AngleSharp.Html.Dom;
using HtmxChat.Rooms;
using HtmxChat.Views;
using Pages = HtmxChat.Views.Pages;

namespace HtmxChat.Tests.Views;

/// <summary>The script tags of a page, by where it gets htmx from.</summary>
public sealed class AssetTagTests
{
    private const string Cdn = "https://cdn.jsdelivr.net/npm/htmx.org@4.0.1/dist/";
    private static readonly string[] FromCdn = ["/chat.js", Cdn + "htmx.min.js", Cdn + "ext/hx-ws.min.js"];
    private static readonly string[] FromHere = ["/chat.js", "/lib/htmx.min.js", "/lib/hx-ws.min.js"];

    [Theory]
    [InlineData(true, "/lib/htmx.min.js /lib/hx-ws.min.js")]
    [InlineData(false, null)]
    public async Task Auto_names_the_cdn_and_falls_back_to_this_host_if_it_has_the_files(bool hasLocal, string? fallback)
    {
        var scripts = await Scripts(new Assets(AssetSource.Auto, hasLocal));

        Assert.Equal(FromCdn, scripts.Select(script => script.Source));
        Assert.Equal(fallback, scripts[0].Dataset["fallback"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Cdn_names_the_cdn_alone(bool hasLocal)
    {
        var scripts = await Scripts(new Assets(AssetSource.Cdn, hasLocal));

        Assert.Equal(FromCdn, scripts.Select(script => script.Source));
        Assert.Null(scripts[0].Dataset["fallback"]);
    }

    [Fact]
    public async Task Local_names_this_host_alone()
    {
        var scripts = await Scripts(new Assets(AssetSource.Local, hasLocal: true));

        Assert.Equal(FromHere, scripts.Select(script => script.Source));
        Assert.Null(scripts[0].Dataset["fallback"]);
    }

    [Theory]
    [InlineData(AssetSource.Auto)]
    [InlineData(AssetSource.Cdn)]
    [InlineData(AssetSource.Local)]
    public async Task Tags_are_plain_pinned_by_their_hash_and_last_in_the_body(AssetSource source)
    {
        var assets = new Assets(source, hasLocal: true);
        var scripts = await Scripts(assets);

        Assert.All(scripts, script => Assert.False(script.HasAttribute("defer") || script.HasAttribute("async") || script.HasAttribute("type")));
        Assert.All(scripts.Skip(1), script => Assert.Equal("anonymous", script.GetAttribute("crossorigin")));
        Assert.Equal(Assets.All.Select(asset => asset.Integrity), scripts.Skip(1).Select(script => script.GetAttribute("integrity")));
        Assert.Same(scripts[^1], scripts[0].Owner!.Body!.LastElementChild);
        Assert.All(scripts.Skip(1).Where(script => script.Source!.StartsWith("https:", StringComparison.Ordinal)), script => Assert.Contains(script.Source!, assets.ScriptSources.Split(' ')));
        Assert.Contains("'self'", assets.ScriptSources, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_without_anything_live_has_no_script()
    {
        Assert.Equal(["/chat.js"], Html.Page(await Html.Of(Pages.Home.Create(new HomeModel("form-token", "")))).Scripts.Select(script => script.Source));
        Assert.Empty(Html.Page(await Html.Of(Pages.Problem.Create(new ProblemModel("", "")))).Scripts);
    }

    private static async Task<IReadOnlyList<IHtmlScriptElement>> Scripts(Assets assets) =>
        [.. Html.Page(await Html.Of(Pages.Room.Create(Examples.Room(assets: assets)))).Scripts];
}
