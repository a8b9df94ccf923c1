using System.Net;
using System.Net.WebSockets;
using HtmxChat.Rooms;
using HtmxChat.Rooms.Sockets;
using HtmxChat.Tests.Support;

namespace HtmxChat.Tests.Rooms;

/// <summary>What the pings of a socket that is otherwise silent cost.</summary>
public sealed class PingCostTests
{
    private const int Pings = 10_000;

    // FIN and text, masked with zeros, four bytes of payload (RFC 6455 section 5.2).
    private static readonly byte[] Ping = [0x81, 0x84, 0, 0, 0, 0, .. "ping"u8];

    [Fact]
    public async Task A_ping_is_answered_with_little_memory_and_none_is_kept()
    {
        using var metrics = new RoomMetrics();
        await using var room = new TestRoom();
        var tab = new PingingTab();
        var stream = new FrameStream(tab);
        using var socket = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true });
        var protocol = new PageProtocol(0, IPAddress.Loopback, new RateLimiter(new LimitOptions(), room.Time), room.Frames);
        var connection = new Connection(socket, stream, Rules.Tab("Ada").Person, protocol, new ChatOptions(), metrics, room.Time);

        // All pings are there, so the reading never leaves this thread.
        var before = GC.GetAllocatedBytesForCurrentThread();
        var run = connection.RunAsync(room.Room);
        var each = (GC.GetAllocatedBytesForCurrentThread() - before) / Pings;

        // Those that met the room's own frame wait for it on the room's thread, and go out as one.
        await Bounded.Until(() => tab.Pongs == Pings);
        // Built for debugging an asynchronous method that runs is an object: 336 bytes in all, and none when built for release.
        Assert.InRange(each, 0, 400);
        tab.Goes();
        await run.Soon();
    }

    private sealed class PingingTab : MemoryStream
    {
        private readonly TaskCompletionSource<int> _end = new();
        private int _read;

        public int Pongs { get; private set; }

        public void Goes() => _end.TrySetResult(0);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_read == Pings * Ping.Length)
            {
                return new(_end.Task);
            }

            var count = Math.Min(buffer.Length, Ping.Length - _read % Ping.Length);
            Ping.AsSpan(_read % Ping.Length, count).CopyTo(buffer.Span);
            _read += count;
            return new(count);
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Pongs += buffer.Span.Count(Frame.Pong.Bytes.Span);
            return ValueTask.CompletedTask;
        }
    }
}
