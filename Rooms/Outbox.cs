using System.Threading.Channels;

namespace HtmxChat.Rooms;

/// <summary>What waits to be sent to one reader, bounded in bytes. A room posts to it and never waits;
/// the reader's connection empties it. Full means closed: a reader that does not read costs only itself.</summary>
/// <param name="limit">Bytes that may wait before the next frame closes it.</param>
public sealed class Outbox(int limit)
{
    // The count is bounded by the bytes, and TryWrite to an unbounded channel never blocks the room.
    private readonly Channel<Frame> _frames = Channel.CreateUnbounded<Frame>(new() { SingleReader = true });
    private long _waiting;
    private Frame? _backlog;
    private int _reason;

    /// <summary>Bytes that may wait before the next frame closes it.</summary>
    public int Limit => limit;

    /// <summary>Why it was closed, or <see cref="CloseReason.None"/>.</summary>
    public CloseReason Reason => (CloseReason)Volatile.Read(ref _reason);

    /// <summary>Runs once when the outbox is closed, on the closer's thread: it must not block.</summary>
    public Action? Closed { get; init; }

    /// <summary>Takes a frame to be sent. False if the outbox is closed, which it also becomes if too much is waiting already.</summary>
    public bool Post(Frame frame) => Volatile.Read(ref _waiting) > limit ? Overflow() : Enqueue(frame);

    /// <summary>Takes the answer to a join. It is bounded by the replay limit and does not count as waiting,
    /// so that a long absence is not taken for slow reading. Once per outbox.</summary>
    public bool PostBacklog(Frame frame)
    {
        _backlog = frame;
        return _frames.Writer.TryWrite(frame);
    }

    /// <summary>Closes it; the first reason stays. What was posted before is still sent, except when the reader is too slow.</summary>
    public void Close(CloseReason reason)
    {
        if (Interlocked.CompareExchange(ref _reason, (int)reason, (int)CloseReason.None) == (int)CloseReason.None)
        {
            _frames.Writer.TryComplete();
            Closed?.Invoke();
        }
    }

    /// <summary>The next frame to send, or null when the outbox is closed and nothing is left to send.</summary>
    public async ValueTask<Frame?> NextAsync()
    {
        while (Reason != CloseReason.TooSlow && await _frames.Reader.WaitToReadAsync())
        {
            if (_frames.Reader.TryRead(out var frame))
            {
                return frame;
            }
        }

        return null;
    }

    /// <summary>Counts a frame as sent.</summary>
    public void Sent(Frame frame)
    {
        if (ReferenceEquals(frame, _backlog))
        {
            _backlog = null;
        }
        else
        {
            Interlocked.Add(ref _waiting, -frame.Length);
        }
    }

    private bool Enqueue(Frame frame)
    {
        Interlocked.Add(ref _waiting, frame.Length);
        return _frames.Writer.TryWrite(frame);
    }

    private bool Overflow()
    {
        Close(CloseReason.TooSlow);
        return false;
    }
}
