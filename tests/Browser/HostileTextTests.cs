using HtmxChat.Rooms;
using HtmxChat.Tests.Support;
using Microsoft.Playwright;

namespace HtmxChat.Tests.Browser;

/// <summary>In a real browser: of all that people may type nothing runs, nothing is reported, and what is shown is what was typed.</summary>
[Collection(nameof(Chromium))]
public sealed class HostileTextTests(Chromium chromium)
{
    [Fact]
    public async Task Live_on_the_page_edited_and_refused_each_is_its_own_text()
    {
        await using var server = ChatServer.Start(settings: ("Chat:MaxMessageLength", "1500"));
        await using var ada = await Tab.OpenAsync(server.Url, "general", "Ada");
        await using var bob = await chromium.VisitorAsync(server.Url);
        await bob.Context.AddInitScriptAsync("window.ran = () => console.error('ran')");
        var page = await bob.OpensAsync("/r/general");
        await page.IsLiveAsync();
        var texts = HostileTexts.All;

        foreach (var text in texts)
        {
            await ada.Says(text);
        }

        await IsShown(page, texts, from: texts.Length);
        // Every fourth, so that a slow machine is in time too; the others are edited in Web/HostileTextTests.
        var turned = texts.ToArray();
        for (var seq = texts.Length; seq > 0; seq -= 4)
        {
            turned[seq - 1] = texts[texts.Length - seq];
            await ada.Edits(seq, turned[seq - 1]);
            await ada.Until(() => ada.Replaced.Exists(row => row.Seq == seq));
        }

        await page.WaitForFunctionAsync("count => document.querySelectorAll('#log .edited').length === count", (await page.Locator("#log li").CountAsync() + 3) / 4);
        await IsShown(page, turned, from: texts.Length);
        await page.ReloadAsync(new() { WaitUntil = WaitUntilState.Commit });
        await page.IsLiveAsync();
        await IsShown(page, turned, from: texts.Length);
        await page.GotoAsync($"/r/general?before={texts.Length / 2}");
        await IsShown(page, turned, from: texts.Length / 2 - 1);

        // As names, in rows and in the roster.
        page = await bob.EntersAsync("names", "Bob");
        var names = texts.Select(text => PersonName.TryParse(text.Length > 32 ? text[..32] : text, out var name) ? name : null).OfType<string>().Distinct().Take(30).ToList();
        foreach (var name in names)
        {
            await using var tab = await Tab.OpenAsync(server.Url, "names", name);
            await tab.Says("here");
            await tab.Sees("here");
        }

        await Assertions.Expect(page.Locator("#log li")).ToHaveCountAsync(names.Count);
        Assert.Equal(names, await page.Locator("#log .name").EvaluateAllAsync<string[]>("names => names.map(name => name.textContent)"));
        await Assertions.Expect(page.Locator("#roster .name")).ToHaveTextAsync(["Bob", .. names.Select(name => name.Trim())]);

        // Too long: back in the box.
        foreach (var text in texts.Where(text => text.Length is > 1 and < 60 && !text.Contains('\n')).Take(15))
        {
            var typed = text + new string('x', 1500);
            await page.SaysAsync(typed);
            await Assertions.Expect(page.Locator("#notice")).ToContainTextAsync("1500");
            await Assertions.Expect(page.Locator("#text")).ToHaveValueAsync(typed);
        }

        Assert.Empty(bob.Complaints);
        Assert.Equal(page.Url, new Uri(server.Url, "/r/names").ToString());
    }

    // Each row that is on the page, of those up to the last one, has the text that was typed, as text.
    private static async Task IsShown(IPage page, string[] texts, int from)
    {
        await page.WaitForFunctionAsync("seq => document.getElementById(`m-${seq}`)", from);
        var rows = await page.Locator("#log li").EvaluateAllAsync<string[]>(
            "rows => rows.map(row => row.dataset.seq + ' ' + (row.querySelector('.text').dataset.source ?? row.querySelector('.text').textContent))");
        Assert.True(rows.Length >= Math.Min(100, from));
        Assert.Equal(Enumerable.Range(from - rows.Length + 1, rows.Length).Select(seq => $"{seq} {texts[seq - 1]}"), rows);
        Assert.Equal(0, await page.Locator("#log :is(script, img, svg, iframe, style, form, input, template, [hx-get], [onerror], [onload])").CountAsync());
    }
}
