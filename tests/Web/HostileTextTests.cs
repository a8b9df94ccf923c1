using System.Text;
using System.Text.Json;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using HtmxChat.Rooms;
using HtmxChat.Tests.Support;

namespace HtmxChat.Tests.Web;

/// <summary>No text of a user becomes markup, a header or a line of a log, on whatever way it comes back.</summary>
public sealed class HostileTextTests
{
    private static readonly string[] Formatting = ["A", "STRONG", "EM", "CODE", "PRE", "BLOCKQUOTE"];

    [Fact]
    public void There_are_enough_of_them_for_messages_and_for_names()
    {
        Assert.InRange(HostileTexts.All.Length, 300, 1000);
        Assert.InRange(Names().Count, 100, 1000);
        TestContext.Current.TestOutputHelper?.WriteLine($"{HostileTexts.All.Length} texts, {Names().Count} names");
    }

    [Fact]
    public async Task Said_read_and_edited_each_is_its_own_text_and_nothing_else()
    {
        await using var server = ChatServer.Start(settings: [("Chat:PageSize", "1000"), ("Chat:ReplayLimit", "5000")]);
        await using var bob = await Tab.OpenAsync(server.Url, "general", "Bob");
        await using var ada = await Tab.OpenAsync(server.Url, "general", "Ada");
        foreach (var text in HostileTexts.All)
        {
            await ada.Says(text);
        }

        // Live, each in a row of the expected shape: Tab knows no other, and neither does a page.
        var count = HostileTexts.All.Length;
        await bob.SeesRows(count);
        using var browser = server.Browser();
        Assert.Equal(HostileTexts.All, Shown(await browser.Opens("/r/general")));
        Assert.Equal(HostileTexts.All[..^1], Shown(await browser.Opens($"/r/general?before={count}")));
        Assert.Equal(HostileTexts.All, Shown(bob));

        // Edited: each row gets the text of the one before it.
        for (var seq = 1; seq <= count; seq++)
        {
            await ada.Edits(seq, HostileTexts.All[(seq + count - 2) % count]);
        }

        await bob.Until(() => bob.Replaced.Count == count);
        string[] moved = [HostileTexts.All[^1], .. HostileTexts.All[..^1]];
        Assert.Equal(moved, Shown(bob));
        Assert.Equal(moved, Shown(await browser.Opens("/r/general")));

        // And caught up with after an absence.
        await using var late = await Tab.OpenAsync(server.Url, "general", after: count);
        await late.Until(() => late.Replaced.Count == count);
        Assert.Equal(moved, Shown(late));
    }

    [Fact]
    public async Task Taken_as_a_name_each_is_that_name_in_the_row_the_roster_and_the_forms()
    {
        await using var server = ChatServer.Start();
        await using var bob = await Tab.OpenAsync(server.Url, "general", "Bob");
        var said = 0;
        foreach (var name in Names())
        {
            using var ada = server.Browser();
            Assert.Equal(303, (await ada.Enters(name)).Status);
            Assert.Equal(name, (await ada.Opens("/")).Attribute("#name", "value"));
            await ada.Says("general", $"{++said}");
        }

        await bob.SeesRows(said);
        Assert.Equal(Names(), bob.Log.Select(row => row.Name));
        Assert.Equal(Names().TakeLast(100), (await server.Browser().Opens("/r/general")).Log.Select(row => row.Name));
        foreach (var name in Names().Take(40))
        {
            await using var tab = await Tab.OpenAsync(server.Url, "roster", name);
            await tab.Until(() => tab.Roster.Contains(name));
        }
    }

