namespace HtmxChat.Rooms;

/// <summary>What has happened in a room.</summary>
public abstract record RoomEvent
{
    private RoomEvent()
    {
    }

    /// <summary>A message is kept; everybody may see it.</summary>
    public sealed record Said(ChatMessage Message) : RoomEvent;

    /// <summary>The sender's message is kept, now or already before.</summary>
    public sealed record Acknowledged(RoomCommand.Say Say, Kept Kept) : RoomEvent;

    /// <summary>A command was not carried out. For a message, <paramref name="Cid"/> tells which.</summary>
    public sealed record Refused(Refusal Refusal, string? Cid = null) : RoomEvent;

    /// <summary>The people in the room, in the order in which they came: the first of them, and how many there are.</summary>
    public sealed record RosterChanged(IReadOnlyList<Person> People, int Count) : RoomEvent;

    /// <summary>What a joining reader had missed, ascending.</summary>
    public sealed record CaughtUp(IReadOnlyList<ChatMessage> Messages) : RoomEvent;

    /// <summary>A joining reader had missed too much: the log starts anew with its last page.</summary>
    public sealed record StartedAnew(RoomName Room, IReadOnlyList<ChatMessage> Latest) : RoomEvent;

    /// <summary>A tab has joined.</summary>
    internal sealed record Joined(Member Member, long After) : RoomEvent;

    /// <summary>A tab has left.</summary>
    internal sealed record Left(Member Member) : RoomEvent;

    /// <summary>A message is accepted and waits for the store.</summary>
    internal sealed record Drafted(RoomCommand.Say Say, Draft Draft) : RoomEvent;

    /// <summary>A message is not accepted.</summary>
    internal sealed record Rejected(RoomCommand.Say Say, Refusal Refusal) : RoomEvent;

    /// <summary><paramref name="Command"/> shall come back after <paramref name="Delay"/>.</summary>
    internal sealed record Postponed(RoomCommand Command, TimeSpan Delay) : RoomEvent;
}
