using System.Buffers.Binary;
using System.Threading.Channels;
using HtmxChat.Rooms;

namespace HtmxChat.Tests.Support;

/// <summary>The far end of an outbox: what is sent arrives as frames, and a send completes when its last frame is taken off.</summary>
internal sealed class Wire
{
    private readonly Channel<(Frame Frame, TaskCompletionSource? Send)> _arrived = Channel.CreateUnbounded<(Frame, TaskCompletionSource?)>();
    private readonly Dictionary<Frame, TaskCompletionSource> _last = [];

    public Wire(int limit, Action? closed = null, TaskScheduler? scheduler = null)
    {
        Outbox = new Outbox(limit, SendAsync) { Closed = closed };
        _ = Outbox.Completion.ContinueWith(_ => _arrived.Writer.TryComplete(), scheduler ?? TaskScheduler.Default);
    }

    public Outbox Outbox { get; }

    /// <summary>Each send completes at once.</summary>
    public bool KeepsUp { get; init; }

    /// <summary>Sends so far: one may carry several frames.</summary>
    public int Sends { get; private set; }

    /// <summary>The next frame; null when the outbox is closed and has sent all it will.</summary>
    public async Task<Frame?> NextAsync()
    {
        if (!await _arrived.Reader.WaitToReadAsync() || !_arrived.Reader.TryRead(out var arrived))
        {
            return null;
        }

        if (arrived.Send is not null)
        {
            _last.Add(arrived.Frame, arrived.Send);
        }

        return arrived.Frame;
    }

    /// <summary>Takes a frame off.</summary>
    public void Taken(Frame frame)
    {
        if (_last.Remove(frame, out var send))
        {
            send.SetResult();
        }
    }

    private ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        Sends++;
        var send = new TaskCompletionSource();
        for (var rest = bytes; rest.Length > 0;)
        {
            var (frame, length) = First(rest.Span);
            rest = rest[length..];
            _arrived.Writer.TryWrite((frame, rest.Length == 0 ? send : null));
        }

        return KeepsUp ? ValueTask.CompletedTask : new ValueTask(send.Task);
    }

    private static (Frame Frame, int Length) First(ReadOnlySpan<byte> bytes)
    {
        Assert.Equal(0x81, bytes[0]);
        var (header, length) = bytes[1] switch
        {
            127 => (10, (int)BinaryPrimitives.ReadUInt64BigEndian(bytes[2..])),
            126 => (4, BinaryPrimitives.ReadUInt16BigEndian(bytes[2..])),
            var small => (2, small),
        };
        return (new Frame(bytes.Slice(header, length)), header + length);
    }
}
