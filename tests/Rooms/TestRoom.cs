using HtmxChat.Rooms;
using HtmxChat.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace HtmxChat.Tests.Rooms;

/// <summary>One room over a store in memory, at a time that stands still, whose frames are lines of plain text.</summary>
internal sealed class TestRoom : IAsyncDisposable
{
    private readonly RoomMetrics _metrics = new();
    private readonly HistoryWriter _writer;

    public TestRoom(ChatOptions? options = null, int kept = 0)
    {
        RoomName.TryParse("general", out var name);
        History.Append([.. Enumerable.Range(1, kept).Select(seq => new Draft(name, Rules.Tab("Eve").Person, $"old {seq}", seq, $"old {seq}"))]);
        _writer = new HistoryWriter(History);
        Room = new Room(name, History, _writer, Frames, options ?? new ChatOptions(), Time, _metrics, NullLogger<Room>.Instance);
    }

    public MemoryHistory History { get; } = new();

    public FakeTime Time { get; } = new();

    public PlainFrames Frames { get; } = new();

    public Room Room { get; }

    /// <summary>A tab that asks to join.</summary>
    public async Task<Reader> Enters(string name, long after = 0, int outboxBytes = 1_000_000, bool keepsUp = false)
    {
        var wire = new Wire(outboxBytes) { KeepsUp = keepsUp };
        var member = new Member(new Person(name, name, "h-" + name), wire.Outbox);
        await Posts(new RoomCommand.Join(member, after));
        return new Reader(this, member, wire);
    }

    /// <summary>A message by HTTP, and its answer.</summary>
    public async Task<Outcome> Says(string text, string? cid = null)
    {
        var answer = new TaskCompletionSource<Outcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        await Posts(new RoomCommand.Say(Rules.Tab("Http").Person, text, cid ?? text, Answer: answer));
        return await answer.Task.Soon();
    }

    public async Task Posts(RoomCommand command) => Assert.True(await Room.PostAsync(command).Soon());

    /// <summary>Holds the store up at the next append.</summary>
    public Gate HoldsAppends()
    {
        var gate = new Gate();
        History.BeforeAppend = _ => gate.Pass();
        return gate;
    }

    /// <summary>Completes when all that was posted before is carried out and told.</summary>
    public async Task Settles()
    {
        // A refusal is answered before its turn ends, so that only the second one proves that the turn of the first is over.
        Assert.NotNull((await Says("")).Refusal);
        Assert.NotNull((await Says("")).Refusal);
    }

    public async ValueTask DisposeAsync()
    {
        Room.Close();
        await Room.Completion.Soon();
        Room.Dispose();
        await _writer.DisposeAsync().AsTask().Soon();
        _metrics.Dispose();
    }
}
