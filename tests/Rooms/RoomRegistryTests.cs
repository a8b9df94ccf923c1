using System.Collections.Concurrent;
using HtmxChat.Rooms;
using HtmxChat.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace HtmxChat.Tests.Rooms;

/// <summary>One live room per name, for as long as somebody holds a lease on it.</summary>
public sealed class RoomRegistryTests : IAsyncDisposable
{
    private readonly MemoryHistory _history = new();
    private readonly RoomMetrics _metrics = new();
    private readonly ConcurrentQueue<Room> _opened = new();
    private readonly ConcurrentDictionary<RoomName, Room> _last = [];
    private readonly HistoryWriter _writer;
    private readonly RoomRegistry _registry;
    private int _twins;

    public RoomRegistryTests()
    {
        _writer = new HistoryWriter(_history);
        _registry = new RoomRegistry(Open, _metrics);
    }

    [Fact]
    public async Task However_many_enter_a_room_it_is_opened_once()
    {
        var names = Enumerable.Range(0, 200).Select(i => Name($"room-{i}")).ToArray();
        var callers = Enumerable.Range(0, 50).Select(_ => Task.Run(async () =>
        {
            List<Room> rooms = [];
            foreach (var name in names)
            {
                rooms.Add((await Enters(name)).Room);
            }

            return rooms;
        }));

        var entered = await Task.WhenAll(callers).Soon();

        Assert.Equal(200, _opened.Count);
        Assert.Equal(200, _registry.Count);
        Assert.All(entered, rooms => Assert.Equal(entered[0], rooms));
        Assert.Equal(names, entered[0].Select(room => room.Name));
    }

    [Fact]
    public async Task A_room_stays_while_somebody_holds_a_lease()
    {
        var first = await Enters("general");
        var second = await Enters("general");
        first.Dispose();

        Assert.Same(second.Room, (await Enters("general")).Room);
        Assert.Equal(1, _registry.Count);
    }

    [Fact]
    public async Task A_room_without_leases_leaves_memory()
    {
        var lease = await Enters("general");
        lease.Dispose();

        await lease.Room.Completion.Soon();
        await Bounded.Until(() => _registry.Count == 0);
        Assert.NotSame(lease.Room, (await Enters("general")).Room);
    }

    [Fact]
    public async Task A_lease_given_back_twice_counts_once()
    {
        var first = await Enters("general");
        var second = await Enters("general");
        first.Dispose();
        first.Dispose();

        Assert.False(second.Room.Completion.IsCompleted);
        Assert.True(second.Room.TryPost(new RoomCommand.Wake()));
    }

    [Fact]
    public async Task The_next_room_of_a_name_opens_only_when_the_last_has_written_its_last_word()
    {
        var gate = new Gate();
        _history.BeforeAppend = _ => gate.Pass();
        var last = await Enters("general");
        var answer = Says(last.Room, "last word");
        await gate.Reached;

        last.Dispose();
        var entering = Enters("general");
        var others = Enumerable.Range(0, 10).Select(_ => Task.Run(() => Enters("general"))).ToArray();
        await Enters("elsewhere");
        Assert.False(entering.IsCompleted);
        Assert.Equal(["general", "elsewhere"], _opened.Select(room => room.Name.Value));

        gate.Open();
        var next = await entering.Soon();
        await Task.WhenAll(others).Soon();

        Assert.Equal("last word", (await answer.Soon()).Kept?.Message.Text);
        Assert.NotSame(last.Room, next.Room);
        Assert.True(last.Room.Completion.IsCompleted);
        Assert.All(others, other => Assert.Same(next.Room, other.Result.Room));
        Assert.Equal(2, (await Says(next.Room, "first word").Soon()).Kept?.Message.Seq);
        Assert.Equal(3, _opened.Count);
    }

    [Fact]
    public async Task However_people_come_and_go_there_are_never_two_rooms_of_one_name()
    {
        RoomName[] names = [Name("a"), Name("b"), Name("c")];
        var people = Enumerable.Range(0, 24).Select(person => Task.Run(async () =>
        {
            for (var i = 0; i < 100; i++)
            {
                using var lease = await Enters(names[(person + i) % names.Length]);
                Assert.True(lease.Room.TryPost(new RoomCommand.Wake()));
                if (i % 10 == 0)
                {
                    Assert.NotNull((await Says(lease.Room, $"{person} {i}")).Kept);
                }
            }
        }));

        await Task.WhenAll(people).Soon();

        Assert.Equal(0, Volatile.Read(ref _twins));
        await Bounded.Until(() => _registry.Count == 0);
        var seqs = await Task.WhenAll(names.Select(async name => (await _history.LatestAsync(name, 1000)).Select(row => row.Seq)));
        Assert.Equal(240, seqs.Sum(room => room.Count()));
        Assert.All(seqs, room => Assert.Equal(Enumerable.Range(1, room.Count()).Select(seq => (long)seq), room));
    }

    [Fact]
    public async Task A_stop_lets_no_one_in_and_completes_when_all_is_written()
    {
        var gate = new Gate();
        _history.BeforeAppend = _ => gate.Pass();
        using var lease = await Enters("general");
        var member = Rules.Tab("Ada");
        await lease.Room.PostAsync(new RoomCommand.Join(member, 0)).Soon();
        var answer = Says(lease.Room, "last word");
        await gate.Reached;

        var stopping = _registry.StopAsync();
        Assert.False(stopping.IsCompleted);
        Assert.Null(await _registry.EnterAsync(Name("general")).Soon());
        Assert.Null(await _registry.EnterAsync(Name("another")).Soon());

        gate.Open();
        await stopping.Soon();
        Assert.NotNull((await answer.Soon()).Kept);
        Assert.Equal(CloseReason.Restart, member.Outbox.Reason);
    }

    [Fact]
    public async Task A_stop_lets_go_of_whoever_waits_for_a_room_that_closes()
    {
        var gate = new Gate();
        _history.BeforeAppend = _ => gate.Pass();
        var last = await Enters("general");
        var answer = Says(last.Room, "last word");
        await gate.Reached;
        last.Dispose();
        var waiting = _registry.EnterAsync(Name("general")).AsTask();

        var stopping = _registry.StopAsync();
        gate.Open();

        await stopping.Soon();
        Assert.Null(await waiting.Soon());
        Assert.NotNull((await answer.Soon()).Kept);
    }

    public async ValueTask DisposeAsync()
    {
        await _registry.StopAsync().Soon();
        await _writer.DisposeAsync().AsTask().Soon();
        _metrics.Dispose();
    }

    private Room Open(RoomName name)
    {
        if (_last.TryGetValue(name, out var last) && !last.Completion.IsCompleted)
        {
            Interlocked.Increment(ref _twins);
        }

        var room = new Room(name, _history, _writer, new PlainFrames(), new ChatOptions(), new FakeTime(), _metrics, NullLogger<Room>.Instance);
        _opened.Enqueue(room);
        return _last[name] = room;
    }

    private Task<RoomLease> Enters(string name) => Enters(Name(name));

    private async Task<RoomLease> Enters(RoomName name)
    {
        var lease = await _registry.EnterAsync(name).Soon();
        Assert.NotNull(lease);
        return lease;
    }

    private static async Task<Outcome> Says(Room room, string text)
    {
        var answer = new TaskCompletionSource<Outcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        Assert.True(await room.PostAsync(new RoomCommand.Say(Rules.Tab("Ada").Person, text, text, Answer: answer)));
        return await answer.Task.Soon();
    }

    private static RoomName Name(string text)
    {
        RoomName.TryParse(text, out var name);
        return name;
    }
}
