namespace HtmxChat.Rooms;

/// <summary>The only writer of history: one thread, one transaction for what all rooms have waiting (group commit).
/// While one commit runs the next batch gathers by itself.</summary>
public sealed class HistoryWriter : IAsyncDisposable
{
    /// <summary>How long what was kept may wait to be indexed. What is not is searched all the same, only slower.</summary>
    public static readonly TimeSpan IndexInterval = TimeSpan.FromSeconds(1);

    // Between two steps of indexing, so that messages come first also when there is much to index.
    private static readonly TimeSpan IndexPause = TimeSpan.FromMilliseconds(20);

    private static readonly TimeSpan IndexRetry = TimeSpan.FromSeconds(10);

    private const long Never = long.MaxValue;

    private readonly IHistory _history;
    private readonly Task _loop;
    // Guards the next two; the thread waits at it without spinning.
    private readonly object _gate = new();
    // A room waits for its answer before it asks again: never longer than the number of open rooms.
    private List<Batch> _waiting = [];
    private volatile bool _isEnding;
    private bool _isSuspect;

    /// <summary>Starts the writer over a history.</summary>
    public HistoryWriter(IHistory history)
        : this(history, hasThread: true)
    {
    }

    /// <summary>Without a thread of its own, whoever made it calls <see cref="TryKeep"/>.</summary>
    internal HistoryWriter(IHistory history, bool hasThread)
    {
        _history = history;
        // A commit blocks its thread until the disk has synced: not a thread of the pool.
        _loop = hasThread
            ? Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
            : Task.CompletedTask;
    }

    /// <summary>Completes when all the changes are on the disk, with what was kept in the same order; fails if none was.
    /// No changes is a proof that the store can be written.</summary>
    public Task<IReadOnlyList<Kept>> KeepAsync(IReadOnlyList<Change> changes)
    {
        var batch = new Batch(changes);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isEnding, this);
            _waiting.Add(batch);
            Monitor.Pulse(_gate);
        }

        return batch.Kept.Task;
    }

    /// <summary>Writes what still waits and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _isEnding = true;
            Monitor.Pulse(_gate);
        }

        await _loop;
    }

    /// <summary>Writes what waits. False if nothing does.</summary>
    internal bool TryKeep()
    {
        if (Take(TimeSpan.Zero) is not { Count: > 0 } batches)
        {
            return false;
        }

        Keep(batches);
        return true;
    }

    private void Run()
    {
        // An earlier run may have left something to index.
        var indexAt = Environment.TickCount64;
        while (Take(indexAt == Never ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(Math.Max(indexAt - Environment.TickCount64, 0))) is { } batches)
        {
            if (batches.Count > 0)
            {
                Keep(batches);
                indexAt = Math.Min(indexAt, Environment.TickCount64 + (long)IndexInterval.TotalMilliseconds);
            }

            if (indexAt <= Environment.TickCount64 && !_isEnding)
            {
                indexAt = Index() is { } pause ? Environment.TickCount64 + (long)pause.TotalMilliseconds : Never;
            }
        }
    }

    // All that waits, or what comes within this time; null when nothing will come any more.
    private List<Batch>? Take(TimeSpan within)
    {
        lock (_gate)
        {
            if (_waiting.Count == 0 && !_isEnding)
            {
                Monitor.Wait(_gate, within);
            }

            var taken = _waiting;
            _waiting = [];
            return taken.Count == 0 && _isEnding ? null : taken;
        }
    }

    // After how long there is more to index; null if not before something else is kept.
    private TimeSpan? Index()
    {
        if (_isSuspect)
        {
            return IndexRetry;
        }

        try
        {
            return _history.Index() ? IndexPause : null;
        }
        catch (Exception failure)
        {
            _isSuspect |= failure is not StoreFullException;
            return IndexRetry;
        }
    }

    private void Keep(List<Batch> batches)
    {
        try
        {
            // After a failed write or sync nobody knows what is on the disk: nothing more is acknowledged until the store is checked.
            if (_isSuspect)
            {
                _history.Reopen();
                _isSuspect = false;
            }

            var kept = _history.Append([.. batches.SelectMany(batch => batch.Changes)]);
            var done = 0;
            foreach (var batch in batches)
            {
                batch.Kept.SetResult([.. kept.Skip(done).Take(batch.Changes.Count)]);
                done += batch.Changes.Count;
            }
        }
        catch (Exception failure)
        {
            _isSuspect |= failure is not StoreFullException;
            foreach (var batch in batches)
            {
                batch.Kept.TrySetException(failure);
            }
        }
    }

    private sealed record Batch(IReadOnlyList<Change> Changes)
    {
        public TaskCompletionSource<IReadOnlyList<Kept>> Kept { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
