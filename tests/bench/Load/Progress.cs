using System.Diagnostics;

namespace HtmxChat.Bench.Load;

/// <summary>The one line that says how far a run is: in place on a terminal, now and then where lines are kept.</summary>
/// <param name="title">What runs.</param>
internal sealed class Progress(string title) : IDisposable
{
    private static readonly TimeSpan Interval = Console.IsErrorRedirected ? TimeSpan.FromSeconds(2) : TimeSpan.FromMilliseconds(250);

    private long _last = Stopwatch.GetTimestamp();

    /// <summary>Whether it is time to tell it again.</summary>
    public bool IsDue => Stopwatch.GetElapsedTime(_last) >= Interval;

    /// <summary>Tells it.</summary>
    public void Tell(string state)
    {
        _last = Stopwatch.GetTimestamp();
        var line = $"{title}: {state}";
        if (Console.IsErrorRedirected)
        {
            Console.Error.WriteLine(line);
        }
        else
        {
            Console.Error.Write($"\r{line}\u001B[K");
        }
    }

    public void Dispose()
    {
        if (!Console.IsErrorRedirected)
        {
            Console.Error.Write("\r\u001B[K");
        }
    }
}
