using System.Buffers;

namespace HtmxChat.Rooms;

/// <summary>What is sent to one reader, bounded in bytes. A room posts to it and never waits: a frame for a reader who keeps up is
/// handed on at once, without a task or a queue; while a send is on its way frames wait, and go out together as one when it is done.
/// Too much waiting means closed: a reader that does not read costs only itself.</summary>
/// <param name="limit">Bytes that may wait or be on their way before the next frame closes it.</param>
/// <param name="send">Sends bytes of whole frames. Called again only when the last call has completed.</param>
public sealed class Outbox(int limit, Func<ReadOnlyMemory<byte>, ValueTask> send)
{
    // One send takes in more frames up to here.
    private const int JoinedBytes = 64 * 1024;

    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Queue<(Frame Frame, int Counted)>? _queue;
    private long _waiting;
    private bool _isSending;
    private int _reason;

    /// <summary>Bytes that may wait before the next frame closes it.</summary>
    public int Limit => limit;

    /// <summary>Why it was closed, or <see cref="CloseReason.None"/>.</summary>
    public CloseReason Reason => (CloseReason)Volatile.Read(ref _reason);

    /// <summary>Completes when the outbox is closed and everything is sent that will be.</summary>
    public Task Completion => _completion.Task;

    /// <summary>Runs once when the outbox is closed, on the closer's thread: it must not block.</summary>
    public Action? Closed { get; init; }

    /// <summary>Takes a frame to be sent. False if the outbox is closed, which it also becomes if too much is waiting already.</summary>
    public bool Post(Frame frame) => Post(frame, frame.Bytes.Length);

    /// <summary>Takes the answer to a join. It is bounded by the replay limit and does not count as waiting,
    /// so that a long absence is not taken for slow reading.</summary>
    public bool PostBacklog(Frame frame) => Post(frame, counted: 0);

    /// <summary>Closes it; the first reason stays. What was posted before is still sent, except when the reader is too slow.</summary>
    public void Close(CloseReason reason)
    {
        lock (_gate)
        {
            if (Reason != CloseReason.None)
            {
                return;
            }

            Volatile.Write(ref _reason, (int)reason);
            if (reason == CloseReason.TooSlow)
            {
                _queue = null;
            }

            if (!_isSending || reason == CloseReason.TooSlow)
            {
                _completion.TrySetResult();
            }
        }

        Closed?.Invoke();
    }

    private bool Post(Frame frame, int counted)
    {
        if (frame.Bytes.IsEmpty)
        {
            return Reason == CloseReason.None;
        }

        lock (_gate)
        {
            if (Reason != CloseReason.None)
            {
                return false;
            }

            if (_waiting <= limit)
            {
                _waiting += counted;
                if (_isSending)
                {
                    (_queue ??= new()).Enqueue((frame, counted));
                    return true;
                }

                _isSending = true;
            }
            else
            {
                counted = -1;
            }
        }

        if (counted < 0)
        {
            Close(CloseReason.TooSlow);
            return false;
        }

        Send(frame.Bytes, counted, joined: null);
        return true;
    }

    // Without a task or any other allocation for a reader who keeps up.
    private void Send(ReadOnlyMemory<byte> bytes, int counted, byte[]? joined)
    {
        try
        {
            do
            {
                var sending = send(bytes);
                if (!sending.IsCompletedSuccessfully)
                {
                    _ = SendRestAsync(sending, counted, joined);
                    return;
                }

                sending.GetAwaiter().GetResult();
            }
            while (TakeNext(ref counted, ref joined, out bytes));
        }
        catch (Exception)
        {
            Lose();
        }
    }

    private async Task SendRestAsync(ValueTask sending, int counted, byte[]? joined)
    {
        try
        {
            await sending;
        }
        catch (Exception)
        {
            // Whatever ended the socket: its reading end tells the same.
            Lose();
            return;
        }

        if (TakeNext(ref counted, ref joined, out var bytes))
        {
            Send(bytes, counted, joined);
        }
    }

    // Counts what was sent, and takes out what waits, joined if it is more than one frame. False if nothing does.
    private bool TakeNext(ref int counted, ref byte[]? joined, out ReadOnlyMemory<byte> bytes)
    {
        lock (_gate)
        {
            _waiting -= counted;
            if (_queue is not { Count: > 0 })
            {
                bytes = default;
                _queue = null;
                _isSending = false;
                Return(ref joined);
                if (Reason != CloseReason.None)
                {
                    _completion.TrySetResult();
                }

                return false;
            }

            (var frame, counted) = _queue.Dequeue();
            bytes = frame.Bytes;
            if (_queue.Count > 0 && bytes.Length < JoinedBytes)
            {
                joined ??= ArrayPool<byte>.Shared.Rent(JoinedBytes);
                bytes.CopyTo(joined);
                var length = bytes.Length;
                while (_queue.TryPeek(out var next) && length + next.Frame.Bytes.Length <= JoinedBytes)
                {
                    _queue.Dequeue();
                    next.Frame.Bytes.CopyTo(joined.AsMemory(length));
                    length += next.Frame.Bytes.Length;
                    counted += next.Counted;
                }

                bytes = joined.AsMemory(0, length);
            }

            return true;
        }
    }

    private static void Return(ref byte[]? joined)
    {
        if (joined is not null)
        {
            ArrayPool<byte>.Shared.Return(joined);
            joined = null;
        }
    }

    private void Lose()
    {
        Close(CloseReason.Normal);
        lock (_gate)
        {
            _queue = null;
            _completion.TrySetResult();
        }
    }
}
