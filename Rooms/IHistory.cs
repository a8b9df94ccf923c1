namespace HtmxChat.Rooms;

/// <summary>Where messages are kept. Reads may come from any thread at any time;
/// <see cref="Append"/> is called by the <see cref="HistoryWriter"/> alone.</summary>
public interface IHistory
{
    /// <summary>What the store says of itself.</summary>
    StoreStatus Status { get; }

    /// <summary>How far the room's history has come.</summary>
    Task<RoomMark> MarkAsync(RoomName room);

    /// <summary>The last <paramref name="count"/> messages before <paramref name="before"/> (exclusive), ascending by seq.</summary>
    Task<IReadOnlyList<ChatMessage>> LatestAsync(RoomName room, int count, long before = long.MaxValue);

    /// <summary>The first <paramref name="count"/> messages after <paramref name="after"/> (exclusive), ascending by seq.</summary>
    Task<IReadOnlyList<ChatMessage>> FollowingAsync(RoomName room, long after, int count);

    /// <summary>What has changed since rev <paramref name="after"/>, ascending, at most <paramref name="limit"/> messages.</summary>
    Task<IReadOnlyList<ChatMessage>> ChangesAsync(RoomName room, long after, int limit);

    /// <summary>One message, or null if the room has none with this seq.</summary>
    Task<ChatMessage?> FindAsync(RoomName room, long seq);

    /// <summary>What holds in the room; bans that are over may be among it.</summary>
    Task<RoomRules> RulesAsync(RoomName room);

    /// <summary>Whoever last said something in the room under this handle, or null.</summary>
    Task<Person?> AuthorAsync(RoomName room, string handle);

    /// <summary>Whether somebody, named by <see cref="Person.Id"/>, has ever said something in the room.</summary>
    Task<bool> HasSpokenAsync(RoomName room, string person);

    /// <summary>The name somebody has last chosen in a live room, and when (Unix milliseconds); null if nobody did.</summary>
    Task<Naming?> NameAsync(string person);

    /// <summary>The newest <paramref name="count"/> messages before <paramref name="before"/> (exclusive) that have what is looked for, newest first.
    /// What was kept is found at once, indexed or not.</summary>
    Task<IReadOnlyList<ChatMessage>> SearchAsync(RoomName room, SearchQuery query, int count, long before = long.MaxValue);

    /// <summary>The addresses that are banned, or were.</summary>
    Task<IReadOnlyList<AddressBan>> AddressBansAsync();

    /// <summary>Keeps all changes, of whatever rooms, in one transaction and returns when it is synced to the disk; answers in the same order.
    /// Throws <see cref="StoreFullException"/> if there is no space, anything else if the store may be at fault; nothing was kept then.
    /// No changes: writes something all the same, as a proof that it can.</summary>
    IReadOnlyList<Kept> Append(IReadOnlyList<Change> changes);

    /// <summary>Takes some more messages into the index that makes searching fast. True if there may be more. Called by the <see cref="HistoryWriter"/> when it has time;
    /// throws as <see cref="Append"/> does.</summary>
    bool Index();

    /// <summary>Opens the store anew after a failed append and checks it. Throws if it still cannot be relied on.</summary>
    void Reopen();
}

/// <summary>What a store says of itself.</summary>
/// <param name="Schema">Number of the last migration.</param>
/// <param name="Synchronous">How far a commit is synced: <c>full</c> survives loss of power.</param>
public sealed record StoreStatus(int Schema, string Synchronous);

/// <summary>The store cannot be used; the message names it, the reason and the remedy.</summary>
public sealed class HistoryUnusableException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>There is no space to keep anything; reading goes on, and writing heals when there is space.</summary>
public sealed class StoreFullException(Exception cause) : Exception("The disk is full.", cause);
