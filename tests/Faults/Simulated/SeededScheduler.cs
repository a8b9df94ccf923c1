namespace HtmxChat.Tests.Faults.Simulated;

/// <summary>Runs tasks on the thread that asks for it, one at a time, in an order that the seed decides.</summary>
internal sealed class SeededScheduler(Random random) : TaskScheduler
{
    private readonly List<Task> _waiting = [];

    /// <summary>Runs one of the tasks that wait. False if none does.</summary>
    public bool RunOne()
    {
        if (_waiting.Count == 0)
        {
            return false;
        }

        var i = random.Next(_waiting.Count);
        var task = _waiting[i];
        _waiting[i] = _waiting[^1];
        _waiting.RemoveAt(_waiting.Count - 1);

        // A context of the test's thread would take the continuations away from here.
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        TryExecuteTask(task);
        SynchronizationContext.SetSynchronizationContext(context);
        return true;
    }

    /// <summary>Runs until none waits.</summary>
    public void RunAll()
    {
        while (RunOne())
        {
        }
    }

    protected override IEnumerable<Task> GetScheduledTasks() => _waiting;

    protected override void QueueTask(Task task) => _waiting.Add(task);

    // Whatever could go on at once waits for its turn too: more orders are tried.
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;
}
