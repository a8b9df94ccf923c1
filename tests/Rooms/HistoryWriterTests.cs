using HtmxChat.Rooms;
using HtmxChat.Tests.Support;

namespace HtmxChat.Tests.Rooms;

/// <summary>Group commit: while one append runs the next gathers, and each batch gets its own answer.</summary>
public sealed class HistoryWriterTests
{
    private readonly MemoryHistory _history = new();

    [Fact]
    public async Task Drafts_are_answered_in_their_order()
    {
        await using var writer = new HistoryWriter(_history);

        var kept = await writer.KeepAsync([Draft("a", "one"), Draft("b", "two"), Draft("a", "three")]).Soon();

        Assert.Equal(["one", "two", "three"], kept.Select(row => row.Message.Text));
        Assert.Equal([1, 1, 2], kept.Select(row => row.Message.Seq));
    }

    [Fact]
    public async Task What_waits_while_an_append_runs_is_one_append()
    {
        var gate = HoldAppends();
        await using var writer = new HistoryWriter(_history);
        var first = writer.KeepAsync([Draft("a", "one")]);
        await gate.Reached;
        var second = writer.KeepAsync([Draft("b", "two"), Draft("b", "three")]);
        var third = writer.KeepAsync([Draft("c", "four")]);
        var fourth = writer.KeepAsync([Draft("a", "five")]);
        Assert.False(first.IsCompleted || second.IsCompleted || third.IsCompleted || fourth.IsCompleted);

        gate.Open();

        Assert.Equal(["one"], await Texts(first));
        Assert.Equal(["two", "three"], await Texts(second));
        Assert.Equal(["four"], await Texts(third));
        Assert.Equal(["five"], await Texts(fourth));
        Assert.Equal([1, 4], _history.Appends);
    }

    [Fact]
    public async Task After_a_failed_append_nothing_is_kept_until_the_store_was_opened_anew()
    {
        await using var writer = new HistoryWriter(_history);
        _history.BeforeAppend = _ => throw new IOException("the sync failed");
        await Assert.ThrowsAsync<IOException>(() => writer.KeepAsync([Draft("a", "one")]).Soon());
        _history.BeforeAppend = null;
        _history.BeforeReopen = () => throw new IOException("still damaged");

        await Assert.ThrowsAsync<IOException>(() => writer.KeepAsync([Draft("a", "two")]).Soon());
        await Assert.ThrowsAsync<IOException>(() => writer.KeepAsync([Draft("a", "three")]).Soon());
        Assert.Empty(_history.Appends);
        _history.BeforeReopen = null;

        Assert.Equal(["four"], await Texts(writer.KeepAsync([Draft("a", "four")])));
        Assert.Equal(["five"], await Texts(writer.KeepAsync([Draft("a", "five")])));
        Assert.Equal(1, _history.Reopened);
    }

    [Fact]
    public async Task A_full_disk_is_no_reason_to_distrust_the_store()
    {
        await using var writer = new HistoryWriter(_history);
        _history.BeforeAppend = _ => throw new StoreFullException(new IOException());
        await Assert.ThrowsAsync<StoreFullException>(() => writer.KeepAsync([Draft("a", "one")]).Soon());
        _history.BeforeAppend = null;

        Assert.Equal(["two"], await Texts(writer.KeepAsync([Draft("a", "two")])));
        Assert.Equal(0, _history.Reopened);
    }

    [Fact]
    public async Task A_failing_append_fails_every_batch_in_it_and_the_next_works()
    {
        var gate = HoldAppends();
        await using var writer = new HistoryWriter(_history);
        var first = writer.KeepAsync([Draft("a", "one")]);
        await gate.Reached;
        var second = writer.KeepAsync([Draft("a", "two")]);
        var third = writer.KeepAsync([Draft("b", "three")]);
        _history.BeforeAppend = _ => throw new IOException("no");
        gate.Open();

        await first.Soon();
        await Assert.ThrowsAsync<IOException>(() => second.Soon());
        await Assert.ThrowsAsync<IOException>(() => third.Soon());
        _history.BeforeAppend = null;

        Assert.Equal(2, Assert.Single(await writer.KeepAsync([Draft("a", "four")]).Soon()).Message.Seq);
    }

    [Fact]
    public async Task No_drafts_prove_that_the_store_can_be_written()
    {
        await using var writer = new HistoryWriter(_history);

        Assert.Empty(await writer.KeepAsync([]).Soon());
        Assert.Equal([0], _history.Appends);
        _history.BeforeAppend = _ => throw new IOException("no");
        await Assert.ThrowsAsync<IOException>(() => writer.KeepAsync([]).Soon());
    }

    [Fact]
    public async Task What_waits_at_the_end_is_written()
    {
        var gate = HoldAppends();
        var writer = new HistoryWriter(_history);
        var first = writer.KeepAsync([Draft("a", "one")]);
        await gate.Reached;
        var second = writer.KeepAsync([Draft("a", "two")]);

        var disposing = writer.DisposeAsync().AsTask();
        Assert.False(disposing.IsCompleted);
        gate.Open();
        await disposing.Soon();

        Assert.True(first.IsCompletedSuccessfully);
        Assert.True(second.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task What_there_is_to_index_is_indexed_in_steps_when_there_is_time()
    {
        _history.IndexSteps = 3;
        await using var writer = new HistoryWriter(_history);
        await Bounded.Until(() => _history.Indexed == 3);

        await writer.KeepAsync([Draft("a", "one")]).Soon();

        await Bounded.Until(() => _history.Indexed == 4);
    }

    [Fact]
    public async Task While_messages_never_stop_coming_the_index_gets_its_turn()
    {
        await using var writer = new HistoryWriter(_history);
        await Bounded.Until(() => _history.Indexed == 1);
        var waited = System.Diagnostics.Stopwatch.StartNew();
        using var stop = new CancellationTokenSource();
        var writing = Task.WhenAll(Enumerable.Range(0, 4).Select(room => Task.Run(async () =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                await writer.KeepAsync([Draft($"{room}", $"{i}")]).Soon();
            }
        })));

        await Bounded.Until(() => _history.Indexed >= 2);

        Assert.InRange(waited.Elapsed, HistoryWriter.IndexInterval * 0.5, Bounded.Patience);
        await stop.CancelAsync();
        await writing.Soon();
    }

    [Fact]
    public async Task After_an_index_that_could_not_be_written_the_store_is_opened_anew_before_it_keeps_anything()
    {
        var failed = new TaskCompletionSource();
        _history.BeforeIndex = () =>
        {
            failed.TrySetResult();
            throw new IOException("no");
        };
        await using var writer = new HistoryWriter(_history);
        await failed.Task.Soon();
        _history.BeforeIndex = null;

        await writer.KeepAsync([Draft("a", "one")]).Soon();

        Assert.Equal(1, _history.Reopened);
    }

    private Gate HoldAppends()
    {
        var gate = new Gate();
        _history.BeforeAppend = _ => gate.Pass();
        return gate;
    }

    private static async Task<IEnumerable<string>> Texts(Task<IReadOnlyList<Kept>> kept) => (await kept.Soon()).Select(row => row.Message.Text);

    private static Draft Draft(string room, string text)
    {
        RoomName.TryParse(room, out var name);
        return new Draft(name, Rules.Tab("Ada").Person, text, 0, text);
    }
}
