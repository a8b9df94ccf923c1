namespace HtmxChat.Rooms;

/// <summary>What has happened in a room.</summary>
public abstract record RoomEvent
{
    private RoomEvent()
    {
    }

    /// <summary>A message is kept; everybody may see it.</summary>
    public sealed record Said(ChatMessage Message) : RoomEvent;

    /// <summary>A message was edited or deleted; everybody may see it.</summary>
    public sealed record Changed(ChatMessage Message) : RoomEvent;

    /// <summary>What was asked for is kept, now or already before. A live tab is told so of what it said only: a changed row speaks for itself.</summary>
    public sealed record Acknowledged(RoomCommand.Ask Ask, Kept Kept) : RoomEvent;

    /// <summary>A command was not carried out. For a message, <paramref name="Cid"/> tells which.</summary>
    public sealed record Refused(Refusal Refusal, string? Cid = null) : RoomEvent;

    /// <summary>Somebody came into the room.</summary>
    public sealed record Came(Person Person) : RoomEvent;

    /// <summary>Somebody is gone, or goes by another name from now on and comes under that.</summary>
    public sealed record Went(Person Person) : RoomEvent;

    /// <summary>Whoever listened has been told all that was kept for it.</summary>
    public sealed record Welcomed : RoomEvent;

    /// <summary>The people in the room, in the order in which they came: the first of them, and how many there are.</summary>
    /// <param name="People">The first of them.</param>
    /// <param name="Count">How many there are.</param>
    public sealed record RosterChanged(IReadOnlyList<Person> People, int Count) : RoomEvent
    {
        /// <summary>The handles of those at whose tabs nobody has been for a while.</summary>
        public IReadOnlySet<string> Idle { get; init; } = NoHandles;

        /// <summary>The handles of those whose names look like that of another one here.</summary>
        public IReadOnlySet<string> Alike { get; init; } = NoHandles;

        private static readonly IReadOnlySet<string> NoHandles = new HashSet<string>();
    }

    /// <summary>The people who are writing, in the order in which they began: the first of them, and how many there are.</summary>
    public sealed record TypingChanged(IReadOnlyList<Person> People, int Count) : RoomEvent;

    /// <summary>Topic, welcome, lock or slow mode are other ones now.</summary>
    public sealed record RulesChanged(RoomRules Rules) : RoomEvent;

    /// <summary>What changed while a joining reader, who has all up to rev <paramref name="After"/>, was away: each message once, by rev.</summary>
    public sealed record CaughtUp(IReadOnlyList<ChatMessage> Messages, long After) : RoomEvent;

    /// <summary>A joining reader had missed too much: the log starts anew with its last page.</summary>
    public sealed record StartedAnew(RoomName Room, IReadOnlyList<ChatMessage> Latest) : RoomEvent
    {
        /// <summary>The seq of the line from which on there is anything: the room was cleared. 0 if it never was.</summary>
        public long ClearedSeq { get; init; }
    }

    /// <summary>A tab has joined.</summary>
    internal sealed record Joined(Member Member, long After) : RoomEvent;

    /// <summary>Somebody listens, and finds these people in the room.</summary>
    internal sealed record Listened(Member Member, IReadOnlyList<Person> People) : RoomEvent;

    /// <summary>Whoever listened has entered.</summary>
    internal sealed record Entered(Member Member) : RoomEvent;

    /// <summary>A tab has left.</summary>
    internal sealed record Left(Member Member) : RoomEvent;

    /// <summary>A tab is sent away for good, with the reason.</summary>
    internal sealed record Dismissed(Member Member, Refusal Refusal) : RoomEvent;

    /// <summary>A change is accepted and waits for the store.</summary>
    internal sealed record Accepted(RoomCommand.Ask Ask, Change Change) : RoomEvent;

    /// <summary>A change is not accepted.</summary>
    internal sealed record Rejected(RoomCommand.Ask Ask, Refusal Refusal) : RoomEvent;

    /// <summary><paramref name="Command"/> shall come back after <paramref name="Delay"/>.</summary>
    internal sealed record Postponed(RoomCommand Command, TimeSpan Delay) : RoomEvent;
}
