namespace HtmxChat.Rooms;

/// <summary>One reader of a room: a person in one browser tab. The room holds its outbox and knows nothing of its socket.</summary>
/// <param name="person">Who reads.</param>
/// <param name="outbox">Where the room puts what this reader is to see.</param>
/// <param name="format">How it is told; null for the room's own way.</param>
public sealed class Member(Person person, Outbox outbox, IRoomFrames? format = null)
{
    private List<Frame>? _kept;
    private int _keptBytes;

    /// <summary>Who reads, as known when the tab was opened.</summary>
    public Person Person { get; } = person;

    /// <summary>What waits to be sent to this tab.</summary>
    public Outbox Outbox { get; } = outbox;

    /// <summary>How it is told; null for the room's own way.</summary>
    public IRoomFrames? Format { get; } = format;

    /// <summary>What this tab alone is told at the end of the turn. Belongs to the room's loop.</summary>
    internal List<RoomEvent> Own { get; } = [];

    /// <summary>Keeps this frame, and what the reader is told from now on, until it may be sent; of that no more than its outbox takes. Belongs to the room's loop.</summary>
    internal void Keep(Frame backlog) => _kept = [backlog];

    /// <summary>Sends what was kept. Belongs to the room's loop.</summary>
    internal void Release()
    {
        if (_kept is [var backlog, .. var later])
        {
            _kept = null;
            Outbox.PostBacklog(backlog);
            later.ForEach(Tell);
        }
    }

    /// <summary>Tells the reader, unless the frame is empty. Belongs to the room's loop.</summary>
    internal void Tell(Frame frame)
    {
        if (frame.Bytes.Length == 0)
        {
            return;
        }

        if (_kept is null)
        {
            Outbox.Post(frame);
            return;
        }

        _kept.Add(frame);
        _keptBytes += frame.Bytes.Length;
        if (_keptBytes > Outbox.Limit)
        {
            _kept.Clear();
            Outbox.Close(CloseReason.TooSlow);
        }
    }
}
