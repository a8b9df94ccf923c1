using HtmxChat.Tests.Faults;
using HtmxChat.Tests.Support;
using Microsoft.Playwright;

namespace HtmxChat.Tests.Browser;

/// <summary>A real page behind a network that cuts its connections at any byte.</summary>
[Collection(nameof(Chromium))]
public sealed class CutTests(Chromium chromium)
{
    private const int Messages = 150;

    [Fact]
    public async Task Whatever_is_cut_the_page_shows_in_the_end_what_the_table_has()
    {
        using var data = new TempFolder();
        await using var server = ChatServer.Start(data.Path);
        await using var proxy = new CuttingProxy(server.Url, seed: 7);
        await using var bob = await chromium.VisitorAsync(proxy.Url);
        var cookie = (await Tab.CookieOf(server.Url, "Bob")).Split('=', 2);
        await bob.Context.AddCookiesAsync([new() { Name = cookie[0], Value = cookie[1], Url = proxy.Url.ToString() }]);
        var page = await OpensThroughCutsAsync(bob);
        await using var ada = await Tab.OpenAsync(server.Url, "general", "Ada");

        for (var said = 1; said <= Messages; said++)
        {
            await ada.Says($"number {said} ".PadRight(900, 'x'));
            await ada.SeesRows(said);
            if (said % 10 == 0)
            {
                await page.SaysAsync($"Bob's after {said}");
                await ada.Sees($"Bob's after {said}");
                await ada.Edits(ada.Log[^3].Seq, $"edited after {said}");
                await ada.Deletes(ada.Log[^5].Seq);
            }
        }

        await ada.Says("the end");
        await page.SeesAsync("the end");
        await page.SeesNothingPendingAsync();

        var shown = await page.Locator("#log > li").EvaluateAllAsync<string[]>("rows => rows.map(row => row.dataset.seq + ' ' + (row.querySelector('.text')?.textContent ?? ''))");
        Assert.Equal(StoredRows.Of(data.Path, "general").Select(row => $"{row.Seq} {row.Text}"), shown);
        Assert.True(proxy.Cuts > 5, $"only {proxy.Cuts} cuts");
    }

    // A page may be cut before it is whole: then a person loads it again.
    private static async Task<IPage> OpensThroughCutsAsync(Visitor visitor)
    {
        for (var attempt = 1; ; attempt++)
        {
            IPage? page = null;
            try
            {
                page = await visitor.OpensAsync("/r/general");
                await Assertions.Expect(page.Locator("#state")).ToHaveTextAsync("Live", new() { Timeout = 3000 });
                return page;
            }
            catch (PlaywrightException) when (attempt < 20)
            {
                await (page?.CloseAsync() ?? Task.CompletedTask);
            }
        }
    }
}
