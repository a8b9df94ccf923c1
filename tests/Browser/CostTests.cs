using HtmxChat.Tests.Support;

namespace HtmxChat.Tests.Browser;

/// <summary>What live messages cost the browser, in what can be counted whatever else the machine does.</summary>
[Collection(nameof(Chromium))]
public sealed class CostTests(Chromium chromium)
{
    [Fact]
    public async Task A_frame_of_messages_is_laid_out_once_touches_no_row_above_and_leaves_nothing_behind()
    {
        await using var server = ChatServer.Start();
        await using var ada = await chromium.VisitorAsync(server.Url);
        await using var bob = await Tab.OpenAsync(server.Url, "general", "Bob");
        var page = await ada.EntersAsync("general", "Ada");
        await page.EvaluateAsync("window.frames_ = 0; document.addEventListener('htmx:ws:after:message:incoming', () => { frames_++; })");
        var tools = await page.Context.NewCDPSessionAsync(page);
        await tools.SendAsync("Performance.enable");

        await Say(1, 400);
        var before = await MeasureAsync();
        await Say(401, 1000);
        var after = await MeasureAsync();

        Assert.InRange(await page.Locator("li[data-seq]").CountAsync(), 200, 300);
        Assert.InRange(after.Layouts - before.Layouts, 1, after.Frames - before.Frames + 3);
        // The log was cut some five times, and each time something might have been left: not one listener more, and at most
        // the nodes by which the log may be longer now (a row has 21).
        Assert.InRange(after.Listeners, 1, before.Listeners);
        Assert.InRange(after.Nodes - before.Nodes, -100_000, 100 * 25);
        Assert.Empty(ada.Complaints);

        async Task Say(int first, int last)
        {
            for (var i = first; i <= last; i++)
            {
                await bob.Says($"message {i}");
            }

            // Looking for a text would itself have the page laid out.
            await page.EvaluateAsync(
                "seq => new Promise(done => { const look = () => document.querySelector(`#m-${seq}`) ? done() : setTimeout(look, 20); look(); })",
                last);
        }

        async Task<(int Layouts, int Frames, int Listeners, int Nodes)> MeasureAsync()
        {
            await tools.SendAsync("HeapProfiler.collectGarbage");
            var metrics = (await tools.SendAsync("Performance.getMetrics"))!.Value.GetProperty("metrics").EnumerateArray()
                .ToDictionary(metric => metric.GetProperty("name").GetString()!, metric => (int)metric.GetProperty("value").GetDouble());
            return (metrics["LayoutCount"], await page.EvaluateAsync<int>("frames_"), metrics["JSEventListeners"], metrics["Nodes"]);
        }
    }
}
