namespace HtmxChat.Tests.Faults;

/// <summary>What may be written down of a run.</summary>
public enum EventKind
{
    /// <summary>A client sends: with a cid something new, with a seq another text for that row, an empty one to delete it.</summary>
    Send,
    /// <summary>A client was told that what it sent is kept.</summary>
    Ack,
    /// <summary>A client was told that what it sent is not kept.</summary>
    Err,
    /// <summary>A client was shown a row; an empty text is a tombstone.</summary>
    Recv,
    /// <summary>A row of a whole page: of a log begun anew, or, without a client, of the table at the end.</summary>
    Page,
    /// <summary>The server was killed.</summary>
    Crash,
    /// <summary>The server answers again.</summary>
    Up,
}

/// <summary>One thing that happened, as whoever it happened to saw it.</summary>
public sealed record HistoryEvent(
    EventKind Kind, string Client = "", string Room = "", string Cid = "", long Seq = 0, long Rev = 0, string Text = "", bool IsReplacement = false);

/// <summary>Writes a run down in the order in which it happened, and tells when so much has been delivered.</summary>
public sealed class HistoryRecorder
{
    private readonly Lock _gate = new();
    private readonly List<HistoryEvent> _events = [];
    private readonly List<(int Count, TaskCompletionSource Reached)> _waits = [];
    private int _delivered;

    public IReadOnlyList<HistoryEvent> Events
    {
        get
        {
            lock (_gate)
            {
                return [.. _events];
            }
        }
    }

    /// <summary>Rows shown to clients so far.</summary>
    public int Delivered => Volatile.Read(ref _delivered);

    public void Add(HistoryEvent happened)
    {
        lock (_gate)
        {
            _events.Add(happened);
            if (happened.Kind == EventKind.Recv)
            {
                _delivered++;
                foreach (var wait in _waits.Where(wait => wait.Count <= _delivered))
                {
                    wait.Reached.TrySetResult();
                }
            }
        }
    }

    /// <summary>Completes when so many rows have been shown to clients.</summary>
    public Task Delivers(int count)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_delivered >= count)
            {
                reached.SetResult();
            }

            _waits.Add((count, reached));
        }

        return reached.Task.WaitAsync(Load.Patience);
    }
}
