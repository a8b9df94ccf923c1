namespace HtmxChat.Rooms;

/// <summary>Wakes all who wait for it, again and again. Costs nothing while nobody waits.</summary>
internal sealed class Signal
{
    private static readonly TaskCompletionSource<bool> Ended = MakeEnded();

    private TaskCompletionSource<bool>? _next;

    /// <summary>Completes with true when it is raised, or with false when it has ended.</summary>
    public Task<bool> Next
    {
        get
        {
            var next = Volatile.Read(ref _next);
            if (next is null)
            {
                var mine = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
                next = Interlocked.CompareExchange(ref _next, mine, null) ?? mine;
            }

            return next.Task;
        }
    }

    /// <summary>Wakes all who wait. Not after <see cref="End"/>.</summary>
    public void Raise() => Interlocked.Exchange(ref _next, null)?.TrySetResult(true);

    /// <summary>Wakes all who wait, for the last time.</summary>
    public void End() => Interlocked.Exchange(ref _next, Ended)?.TrySetResult(false);

    private static TaskCompletionSource<bool> MakeEnded()
    {
        var ended = new TaskCompletionSource<bool>();
        ended.SetResult(false);
        return ended;
    }
}
