namespace HtmxChat.Tests.Support;

/// <summary>Holds up whoever comes by, until it is opened.</summary>
public sealed class Gate
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim _open = new();

    /// <summary>Completes when the first has come by.</summary>
    public Task Reached => _reached.Task.Soon();

    /// <summary>Blocks until it is open.</summary>
    public void Pass()
    {
        _reached.TrySetResult();
        if (!_open.Wait(Bounded.Patience))
        {
            throw new TimeoutException("the gate was never opened");
        }
    }

    /// <summary>Lets all pass, now and later.</summary>
    public void Open() => _open.Set();
}
