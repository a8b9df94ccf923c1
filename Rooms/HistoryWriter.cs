using System.Collections.Concurrent;

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

    // A room waits for its answer before it asks again: never longer than the number of open rooms.
    private readonly BlockingCollection<Batch> _waiting = [];
    private const long Never = long.MaxValue;

    private readonly IHistory _history;
    private readonly Task _loop;
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
        _waiting.Add(batch);
        return batch.Kept.Task;
    }

    /// <summary>Writes what still waits and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.CompleteAdding();
        await _loop;
        _waiting.Dispose();
    }

    /// <summary>Writes what waits. False if nothing does.</summary>
    internal bool TryKeep()
    {
        if (!_waiting.TryTake(out var first))
        {
            return false;
        }

        Keep(first);
        return true;
    }

    private void Run()
    {
        // An earlier run may have left something to index.
        var indexAt = Environment.TickCount64;
        while (!_waiting.IsCompleted)
        {
            var wait = indexAt == Never ? Timeout.Infinite : (int)Math.Clamp(indexAt - Environment.TickCount64, 0, int.MaxValue);
            if (_waiting.TryTake(out var first, wait))
            {
                Keep(first);
                indexAt = Math.Min(indexAt, Environment.TickCount64 + (long)IndexInterval.TotalMilliseconds);
            }

            if (indexAt <= Environment.TickCount64 && !_waiting.IsCompleted)
            {
                indexAt = Index() is { } pause ? Environment.TickCount64 + (long)pause.TotalMilliseconds : Never;
            }
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

    private void Keep(Batch first)
    {
        List<Batch> batches = [first];
        while (_waiting.TryTake(out var next))
        {
            batches.Add(next);
        }

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
