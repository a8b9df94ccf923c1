using HtmxChat.Rooms;

namespace HtmxChat.Tests.Support;

/// <summary>Stands around a real store, and can hold it up or make it fail.</summary>
public sealed class HistoryAround(IHistory store) : IHistory
{
    /// <summary>Runs before each append, on the writer's thread: may wait, may throw.</summary>
    public Action? BeforeAppend { get; set; }

    /// <summary>Runs before each read: may throw.</summary>
    public Action? BeforeRead { get; set; }

    public StoreStatus Status => store.Status;

    public Task<RoomMark> MarkAsync(RoomName room)
    {
        BeforeRead?.Invoke();
        return store.MarkAsync(room);
    }

    public Task<IReadOnlyList<ChatMessage>> LatestAsync(RoomName room, int count, long before = long.MaxValue)
    {
        BeforeRead?.Invoke();
        return store.LatestAsync(room, count, before);
    }

    public Task<IReadOnlyList<ChatMessage>> FollowingAsync(RoomName room, long after, int count)
    {
        BeforeRead?.Invoke();
        return store.FollowingAsync(room, after, count);
    }

    public Task<IReadOnlyList<ChatMessage>> ChangesAsync(RoomName room, long after, int limit)
    {
        BeforeRead?.Invoke();
        return store.ChangesAsync(room, after, limit);
    }

    public Task<IReadOnlyList<ChatMessage>> SearchAsync(RoomName room, SearchQuery query, int count, long before = long.MaxValue)
    {
        BeforeRead?.Invoke();
        return store.SearchAsync(room, query, count, before);
    }

    public bool Index() => store.Index();

    public IReadOnlyList<Kept> Append(IReadOnlyList<Change> changes)
    {
        BeforeAppend?.Invoke();
        return store.Append(changes);
    }

    public Task<ChatMessage?> FindAsync(RoomName room, long seq)
    {
        BeforeRead?.Invoke();
        return store.FindAsync(room, seq);
    }

    public Task<RoomRules> RulesAsync(RoomName room)
    {
        BeforeRead?.Invoke();
        return store.RulesAsync(room);
    }

    public Task<Person?> AuthorAsync(RoomName room, string handle) => store.AuthorAsync(room, handle);

    public Task<bool> HasSpokenAsync(RoomName room, string person) => store.HasSpokenAsync(room, person);

    public Task<Naming?> NameAsync(string person) => store.NameAsync(person);

    public Task<IReadOnlyList<AddressBan>> AddressBansAsync() => store.AddressBansAsync();

    public void Reopen() => store.Reopen();
}
