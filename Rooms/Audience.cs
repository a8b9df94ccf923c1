namespace HtmxChat.Rooms;

/// <summary>The readers of a room and what they are told at the end of a turn. Belongs to the room's loop.</summary>
/// <param name="frames">Renders what happened: for all once, and what concerns one reader for that one.</param>
internal sealed class Audience(IRoomFrames frames)
{
    private readonly HashSet<Member> _members = [];
    private readonly List<RoomEvent> _shared = [];

    /// <summary>Tells a reader what was missing; from now on it is told everything.</summary>
    public void Add(Member member, IReadOnlyList<RoomEvent> missing)
    {
        member.Outbox.PostBacklog(frames.Render(missing));
        _members.Add(member);
    }

    /// <summary>The reader is gone.</summary>
    public void Remove(Member member) => _members.Remove(member);

    /// <summary>To be told to everybody at the end of the turn.</summary>
    public void Share(RoomEvent happened) => _shared.Add(happened);

    /// <summary>Ends a turn: one frame to each reader who is told anything.</summary>
    public void Tell()
    {
        var shared = _shared.Count > 0 ? frames.Render(_shared) : null;
        _shared.Clear();
        foreach (var member in _members)
        {
            var frame = shared;
            if (member.Own.Count > 0)
            {
                var own = frames.Render(member.Own);
                member.Own.Clear();
                frame = shared is null ? own : Frame.Join(own, shared);
            }

            if (frame is not null)
            {
                member.Outbox.Post(frame);
            }
        }
    }

    /// <summary>Sends all readers away.</summary>
    public void Close(CloseReason reason)
    {
        foreach (var member in _members)
        {
            member.Outbox.Close(reason);
        }

        _members.Clear();
        _shared.Clear();
    }
}
