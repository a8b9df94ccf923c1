namespace HtmxChat.Rooms;

/// <summary>One reader of a room: a person in one browser tab. The room holds its outbox and knows nothing of its socket.</summary>
/// <param name="person">Who reads.</param>
/// <param name="outbox">Where the room puts what this reader is to see.</param>
public sealed class Member(Person person, Outbox outbox)
{
    /// <summary>Who reads, as known when the tab was opened.</summary>
    public Person Person { get; } = person;

    /// <summary>What waits to be sent to this tab.</summary>
    public Outbox Outbox { get; } = outbox;

    /// <summary>What this tab alone is told at the end of the turn. Belongs to the room's loop.</summary>
    internal List<RoomEvent> Own { get; } = [];
}
