using System.Net.Http.Headers;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace HtmxChat.Tests.Support;

/// <summary>What a browser without script does: it opens pages and posts forms.</summary>
public static class Browsing
{
    public static Task<Answer> Opens(this HttpClient browser, string url, string? cookie = null) =>
        browser.Asks(new(HttpMethod.Get, url), cookie: cookie);

    public static Task<Answer> Posts(this HttpClient browser, string url, params (string Name, string Value)[] fields) =>
        browser.Asks(new(HttpMethod.Post, url) { Content = Form(fields) });

    public static Task<Answer> PostsFrom(this HttpClient browser, string origin, string url, params (string Name, string Value)[] fields) =>
        browser.Asks(new(HttpMethod.Post, url) { Content = Form(fields) }, origin);

    public static async Task<Answer> Asks(this HttpClient browser, HttpRequestMessage request, string? origin = null, string? cookie = null)
    {
        if (origin is not null)
        {
            request.Headers.TryAddWithoutValidation("Origin", origin);
        }

        if (cookie is not null)
        {
            request.Headers.TryAddWithoutValidation("Cookie", cookie);
        }

        using var answer = await browser.SendAsync(request).Soon();
        return new Answer((int)answer.StatusCode, answer.Headers, answer.Content.Headers, await answer.Content.ReadAsStringAsync().Soon());
    }

    /// <summary>Asks for a room's live socket, and lets go of it at once if it gets one (101).</summary>
    public static async Task<Answer> AsksToOpen(this HttpClient browser, string room, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/r/{room}/live?after=0");
        foreach (var (name, value) in ((string, string)[])
            [("Connection", "Upgrade"), ("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13"), ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="), .. headers])
        {
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        }

        using var answer = await browser.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).Soon();
        var body = answer.StatusCode == System.Net.HttpStatusCode.SwitchingProtocols ? "" : await answer.Content.ReadAsStringAsync().Soon();
        return new Answer((int)answer.StatusCode, answer.Headers, answer.Content.Headers, body);
    }

    /// <summary>Goes in at the home page.</summary>
    public static Task<Answer> Enters(this HttpClient browser, string name, string room = "general") => browser.Posts("/enter", ("name", name), ("room", room));

    /// <summary>Says something by form.</summary>
    public static Task<Answer> Says(this HttpClient browser, string room, string text, string? cid = null) =>
        browser.Posts($"/r/{room}/messages", ("text", text), ("cid", cid ?? Guid.NewGuid().ToString("N")));

    private static FormUrlEncodedContent Form((string Name, string Value)[] fields) => new(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
}

/// <summary>An answer to a browser, read as a page.</summary>
public sealed class Answer(int status, HttpResponseHeaders headers, HttpContentHeaders contentHeaders, string body)
{
    /// <summary>A row of the log.</summary>
    public sealed record Row(long Seq, long Rev, string Name, string Handle, string Text);

    public int Status => status;

    public string Body => body;

    public IHtmlDocument Page { get; } = new HtmlParser().ParseDocument(body);

    /// <summary>The rows of the log, from top to bottom.</summary>
    public IReadOnlyList<Row> Log =>
    [
        .. Page.QuerySelectorAll("#log > li").Select(row => new Row(
            long.Parse(row.GetAttribute("data-seq")!),
            long.Parse(row.GetAttribute("data-rev")!),
            row.QuerySelector(".name")?.TextContent ?? "",
            row.QuerySelector(".handle")?.TextContent ?? "",
            row.QuerySelector(".text")?.GetAttribute("data-source") ?? (row.QuerySelector(".text") ?? row.QuerySelector(".gone") ?? row.QuerySelector(".act"))!.TextContent)),
    ];

    /// <summary>Whoever the page takes its reader for.</summary>
    public string? Me => Page.QuerySelector("#room")?.GetAttribute("data-me");

    /// <summary>The code of the notice.</summary>
    public string? Notice => Page.QuerySelector("#notice [data-code]")?.GetAttribute("data-code");

    /// <summary>Cookies set, whole.</summary>
    public IReadOnlyList<string> Cookies => headers.TryGetValues("Set-Cookie", out var cookies) ? [.. cookies] : [];

    public string? Header(string name) =>
        headers.TryGetValues(name, out var values) || contentHeaders.TryGetValues(name, out values) ? string.Join(", ", values) : null;

    /// <summary>The text of the only element that a selector finds.</summary>
    public string Text(string selector) => Assert.Single(Page.QuerySelectorAll(selector)).TextContent;

    /// <summary>An attribute of the only element that a selector finds.</summary>
    public string? Attribute(string selector, string name) => Assert.Single(Page.QuerySelectorAll(selector)).GetAttribute(name);
}
