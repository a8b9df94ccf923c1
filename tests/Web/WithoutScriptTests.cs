using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using HtmxChat.Tests.Support;

namespace HtmxChat.Tests.Web;

/// <summary>The whole way through a room by links and forms alone, as a browser without script goes it.</summary>
public sealed class WithoutScriptTests
{
    [Fact]
    public async Task Everything_is_reached_by_links_and_forms()
    {
        await using var server = ChatServer.Start(settings: ("Chat:PageSize", "5"));
        using var ada = new Walker(server.Browser());
        using var bob = new Walker(server.Browser());

        // In, and the owner's link that is shown once.
        await ada.Opens("/");
        await ada.Sends("#home form", ("name", "Ada"), ("room", "Garden"));
        Assert.Equal("/r/garden", ada.Path);
        await ada.Follows("#new-link a.button");
        await ada.Sends("form[action*='/key/']");
        Assert.Equal("/r/garden", ada.Path);

        // Writing, and older pages.
        for (var i = 1; i <= 7; i++)
        {
            await ada.Sends("#say", ("text", $"message {i}"));
        }

        Assert.Equal(["message 3", "message 4", "message 5", "message 6", "message 7"], ada.Texts);
        await ada.Follows("#older a");
        Assert.Equal(["message 1", "message 2"], ada.Texts.Where(text => text.StartsWith("message", StringComparison.Ordinal)));
        await ada.Follows("p.more a:last-child");
        Assert.Equal("message 7", ada.Texts[^1]);

        // Finding, and the message among its neighbours.
        await ada.Follows("a.find");
        await ada.Sends("form[role=search]", ("q", "\"message 2\""));
        await ada.Follows("#results li a");
        Assert.Contains("message 2", ada.Texts);
        await ada.Follows(ada.RowOf("message 2") + " a.at");
        Assert.Contains("message 2", ada.Texts);

        // Editing, answering, reacting, deleting.
        var second = ada.RowOf("message 2");
        await ada.Chooses("edit", second);
        Assert.Equal("message 2", ada.Page.QuerySelector("#text")!.TextContent);
        await ada.Sends("#say", ("text", "message two"));
        await ada.Opens($"/r/garden?at={second["#m-".Length..]}");
        Assert.Contains("message two", ada.Texts);
        await ada.Chooses("reply", second);
        Assert.StartsWith("> Ada #", ada.Page.QuerySelector("#text")!.TextContent, StringComparison.Ordinal);
        await ada.Sends("#say", ("text", "an answer"));
        await ada.Chooses("react", ada.RowOf("an answer"));
        await ada.Sends("#react", ("to", ada.Page.QuerySelector("#react button")!.GetAttribute("value")!));
        Assert.Single(ada.Page.QuerySelectorAll(".reactions button"));
        await ada.Chooses("delete", ada.RowOf("an answer"));
        await ada.Sends("#delete");
        Assert.DoesNotContain(ada.Texts, text => text.EndsWith("an answer", StringComparison.Ordinal));

        // Another name, by the card about oneself.
        await ada.Follows(ada.RowOf("message 7") + " a.who");
        await ada.Sends("form.rename", ("name", "Countess"));
        await ada.Sends("#say", ("text", "by another name"));
        Assert.Contains("Countess", ada.Page.QuerySelector(ada.RowOf("by another name"))!.TextContent);

        // Keeping order.
        await bob.Opens("/r/garden");
        await bob.Sends("#who", ("name", "Bob"));
        await bob.Sends("#say", ("text", "noise"));
        await ada.Opens("/r/garden");
        await ada.Chooses("delete", ada.RowOf("noise"));
        await ada.Sends("#delete");
        Assert.DoesNotContain("noise", ada.Texts);
        await ada.Follows("a.manage");
        await ada.Sends("form[action$='/owner/bar']:has(select)", ("kind", "mute"));
        await bob.Sends("#say", ("text", "more noise"));
        Assert.NotEmpty(bob.Page.QuerySelector("#notice")!.TextContent);
        Assert.Equal("more noise", bob.Page.QuerySelector("#text")!.TextContent);
        await ada.Opens("/r/garden/owner");
        await ada.Sends("form[action$='/owner/settings']", ("topic", "What grows"), ("lock", "NobodyWrites"));
        await bob.Opens("/r/garden");
        Assert.Equal("What grows", bob.Page.QuerySelector("#rules .topic")!.TextContent);
        await ada.Opens("/r/garden/owner");
        await ada.Sends("form[action$='/owner/clear']");
        await bob.Opens("/r/garden");
        Assert.DoesNotContain("message 7", bob.Texts);
    }

    /// <summary>Goes from page to page by what the page offers, and nothing else.</summary>
    private sealed class Walker(HttpClient browser) : IDisposable
    {
        private Uri _at = browser.BaseAddress!;

        public IHtmlDocument Page { get; private set; } = null!;

        public string Path => _at.AbsolutePath;

        /// <summary>What is said on the page, and what is quoted of it.</summary>
        public string[] Texts => [.. Page.QuerySelectorAll("#log > li .text").Select(text => text.TextContent)];

        /// <summary>The selector of the row with a text.</summary>
        public string RowOf(string text) => $"#{Page.QuerySelectorAll("#log > li").Single(row => row.QuerySelector(".text")?.TextContent.EndsWith(text, StringComparison.Ordinal) == true).Id}";

        public async Task Opens(string url, HttpContent? form = null)
        {
            _at = new Uri(_at, url);
            var answer = await browser.Asks(new(form is null ? HttpMethod.Get : HttpMethod.Post, _at.PathAndQuery) { Content = form });
            if (answer.Status is >= 300 and < 400)
            {
                await Opens(answer.Header("Location")!);
                return;
            }

            Assert.True(answer.Status < 500, $"{_at} answers {answer.Status}");
            Page = answer.Page;
        }

        public Task Follows(string link) => Opens(Found(link).GetAttribute("href")!);

        /// <summary>Takes what the menu of a row offers.</summary>
        public async Task Chooses(string act, string row)
        {
            await Follows(row + " a.menu");
            await Follows($"#acts a[href*='?{act}=']");
        }

        /// <summary>Sends a form as it stands there, with some fields filled in.</summary>
        public Task Sends(string form, params (string Name, string Value)[] filled)
        {
            var found = (IHtmlFormElement)Found(form);
            var fields = found.Elements.OfType<IHtmlElement>()
                .Where(field => field.GetAttribute("name") is not null and not "" && (field is IHtmlInputElement or IHtmlTextAreaElement or IHtmlSelectElement) && field.GetAttribute("type") != "checkbox")
                .ToDictionary(field => field.GetAttribute("name")!, field => field switch
                {
                    IHtmlTextAreaElement area => area.Value,
                    IHtmlSelectElement select => select.Value ?? "",
                    _ => ((IHtmlInputElement)field).Value,
                });
            foreach (var (name, value) in filled)
            {
                fields[name] = value;
            }

            return found.Method == "get"
                ? Opens($"{found.GetAttribute("action")}?{string.Join('&', fields.Select(field => $"{field.Key}={Uri.EscapeDataString(field.Value)}"))}")
                : Opens(found.GetAttribute("action")!, new FormUrlEncodedContent(fields));
        }

        public void Dispose() => browser.Dispose();

        private IElement Found(string selector) => Page.QuerySelector(selector) ?? throw new InvalidOperationException($"{_at} has no {selector}");
    }
}
