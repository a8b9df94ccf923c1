using System.Net.WebSockets;
using HtmxChat.Rooms;
using HtmxChat.Rooms.Sockets;
using HtmxChat.Tests.Support;

namespace HtmxChat.Tests.Rooms;

/// <summary>How a server that stops says good-bye to many.</summary>
public sealed class GoodByeTests
{
    private const int Tabs = 200;

    [Fact]
    public async Task Tabs_of_a_server_that_stops_are_sent_away_over_some_time_and_not_in_one_instant()
    {
        using var metrics = new RoomMetrics();
        await using var room = new TestRoom();
        var tabs = Enumerable.Range(0, Tabs).Select(_ => new SilentTab()).ToList();
        var runs = tabs.Select(tab => tab.Runs(room, metrics)).ToList();
        await room.Settles();
        Assert.Equal(Tabs, metrics.Connections);

        // What the room itself waits for since they came is over.
        room.Time.Advance(TimeSpan.FromMinutes(1));
        await room.Settles();
        Assert.Equal(0, room.Time.Alarms);

        room.Room.Close();
        // Each has an alarm for the end of its good-bye, and another for its beginning or, the odd one, nothing to wait for.
        await Bounded.Until(() => room.Time.Alarms + SentAway() == 2 * Tabs);
        Assert.InRange(SentAway(), 0, 5);

        // A millisecond for each tab, in any order.
        room.Time.Advance(TimeSpan.FromMilliseconds(Tabs / 2));
        await Bounded.Until(() => SentAway() >= Tabs / 4);
        Assert.InRange(SentAway(), Tabs / 4, Tabs * 3 / 4);

        room.Time.Advance(TimeSpan.FromMilliseconds(Tabs / 2));
        await Bounded.Until(() => SentAway() == Tabs);

        tabs.ForEach(tab => tab.Goes());
        await Task.WhenAll(runs).Soon();

        int SentAway() => tabs.Count(tab => tab.Code == 1012);
    }

    /// <summary>The stream under a socket whose client says nothing and sees only the good-bye.</summary>
    private sealed class SilentTab : MemoryStream
    {
        private readonly TaskCompletionSource<int> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _code;

        public int Code => Volatile.Read(ref _code);

        public void Goes() => _end.TrySetResult(0);

        public async Task Runs(TestRoom room, RoomMetrics metrics)
        {
            var stream = new FrameStream(this);
            using var socket = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true });
            var protocol = new PageProtocol(0, System.Net.IPAddress.Loopback, new RateLimiter(new LimitOptions(), room.Time), room.Frames);
            await new Connection(socket, stream, Rules.Tab("Ada").Person, protocol, new ChatOptions(), metrics, room.Time).RunAsync(room.Room);
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(_end.Task);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            // FIN and the opcode of a good-bye (RFC 6455 section 5.5.1).
            if (buffer.Span[0] == 0x88)
            {
                Volatile.Write(ref _code, buffer.Span[2] << 8 | buffer.Span[3]);
            }

            return ValueTask.CompletedTask;
        }
    }
}
