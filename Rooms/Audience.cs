namespace HtmxChat.Rooms;

/// <summary>The readers of a room and what they are told at the end of a turn. Belongs to the room's loop.</summary>
/// <param name="frames">The room's own format: renders what happened, for all once, and what concerns one reader for that one.</param>
internal sealed class Audience(IRoomFrames frames)
{
    private readonly Dictionary<IRoomFrames, HashSet<Member>> _members = [];
    private readonly List<Member> _admitted = [];
    private readonly List<RoomEvent> _shared = [];

    /// <summary>What happened in the words of this reader, and of all who have the same format.</summary>
    public Frame Render(Member member, IReadOnlyList<RoomEvent> events) => FormatOf(member).Render(events);

    /// <summary>Tells a reader what was missing, and who is here; from now on it is told everything.</summary>
    public void Add(Member member, Frame missing, RoomEvent.RosterChanged roster)
    {
        member.Outbox.PostBacklog(Frame.Join(missing, Render(member, [roster])));
        MembersLike(member).Add(member);
    }

    /// <summary>Keeps for a reader what was missing and everything from now on, until it is admitted.</summary>
    public void Keep(Member member, IReadOnlyList<RoomEvent> missing)
    {
        member.Keep(Render(member, missing));
        MembersLike(member).Add(member);
    }

    /// <summary>At the end of the turn the reader is told what was kept for it.</summary>
    public void Admit(Member member) => _admitted.Add(member);

    /// <summary>The reader is gone.</summary>
    public void Remove(Member member) => MembersLike(member).Remove(member);

    /// <summary>Sends one reader away for good, with the reason.</summary>
    public void Dismiss(Member member, Refusal refusal)
    {
        member.Tell(Render(member, [new RoomEvent.Refused(refusal)]));
        member.Outbox.Close(CloseReason.Refused);
        MembersLike(member).Remove(member);
    }

    /// <summary>To be told to everybody at the end of the turn.</summary>
    public void Share(RoomEvent happened) => _shared.Add(happened);

    /// <summary>Ends a turn: one frame to each reader who is told anything, rendered once for all who have the same format.</summary>
    public void Tell()
    {
        foreach (var (format, members) in _members)
        {
            var shared = _shared.Count > 0 && members.Count > 0 ? format.Render(_shared) : null;
            foreach (var member in members)
            {
                var frame = shared;
                if (member.Own.Count > 0)
                {
                    var own = format.Render(member.Own);
                    member.Own.Clear();
                    frame = shared is null ? own : Frame.Join(own, shared);
                }

                if (frame is not null)
                {
                    member.Tell(frame);
                }
            }
        }

        _shared.Clear();
        foreach (var member in _admitted)
        {
            member.Release();
            member.Tell(Render(member, [new RoomEvent.Welcomed()]));
        }

        _admitted.Clear();
    }

    /// <summary>Sends all readers away.</summary>
    public void Close(CloseReason reason)
    {
        foreach (var member in _members.Values.SelectMany(members => members))
        {
            member.Outbox.Close(reason);
        }

        _members.Clear();
        _admitted.Clear();
        _shared.Clear();
    }

    private IRoomFrames FormatOf(Member member) => member.Format ?? frames;

    private HashSet<Member> MembersLike(Member member) => _members.TryGetValue(FormatOf(member), out var members) ? members : _members[FormatOf(member)] = [];
}
