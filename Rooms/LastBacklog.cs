namespace HtmxChat.Rooms;

/// <summary>The last answer to a join, since tabs that come back all at once have missed the same: read and rendered once for all of them.
/// Held weakly: it is gone when the memory is wanted. Belongs to the room's loop.</summary>
internal sealed class LastBacklog
{
    private readonly WeakReference<Frame> _frame = new(null!);
    private (long After, long Rev, IRoomFrames? Format) _key;

    /// <summary>What whoever has rev <paramref name="after"/> is missing at <paramref name="rev"/>, or null if that was not the last answer.</summary>
    public Frame? Find(long after, long rev, IRoomFrames? format) =>
        _key == (after, rev, format) && _frame.TryGetTarget(out var frame) ? frame : null;

    /// <summary>Remembers an answer.</summary>
    public void Keep(long after, long rev, IRoomFrames? format, Frame frame)
    {
        _key = (after, rev, format);
        _frame.SetTarget(frame);
    }
}
