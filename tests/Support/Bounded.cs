namespace HtmxChat.Tests.Support;

/// <summary>Every wait of the suite ends.</summary>
public static class Bounded
{
    /// <summary>Far more than anything here takes, also on a machine that is busy with other work.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static Task Soon(this Task task) => task.WaitAsync(Patience);

    public static Task<T> Soon<T>(this Task<T> task) => task.WaitAsync(Patience);

    public static Task<T> Soon<T>(this ValueTask<T> task) => task.AsTask().WaitAsync(Patience);

    /// <summary>Waits for what nobody announces.</summary>
    public static async Task Until(Func<bool> holds)
    {
        var waited = System.Diagnostics.Stopwatch.StartNew();
        while (!holds())
        {
            if (waited.Elapsed > Patience)
            {
                throw new TimeoutException("it never came to be");
            }

            await Task.Yield();
        }
    }
}
