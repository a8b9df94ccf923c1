using System.Diagnostics;
using HtmxChat.Tests.Support;

namespace HtmxChat.Tests.Web;

/// <summary>Nobody learns of a private room but from its link: a room that was made looks to others like one that never was.</summary>
public sealed class PrivateRoomTests
{
    [Fact]
    public async Task A_room_that_was_made_is_answered_like_one_that_was_not()
    {
        await using var server = ChatServer.Start();
        using var maker = server.Browser();
        using var stranger = server.Browser();
        await stranger.Enters("Mallory");
        foreach (var path in (string[])["", "?before=7", "?edit=1", "?at=1", "/live", "/search?q=x", "/nothing", "/export.json", "/export.txt", "/export.html"])
        {
            var (made, unknown) = (await Made(maker), Unknown());
            var (there, nowhere) = (await stranger.Opens($"/r/{made}{path}"), await stranger.Opens($"/r/{unknown}{path}"));
            Assert.Equal((nowhere.Status, nowhere.Body.Length), (there.Status, there.Body.Length));
            Assert.Equal(nowhere.Header("Cache-Control"), there.Header("Cache-Control"));
            Assert.Equal(nowhere.Cookies.Count, there.Cookies.Count);
        }

        foreach (var path in (string[])["/messages", "/messages?after=1", "/messages?after_rev=1", "/websocket"])
        {
            var (made, unknown) = (await Made(maker), Unknown());
            var (there, nowhere) = (await stranger.Opens($"/api/room/{made}{path}"), await stranger.Opens($"/api/room/{unknown}{path}"));
            Assert.Equal((nowhere.Status, nowhere.Body.Length), (there.Status, there.Body.Length));
        }

        Assert.Equal((await stranger.AsksToOpen(Unknown())).Status, (await stranger.AsksToOpen(await Made(maker))).Status);
        foreach (var action in (string[])["messages/1/edit", "messages/1/delete"])
        {
            var there = await stranger.Posts($"/r/{await Made(maker)}/{action}", ("text", "x"));
            var nowhere = await stranger.Posts($"/r/{Unknown()}/{action}", ("text", "x"));
            Assert.Equal((nowhere.Status, nowhere.Notice, nowhere.Body.Length), (there.Status, there.Notice, there.Body.Length));
        }
    }

    [Fact]
    public async Task It_takes_no_longer_to_be_told_of_one_than_of_the_other()
    {
        const int Pairs = 300;
        await using var server = ChatServer.Start();
        using var maker = server.Browser();
        using var stranger = server.Browser();
        await stranger.Enters("Mallory");
        var random = new Random(1);
        List<TimeSpan> there = [], nowhere = [];
        for (var pair = -50; pair < Pairs; pair++)
        {
            // Each pair in one breath and in any order: what else the machine does meets both.
            var (made, unknown) = (await Made(maker), Unknown());
            if (random.Next(2) == 0)
            {
                there.Add(await Takes(stranger, made));
                nowhere.Add(await Takes(stranger, unknown));
            }
            else
            {
                nowhere.Add(await Takes(stranger, unknown));
                there.Add(await Takes(stranger, made));
            }
        }

        var ratio = Median(there) / Median(nowhere);
        TestContext.Current.TestOutputHelper?.WriteLine($"a room that was made takes {ratio:0.00} of the time");
        Assert.InRange(ratio, 0.7, 1.4);

        static TimeSpan Median(List<TimeSpan> times) => times.Skip(50).Order().ElementAt(Pairs / 2);
    }

    private static async Task<TimeSpan> Takes(HttpClient browser, string room)
    {
        var started = Stopwatch.GetTimestamp();
        using var answer = await browser.GetAsync($"/r/{room}").Soon();
        return Stopwatch.GetElapsedTime(started);
    }

    private static async Task<string> Made(HttpClient browser) => (await browser.Posts("/rooms")).Header("Location")!["/r/".Length..][..64];

    private static string Unknown() => System.Security.Cryptography.RandomNumberGenerator.GetHexString(64, lowercase: true);
}