    [Fact]
    public async Task To_programs_in_files_and_found_each_is_the_same_text()
    {
        await using var server = ChatServer.Start(settings: ("Chat:PageSize", "1000"));
        await using var ada = await Tab.OpenAsync(server.Url, "general", "Ada");
        await ada.SeesPeople("Ada");
        await using var demo = await DemoClient.Enters(server.Url, "general", "Bob");
        foreach (var text in HostileTexts.All)
        {
            await ada.Says(text);
            Assert.Equal(("Ada", text), await demo.Hears());
        }

        using var browser = server.Browser();
        Assert.Equal(HostileTexts.All, Texts((await browser.Opens("/api/room/general/messages?limit=1000")).Body));
        Assert.Equal(HostileTexts.All, Texts((await browser.Opens("/r/general/export.json")).Body));
        Assert.Equal(HostileTexts.All, (await browser.Opens("/r/general/export.html")).Page.QuerySelectorAll("li[data-seq]").Select(Source));

        // A line of its own each, whatever is in it.
        var lines = (await browser.Opens("/r/general/export.txt")).Body.Split('\n');
        Assert.Equal(HostileTexts.All.Length, lines.Count(line => line.Contains(" Ada ", StringComparison.Ordinal) && char.IsAsciiDigit(line[0])));

        // Looked for, with what was typed back in its field and only marks of the found words in the results.
        var harmless = Shape((await browser.Opens("/r/general/search?q=zzz")).Page.QuerySelector("form")!);
        foreach (var text in HostileTexts.All)
        {
            var found = await browser.Opens($"/r/general/search?q={Uri.EscapeDataString(text)}");
            Assert.Equal(200, found.Status);
            Assert.Equal(text, found.Attribute("#q", "value"));
            Assert.Equal(harmless, Shape(found.Page.QuerySelector("form")!));
            Assert.Empty(found.Page.QuerySelectorAll("#results :is(script, img, svg, iframe, style, form, input, template, [onerror], [onload], [hx-swap-oob])"));
        }
    }

    [Fact]
    public async Task In_the_answers_to_programs_each_is_told_as_a_problem()
    {
        await using var server = ChatServer.Start(settings: ("Chat:MaxMessageLength", "1"));
        using var bot = server.Browser();
        foreach (var text in HostileTexts.All.Where(text => text.Length > 2))
        {
            foreach (var body in (string[])[text, JsonSerializer.Serialize(new { name = text, text, cid = text }), $"{{\"text\":{text}"])
            {
                using var content = new StringContent(body, Encoding.UTF8, body == text ? "text/plain" : "application/json");
                var answer = await bot.Asks(new(HttpMethod.Post, "/api/room/general/messages") { Content = content });
                Assert.InRange(answer.Status, 400, 499);
                Assert.Equal("application/problem+json", answer.Header("Content-Type"));
                Assert.Equal(answer.Status, JsonDocument.Parse(answer.Body).RootElement.GetProperty("status").GetInt32());
                Assert.DoesNotContain("<", answer.Body);
            }
        }
    }

    [Fact]
    public async Task Refused_each_comes_back_as_text_with_the_reason()
    {
        await using var server = ChatServer.Start(settings: ("Chat:MaxMessageLength", "1"));
        using var ada = server.Browser();
        await ada.Enters("Ada");
        var harmless = Shape((await ada.Says("general", "harmless")).Page.DocumentElement);
        foreach (var text in HostileTexts.All.Where(text => text.Length > 2))
        {
            var answer = await ada.Says("general", text);
            Assert.Equal(413, answer.Status);
            Assert.Equal(text, answer.Text("#say textarea"));
            Assert.Equal(harmless, Shape(answer.Page.DocumentElement));

            // No name that long, and a room nobody could mean: shown again as typed.
            var again = await ada.Enters(text + new string('x', 33), text + new string('y', 65));
            Assert.Equal(400, again.Status);
            Assert.Equal((text + new string('x', 33)).ReplaceLineEndings(""), again.Attribute("#name", "value")!.ReplaceLineEndings(""));
        }
    }

    [Fact]
    public async Task In_an_address_a_header_or_a_cookie_none_does_harm()
    {
        await using var server = ChatServer.Start();
        using var ada = server.Browser();
        await ada.Enters("Ada");
        foreach (var text in HostileTexts.All)
        {
            var escaped = Uri.EscapeDataString(text);
            foreach (var url in (string[])[$"/r/{escaped}", $"/r/general?before={escaped}", $"/{escaped}", $"/r/general/{escaped}", $"/own.css?by={escaped}"])
            {
                var answer = await ada.Asks(new HttpRequestMessage(HttpMethod.Get, url), cookie: $"chat={escaped}");
                Assert.InRange(answer.Status, 200, 499);
                Assert.Matches("^(/r/[a-z0-9-]{1,32}(/.*)?)?$", answer.Header("Location") ?? "");
                Assert.Empty(answer.Page.QuerySelectorAll("[onerror],[onload],[hx-on\\:load],iframe,main script"));
            }
        }
    }

