using HtmxChat.Rooms;
using HtmxChat.Tests.Support;

namespace HtmxChat.Tests.Faults.Simulated;

/// <summary>A store in memory that fails by plan and whose reads give way to others. What it does with rows can be done wrongly.</summary>
internal class SimulatedStore : IHistory
{
    protected MemoryHistory Memory { get; } = new();

    public StoreStatus Status => Memory.Status;

    public SimulatedFaults? Faults { get; set; }

    /// <summary>Runs when changes are kept, before anybody is told.</summary>
    public Action<RoomName>? Appended { get; set; }

    /// <summary>All rows of a room.</summary>
    public IReadOnlyList<ChatMessage> Rows(RoomName room) => Latest(room, int.MaxValue, long.MaxValue);

    public IReadOnlyList<Kept> Append(IReadOnlyList<Change> changes)
    {
        if (Faults is { BeforeAppend: true })
        {
            throw changes.Count % 2 == 0 ? new StoreFullException(new IOException()) : new IOException("nothing was kept");
        }

        var kept = Keep(changes);
        foreach (var room in changes.Select(change => change.Room).Distinct())
        {
            Appended?.Invoke(room);
        }

        return Faults is { AfterAppend: true } ? throw new IOException("the answer was lost") : kept;
    }

    public void Reopen()
    {
        if (Faults is { BeforeAppend: true })
        {
            throw new IOException("not yet");
        }
    }

    public Task<RoomMark> MarkAsync(RoomName room) => ReadAsync(() => Mark(room));

    public Task<IReadOnlyList<ChatMessage>> LatestAsync(RoomName room, int count, long before = long.MaxValue) =>
        ReadAsync(() => Latest(room, count, before));

    public Task<IReadOnlyList<ChatMessage>> FollowingAsync(RoomName room, long after, int count) => ReadAsync(() => Memory.FollowingAsync(room, after, count).Result);

    public Task<IReadOnlyList<ChatMessage>> ChangesAsync(RoomName room, long after, int limit) => ReadAsync(() => Changes(room, after, limit));

    public Task<IReadOnlyList<ChatMessage>> SearchAsync(RoomName room, SearchQuery query, int count, long before = long.MaxValue) =>
        ReadAsync(() => Memory.SearchAsync(room, query, count, before).Result);

    public bool Index() => Memory.Index();

    public Task<ChatMessage?> FindAsync(RoomName room, long seq) => ReadAsync(() => Memory.FindAsync(room, seq).Result);

    public Task<RoomRules> RulesAsync(RoomName room) => ReadAsync(() => Memory.RulesAsync(room).Result);

    public Task<Person?> AuthorAsync(RoomName room, string handle) => ReadAsync(() => Memory.AuthorAsync(room, handle).Result);

    public Task<bool> HasSpokenAsync(RoomName room, string person) => ReadAsync(() => Memory.HasSpokenAsync(room, person).Result);

    public Task<Naming?> NameAsync(string person) => ReadAsync(() => Memory.NameAsync(person).Result);

    public Task<IReadOnlyList<AddressBan>> AddressBansAsync() => ReadAsync(() => Memory.AddressBansAsync().Result);

    protected virtual IReadOnlyList<Kept> Keep(IReadOnlyList<Change> changes) => Memory.Append(changes);

    protected virtual RoomMark Mark(RoomName room) => Memory.MarkAsync(room).Result;

    protected virtual IReadOnlyList<ChatMessage> Latest(RoomName room, int count, long before) => Memory.LatestAsync(room, count, before).Result;

    protected virtual IReadOnlyList<ChatMessage> Changes(RoomName room, long after, int limit) => Memory.ChangesAsync(room, after, limit).Result;

    private async Task<T> ReadAsync<T>(Func<T> read)
    {
        if (TaskScheduler.Current is SeededScheduler)
        {
            await Task.Yield();
        }

        return Faults is { Read: true } ? throw new IOException("not readable") : read();
    }
}
