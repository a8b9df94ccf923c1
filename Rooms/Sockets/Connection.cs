using System.Buffers;
using System.Net.WebSockets;
using System.Text.Unicode;

namespace HtmxChat.Rooms.Sockets;

/// <summary>One browser tab's socket: a loop that reads it, an outbox that writes to it, and a good-bye.</summary>
public sealed class Connection
{
    // From the moment the outbox is closed: to send what is left, say good-bye and hear the answer.
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(2.5);

    private readonly WebSocket _socket;
    private readonly Member _member;
    private readonly IProtocol _protocol;
    private readonly RoomMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly TimeSpan _patience;
    private ITimer? _abort;

    /// <summary>Takes over an open socket.</summary>
    /// <param name="socket">The socket: reads, and answers the protocol's control frames.</param>
    /// <param name="stream">The stream under it, for frames.</param>
    /// <param name="person">Who holds the other end.</param>
    /// <param name="protocol">What is said over it.</param>
    /// <param name="options">The limits of one reader.</param>
    /// <param name="metrics">Counts sockets and slow readers.</param>
    /// <param name="time">Ends a good-bye that is not answered.</param>
    public Connection(
        WebSocket socket,
        FrameStream stream,
        Person person,
        IProtocol protocol,
        ChatOptions options,
        RoomMetrics metrics,
        TimeProvider time)
    {
        _socket = socket;
        _protocol = protocol;
        _metrics = metrics;
        _time = time;
        _member = new Member(
            person,
            new Outbox(options.OutboxBytes, bytes => stream.WriteAsync(bytes)) { Closed = AbortInTime },
            protocol.Frames);
        _patience = options.Limits.IdleTimeout;
        stream.Forbidden = _member.Outbox.Close;
    }

    /// <summary>Joins the room and completes when the socket is closed.</summary>
    /// <param name="room">The room to join.</param>
    public async Task RunAsync(Room room)
    {
        _metrics.ConnectionOpened();
        var closing = CloseAsync();
        using var patience = _protocol.HasJoined ? null : _time.CreateTimer(EndIfNotJoined, null, _patience, Timeout.InfiniteTimeSpan);
        try
        {
            if (await room.PostAsync(_protocol.Join(_member)))
            {
                await ReadAsync(room);
            }
            else
            {
                _member.Outbox.Close(CloseReason.Restart);
            }
        }
        finally
        {
            _member.Outbox.Close(CloseReason.Normal);
            await room.PostAsync(new RoomCommand.Leave(_member));
            await closing;
            _abort?.Dispose();
            _metrics.ConnectionClosed();
            if (_member.Outbox.Reason == CloseReason.TooSlow)
            {
                _metrics.SlowReader();
            }
        }
    }

    // Begun late, by another thread, it aborts what has ended.
    private void AbortInTime() =>
        _abort = _time.CreateTimer(static socket => ((WebSocket)socket!).Abort(), _socket, CloseTimeout, Timeout.InfiniteTimeSpan);

    private async Task ReadAsync(Room room)
    {
        try
        {
            while (true)
            {
                // An idle socket waits here and holds no buffer.
                var first = await _socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None);
                if (first.MessageType == WebSocketMessageType.Close || !await ReadMessageAsync(first, room))
                {
                    return;
                }
            }
        }
        catch (Exception lost) when (lost is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The client is gone, it broke the protocol and is told so, or the abort timer ended it.
        }
    }

    private void EndIfNotJoined(object? _)
    {
        if (!_protocol.HasJoined)
        {
            _member.Outbox.Close(CloseReason.Refused);
        }
    }

    // False when the client said good-bye. That it is text and how long it may be, the stream has seen to.
    private async ValueTask<bool> ReadMessageAsync(ValueWebSocketReceiveResult received, Room room)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(4096);
        try
        {
            var length = 0;
            while (!received.EndOfMessage)
            {
                if (length == buffer.Length)
                {
                    var larger = ArrayPool<byte>.Shared.Rent(length * 2);
                    buffer.AsSpan().CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }

                received = await _socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
                if (received.MessageType == WebSocketMessageType.Close)
                {
                    return false;
                }

                length += received.Count;
            }

            // The protocol's own check misses half a letter before an empty last fragment.
            if (!Utf8.IsValid(buffer.AsSpan(0, length)))
            {
                _member.Outbox.Close(CloseReason.NotUtf8);
            }

            // What comes after the outbox was closed is read away until the client's good-bye.
            if (_member.Outbox.Reason == CloseReason.None)
            {
                await TakeAsync(buffer.AsMemory(0, length), room);
            }

            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // Ping before any parsing, limiter or queue, so that it works while the room is busy or blocked.
    private ValueTask<bool> TakeAsync(ReadOnlyMemory<byte> text, Room room) => ClientFrame.IsPing(text.Span)
        ? ValueTask.FromResult(_member.Outbox.Post(Frame.Pong))
        : _protocol.TakeAsync(text, _member, room);

    // A thousand tabs that are told good-bye in one instant come back in one instant: a millisecond for each, up to 1.5 s in all.
    private TimeSpan Spread() => TimeSpan.FromMilliseconds(Random.Shared.NextDouble() * Math.Min(_metrics.Connections, 1500));

    private async Task CloseAsync()
    {
        await _member.Outbox.Completion;
        try
        {
            if (_member.Outbox.Reason == CloseReason.Restart)
            {
                await Task.Delay(Spread(), _time);
            }

            await _socket.CloseOutputAsync((WebSocketCloseStatus)_member.Outbox.Reason, null, CancellationToken.None);
        }
        catch (Exception lost) when (lost is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // The reading loop sees the same loss and ends the connection.
        }
    }
}
