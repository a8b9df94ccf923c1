using System.Diagnostics;
using HtmxChat.Tests.Support;

namespace HtmxChat.Tests.Faults;

/// <summary>A commit is held up while many in many rooms wait for it.</summary>
[Collection(Load.Collection)]
public sealed class HeldCommitTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Nobody_in_any_room_sees_anything_before_it_is_kept_and_pings_are_answered()
    {
        HistoryAround history = null!;
        await using var server = ChatServer.Start(history: store => history = new HistoryAround(store));
        using var browser = server.Browser();
        await browser.Enters("Eve");
        var rooms = Enumerable.Range(0, 4).Select(room => $"room-{room}").ToList();
        var tabs = new Dictionary<string, List<Tab>>();
        foreach (var room in rooms)
        {
            tabs[room] = [.. await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Tab.OpenAsync(server.Url, room, $"Person {i}")))];
        }

        var everybody = tabs.Values.SelectMany(room => room).ToList();
        await Task.WhenAll(everybody.Select(tab => tab.Pings()));
        var commit = new Gate();
        history.BeforeAppend = commit.Pass;

        foreach (var room in rooms)
        {
            await tabs[room][0].Says("by socket", $"c-{room}");
        }

        await commit.Reached;
        var posting = rooms.Select(room => browser.Says(room, "by form")).ToList();
        List<TimeSpan> pongs = [];
        foreach (var tab in everybody)
        {
            var started = Stopwatch.GetTimestamp();
            await tab.Pings();
            pongs.Add(Stopwatch.GetElapsedTime(started));
        }

        try
        {
            output.WriteLine($"the slowest of {pongs.Count} pongs after {pongs.Max().TotalMilliseconds:0.0} ms (meant to be under 50)");
            Assert.All(everybody, tab => Assert.Empty(tab.Log));
            Assert.All(everybody, tab => Assert.Empty(tab.Acknowledged));
            Assert.DoesNotContain(posting, post => post.IsCompleted);
            foreach (var room in rooms)
            {
                Assert.Empty((await browser.Opens($"/r/{room}")).Log);
            }
        }
        finally
        {
            commit.Open();
        }

        await Task.WhenAll(everybody.Select(tab => tab.SeesRows(2)));
        Assert.All(await Task.WhenAll(posting), answer => Assert.Equal(303, answer.Status));
        Assert.All(everybody, tab => Assert.Equal(["by socket", "by form"], tab.Log.Select(row => row.Text)));
        foreach (var tab in everybody)
        {
            await tab.DisposeAsync();
        }
    }
}
