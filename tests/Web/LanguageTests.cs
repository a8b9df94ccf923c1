using System.Text.Json;
using HtmxChat.Tests.Support;

namespace HtmxChat.Tests.Web;

/// <summary>Pages in the language of who reads them.</summary>
public sealed class LanguageTests
{
    [Theory]
    [InlineData("de", "de", "Eintreten")]
    [InlineData("de-AT, en;q=0.8", "de", "Eintreten")]
    [InlineData("fr, de;q=0.5", "de", "Eintreten")]
    [InlineData("fr", "en", "Enter room")]
    [InlineData("<b>", "en", "Enter room")]
    public async Task A_page_is_in_the_first_language_of_the_browser_that_there_is(string accepted, string language, string button)
    {
        await using var server = ChatServer.Start();
        using var browser = server.Browser();
        browser.DefaultRequestHeaders.TryAddWithoutValidation("Accept-Language", accepted);

        var home = await browser.Opens("/");

        Assert.Equal(language, home.Attribute("html", "lang"));
        Assert.Equal(button, home.Text("button.main"));
    }

    [Fact]
    public async Task Whoever_chooses_a_language_gets_it_and_stays_in_it()
    {
        await using var server = ChatServer.Start();
        using var browser = server.Browser();
        var home = await browser.Opens("/");

        var chosen = await browser.Opens(home.Page.QuerySelector("#languages a[lang=de]")!.GetAttribute("href")!);

        Assert.Equal((303, "/"), (chosen.Status, chosen.Header("Location")));
        Assert.Equal("de", (await browser.Opens("/r/general")).Attribute("html", "lang"));
        Assert.Equal("Hier ist nichts", (await browser.Opens("/nothing")).Text("h1"));
    }

    [Fact]
    public async Task Programs_are_told_in_English_what_went_wrong()
    {
        await using var server = ChatServer.Start();
        using var browser = server.Browser();
        browser.DefaultRequestHeaders.TryAddWithoutValidation("Accept-Language", "de");

        Assert.StartsWith("A room's name has", Detail(await browser.Opens("/api/room/!/messages")));
        Assert.Equal("This request came from a page of another site.", Detail(await browser.PostsFrom("https://elsewhere.example", "/api/room/x/messages", ("x", ""))));
        Assert.StartsWith("Ein Raumname hat", (await browser.Opens("/r/!")).Text("h1 + p"));

        static string Detail(Answer answer) => JsonDocument.Parse(answer.Body).RootElement.GetProperty("detail").GetString()!;
    }

    [Fact]
    public async Task What_htmx_is_told_is_in_the_language_of_the_page()
    {
        await using var server = ChatServer.Start();
        using var browser = server.Browser();
        browser.DefaultRequestHeaders.TryAddWithoutValidation("Accept-Language", "de");
        browser.DefaultRequestHeaders.Add("HX-Request", "true");

        var refused = await browser.Posts("/r/general/owner/settings", ("topic", "x"));

        Assert.Equal("Das kann nur, wer in diesem Raum moderiert oder ihn besitzt.", refused.Text("#notice span"));
    }

    [Fact]
    public async Task Readers_of_two_languages_in_one_room_each_get_theirs()
    {
        await using var server = ChatServer.Start();
        await using var ada = await Tab.OpenAsync(server.Url, "general", "Ada", language: "de");
        await using var bob = await Tab.OpenAsync(server.Url, "general", "Bob");

        await bob.Says("hello");
        await ada.Sees("hello");
        await bob.Sees("hello");
        await ada.Says(" ");
        await ada.Until(() => ada.Notices.Count > 0);

        Assert.Contains("Aktionen", ada.Frames.Single(frame => frame.Contains("hello")));
        Assert.Contains("Actions", bob.Frames.Single(frame => frame.Contains("hello")));
        Assert.Equal("Es gab nichts zu senden.", ada.Notices[0].Text);
    }

    [Fact]
    public async Task What_owners_do_each_reads_in_their_language_and_programs_in_English()
    {
        await using var server = ChatServer.Start();
        using var owner = server.Browser();
        using var german = server.Browser();
        german.DefaultRequestHeaders.TryAddWithoutValidation("Accept-Language", "de");
        await owner.Enters("Olga", "garden");
        var secret = (await owner.Opens("/r/garden")).Attribute("#new-link input", "value")![^64..];
        await owner.Posts($"/r/garden/key/{secret}");
        await using var ada = await Tab.OpenAsync(server.Url, "garden", "Ada", language: "de");
        await using var bob = await Tab.OpenAsync(server.Url, "garden", "Bob");

        await owner.Posts("/r/garden/owner/settings", ("topic", "<i>Tee"));
        const string InGerman = "Ein Besitzer hat das Thema auf „\u2068<i>Tee\u2069“ gesetzt.";
        const string InEnglish = "An owner set the topic to “\u2068<i>Tee\u2069”.";

        await ada.Sees(InGerman);
        await bob.Sees(InEnglish);
        var seq = ada.Log.Single(row => row.Text == InGerman).Seq;
        await owner.Says("garden", "and on");
        foreach (var page in (string[])["", $"?at={seq}", $"?before={seq + 1}"])
        {
            Assert.Contains(InGerman, (await german.Opens($"/r/garden{page}")).Log.Select(row => row.Text));
            Assert.Contains(InEnglish, (await owner.Opens($"/r/garden{page}")).Log.Select(row => row.Text));
        }

        Assert.Equal(InGerman, (await german.Opens("/r/garden/export.html")).Page.QuerySelector($"#m-{seq} .text")!.TextContent);
        Assert.Contains($"* {InEnglish}", (await german.Opens("/r/garden/export.txt")).Body);
        foreach (var json in (string[])["/r/garden/export.json", "/api/room/garden/messages"])
        {
            Assert.Contains(InEnglish, JsonDocument.Parse((await german.Opens(json)).Body).RootElement.EnumerateArray().Select(row => row.GetProperty("text").GetString()));
        }
    }
}
