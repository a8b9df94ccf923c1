using System.Collections.Concurrent;
using HtmxChat.Tests.Support;
using Microsoft.Playwright;

namespace HtmxChat.Tests.Browser;

/// <summary>A private room's address stays in the browser that has it.</summary>
[Collection(nameof(Chromium))]
public sealed class PrivateRoomTests(Chromium chromium)
{
    [Fact]
    public async Task No_other_site_is_told_where_its_visitor_comes_from()
    {
        await using var server = ChatServer.Start();
        var asked = new ConcurrentQueue<IRequest>();
        await using var ada = await chromium.VisitorAsync(server.Url, cdn: route =>
        {
            asked.Enqueue(route.Request);
            return Chromium.ServeAsync(route);
        });
        await ada.Context.RouteAsync("https://elsewhere.example/**", route =>
        {
            asked.Enqueue(route.Request);
            return route.FulfillAsync(new() { Body = "elsewhere", ContentType = "text/plain" });
        });
        var page = await ada.OpensAsync("/");
        await page.GetByLabel("Your name").FillAsync("Ada");
        await page.GetByRole(AriaRole.Button, new() { Name = "New private room" }).ClickAsync();
        await page.IsLiveAsync();
        Assert.Matches("/r/[0-9a-f]{64}", page.Url);
        await page.SaysAsync("https://elsewhere.example/link");

        var opened = await ada.Context.RunAndWaitForPageAsync(() => page.Locator("#log .text a").ClickAsync());
        await opened.WaitForLoadStateAsync();
        Assert.Equal("https://elsewhere.example/link", opened.Url);
        Assert.True(await opened.EvaluateAsync<bool>("opener === null && document.referrer === ''"));

        Assert.Equal(3, asked.Count);
        foreach (var request in asked)
        {
            Assert.DoesNotContain("referer", (await request.AllHeadersAsync()).Keys);
        }
    }
}