    [Fact]
    public async Task In_the_log_stands_no_text_no_name_no_address_and_no_private_room()
    {
        using var data = new TempFolder();
        await using var server = ServerProcess.Start(
            data.Path,
            ["--Chat:Data", data.Path, "--Chat:Limits:MessageInterval", "00:00:00", "--Chat:TrustedProxies:0", "127.0.0.1"],
            ("Logging__LogLevel__Default", "Trace"), ("Logging__LogLevel__Microsoft.AspNetCore", "Trace"), ("Logging__Console__LogLevel__Default", "Trace"));
        var url = await server.Url;
        using var ada = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = url };
        ada.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.77");
        await ada.Enters("Adalovelace77");
        var secret = (await ada.Posts("/rooms")).Header("Location")!["/r/".Length..];
        await ada.Says(secret, "the-secret-text-77");
        await ada.Says(secret, new string('x', 5000) + "the-secret-text-77");
        await ada.Opens($"/r/{secret}");
        await ada.Opens($"/r/{secret}/nothing?x=the-secret-text-77");
        await ada.Opens($"/r/{secret.ToUpperInvariant()}");
        await ada.AsksToOpen(secret, ("Origin", "http://evil.example"));
        await ada.Asks(new(HttpMethod.Post, $"/r/{secret}/messages") { Content = new StringContent("the-secret-text-77") });
        await using (var tab = await Tab.OpenAsync(url, secret, "Adalovelace77"))
        {
            await tab.Says("the-secret-text-77");
            await tab.Sees("the-secret-text-77");
            await tab.Sends("""{"type":"say","text":"the-secret-text-77""");
            await tab.IsTold("BadRequest");
        }

        await server.Terminates();
        var (_, output, error) = await server.Ends();

        Assert.Contains("Now listening on", output);
        foreach (var told in (string[])["the-secret-text-77", "Adalovelace77", "203.0.113.77", secret, secret.ToUpperInvariant()])
        {
            Assert.DoesNotContain(told, output + error);
        }
    }

    // Those that may be a name, cut to its length.
    private static List<string> Names() =>
        [.. HostileTexts.All.Select(text => PersonName.TryParse(text.Length > 32 ? text[..32] : text, out var name) ? name : null).OfType<string>().Distinct()];

    private static IEnumerable<string?> Texts(string json)
    {
        using var messages = JsonDocument.Parse(json);
        return [.. messages.RootElement.EnumerateArray().Select(message => message.GetProperty("text").GetString())];
    }

    private static IEnumerable<string> Shown(Answer page) => page.Page.QuerySelectorAll("#log > li").Select(Source);

    // Each row as it came last, by seq.
    private static IEnumerable<string> Shown(Tab tab)
    {
        var last = new SortedDictionary<long, string>();
        foreach (var row in tab.Frames.SelectMany(frame => new HtmlParser().ParseDocument($"<body>{frame}").QuerySelectorAll("li[data-seq]")))
        {
            last[long.Parse(row.GetAttribute("data-seq")!)] = Source(row);
        }

        return last.Values;
    }

    // What was typed: of a formatted row it stands in an attribute, and the formatting is of a few elements.
    private static string Source(IElement row)
    {
        var text = row.QuerySelector(".text")!;
        Assert.All(text.QuerySelectorAll("*"), element =>
        {
            Assert.Contains(element.TagName, Formatting);
            Assert.All(element.Attributes, attribute => Assert.Contains(attribute.Name, (string[])["href", "rel", "target", "data-lang", "class"]));
            Assert.Matches("^((https?://|mailto:)[^\"<>]*)?$", element.GetAttribute("href") ?? "");
        });
        return text.GetAttribute("data-source") ?? text.TextContent;
    }

    // Names of elements and attributes, without any of their values; the log's rows are a matter of their own.
    private static string Shape(IElement element) => element.Id == "log"
        ? ""
        : $"<{string.Join(' ', element.Attributes.Select(attribute => attribute.Name).Prepend(element.LocalName))}>{string.Concat(element.Children.Select(Shape))}</>";
}
