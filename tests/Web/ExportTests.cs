using System.Text.Json;
using AngleSharp.Html.Parser;
using HtmxChat.Tests.Support;

namespace HtmxChat.Tests.Web;

/// <summary>A room as a file.</summary>
public sealed class ExportTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly ChatServer _server = shared.Server;
    private readonly string _room = SharedServer.NewRoom();

    [Fact]
    public async Task Every_message_is_in_it_once_and_in_order()
    {
        await using var tab = await Tab.OpenAsync(_server.Url, _room, "Ada");
        for (var i = 1; i <= 1203; i++)
        {
            await tab.Says($"number {i}");
            await tab.SeesRows(i - 50);
        }

        await tab.SeesRows(1203);
        var expected = Enumerable.Range(1, 1203).Select(i => (long)i).ToList();

        var json = JsonSerializer.Deserialize<ApiCalls.Message[]>(await Reads("json", "application/json"), ApiCalls.Json)!;
        Assert.Equal(expected, json.Select(message => message.Seq));
        Assert.Equal("number 1203", json[^1].Text);
        var text = (await Reads("txt", "text/plain")).TrimEnd('\n').Split('\n');
        Assert.Equal(expected, text.Select(line => long.Parse(line.Split(' ')[0])));
        Assert.EndsWith($"Z Ada ({tab.Log[0].Handle}): number 1203", text[^1]);
        var page = new HtmlParser().ParseDocument(await Reads("html", "text/html"));
        Assert.Equal(expected, page.QuerySelectorAll("ol > li").Select(row => long.Parse(row.GetAttribute("data-seq")!)));
        Assert.Equal("number 1203", page.QuerySelector("li:last-child .text")!.TextContent);
    }

    [Fact]
    public async Task What_was_deleted_is_not_in_it_and_no_text_passes_for_anything_else()
    {
        const string Hostile = "</pre><script>alert(1)</script>\n1 2026-01-01 00:00:00Z Bob (abcdef): forged";
        await using var tab = await Tab.OpenAsync(_server.Url, _room, "<b>Ada");
        await tab.Says("secret");
        await tab.Sees("secret");
        await tab.Deletes(1);
        await tab.SeesGone(1);
        await tab.Says(Hostile);
        await tab.SeesRows(2);

        foreach (var extension in (string[])["json", "txt", "html"])
        {
            Assert.DoesNotContain("secret", await Reads(extension));
        }

        var json = JsonSerializer.Deserialize<ApiCalls.Message[]>(await Reads("json"), ApiCalls.Json)!;
        Assert.Equal([(true, ""), (false, Hostile)], json.Select(message => (message.Deleted, message.Text)));
        Assert.Equal(2, (await Reads("txt")).Split('\n').Count(line => line.Length > 0 && char.IsAsciiDigit(line[0])));
        var page = new HtmlParser().ParseDocument(await Reads("html"));
        Assert.Empty(page.QuerySelectorAll("script"));
        Assert.Equal(("<b>Ada", Hostile), (page.QuerySelector("li:last-child b")!.TextContent, page.QuerySelector("li:last-child .text")!.TextContent));
    }

    [Fact]
    public async Task An_empty_room_is_an_empty_file()
    {
        Assert.Equal("[]", (await Reads("json")).Replace("\n", ""));
        Assert.Equal("", await Reads("txt"));
        Assert.Empty(new HtmlParser().ParseDocument(await Reads("html")).QuerySelectorAll("li"));
    }

    [Fact]
    public async Task The_file_is_named_after_a_public_room_and_not_after_a_private_one()
    {
        using var http = _server.Script();
        Assert.Equal($"attachment; filename=\"{_room}.json\"", (await http.Opens($"/r/{_room}/export.json")).Header("Content-Disposition"));
        Assert.Equal("attachment; filename=\"room.txt\"", (await http.Opens($"/r/{new string('a', 64)}/export.txt")).Header("Content-Disposition"));
        Assert.Equal(404, (await http.Opens($"/r/{_room}/export.exe")).Status);
    }

    private async Task<string> Reads(string extension, string? type = null)
    {
        using var http = _server.Script();
        using var answer = await http.GetAsync($"/r/{_room}/export.{extension}").Soon();
        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Equal(type ?? answer.Content.Headers.ContentType!.MediaType, answer.Content.Headers.ContentType!.MediaType);
        return await answer.Content.ReadAsStringAsync().Soon();
    }
}
