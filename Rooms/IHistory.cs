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

    /// <summary>What has changed since rev <paramref name="after"/>, ascending, at most <paramref name="limit"/> messages.</summary>
    Task<IReadOnlyList<ChatMessage>> ChangesAsync(RoomName room, long after, int limit);

    /// <summary>Keeps all drafts, of whatever rooms, in one transaction and returns when it is synced to the disk; answers in the same order.
    /// Throws if nothing was kept. No drafts: writes something all the same, as a proof that it can.</summary>
    IReadOnlyList<Kept> Append(IReadOnlyList<Draft> drafts);
}

/// <summary>What a store says of itself.</summary>
/// <param name="Schema">Number of the last migration.</param>
/// <param name="Synchronous">How far a commit is synced: <c>full</c> survives loss of power.</param>
public sealed record StoreStatus(int Schema, string Synchronous);

/// <summary>The store cannot be used; the message names it, the reason and the remedy.</summary>
public sealed class HistoryUnusableException(string message, Exception? cause = null) : Exception(message, cause);
