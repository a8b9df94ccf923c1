using HtmxChat.Rooms;
using HtmxChat.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace HtmxChat.Tests.Faults;

/// <summary>Rooms that were touched and left.</summary>
[Collection(Load.Collection)]
public sealed class QuietRoomTests(ITestOutputHelper output)
{
    private ChatServer _server = null!;
    private string _cookie = "";

    [Fact]
    public async Task Rooms_touched_and_left_leave_memory()
    {
        await using var server = _server = ChatServer.Start();
        _cookie = await Tab.CookieOf(server.Url, "Ada");
        var rooms = server.Services.GetRequiredService<RoomRegistry>();
        await Touches("warm", 200);
        await Bounded.Until(() => rooms.Count == 0);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        var count = Load.Of(500, 10_000);
        await Touches("room", count);

        await Bounded.Until(() => rooms.Count == 0);
        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        output.WriteLine($"{count} rooms touched and left: {grown / 1024.0:0} KiB more than before");
        // A room that stayed would cost several KiB.
        Assert.True(!Load.IsLong || grown < count * 1024L, $"{grown} bytes");
    }

    [Fact]
    public async Task A_room_with_a_reader_stays_until_the_reader_leaves()
    {
        await using var server = ChatServer.Start();
        var rooms = server.Services.GetRequiredService<RoomRegistry>();
        await using var ada = await Tab.OpenAsync(server.Url, "general", "Ada");
        await ada.Pings();
        Assert.Equal(1, rooms.Count);

        await ada.Leaves();

        await Bounded.Until(() => rooms.Count == 0);
    }

    // One message each, in every tenth by a socket.
    private async Task Touches(string name, int count)
    {
        using var form = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = _server.Url };
        form.DefaultRequestHeaders.Add("Cookie", _cookie);
        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (number, _) =>
        {
            var room = $"{name}-{number}";
            if (number % 10 > 0)
            {
                Assert.Equal(303, (await form.Says(room, "hello")).Status);
                return;
            }

            await using var tab = await Tab.OpenAsync(_server.Url, room, cookie: _cookie);
            await tab.IsAcknowledged(await tab.Says("hello"));
            await tab.Leaves();
        }).WaitAsync(Load.Patience);
    }
}
