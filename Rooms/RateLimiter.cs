using System.Net;

namespace HtmxChat.Rooms;

/// <summary>What an address does at a cost.</summary>
public enum LimitedAction
{
    /// <summary>Says something, takes a name, or sends what nobody understands.</summary>
    Message,
    /// <summary>Edits or deletes a message, takes another name, or keeps order.</summary>
    Edit,
    /// <summary>Lets others see that somebody is typing.</summary>
    Typing,
    /// <summary>Opens a socket to a room.</summary>
    Join,
    /// <summary>Makes a room.</summary>
    Room,
    /// <summary>Asks for a page, or for what else an endpoint answers.</summary>
    Page,
    /// <summary>Searches a room.</summary>
    Search,
    /// <summary>Sends a file, beside what the message costs.</summary>
    Upload,
}

/// <summary>Holds each address to a pace over all rooms: one number per address, no storage, forgotten when idle.
/// An action moves the address's next free instant by its cost; it is refused while that lies further ahead than the grace.
/// What an address says has a number of its own beside what else it does: whoever wrote too fast can still read,
/// and reading delays no message.</summary>
/// <param name="limits">Interval, grace and costs.</param>
/// <param name="time">Read by its timestamp: a step of the wall clock locks nobody out.</param>
public sealed class RateLimiter(LimitOptions limits, TimeProvider time)
{
    /// <summary>Messages' worth of reading that may be done ahead of the pace, whatever the grace for messages is.</summary>
    public const int ReadingAhead = 20;

    private const int FirstSweep = 1024;
    private static readonly TimeSpan SweepInterval = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<(Network Network, bool IsSaying), TimeSpan> _next = [];
    private readonly TimeSpan[] _costs = [.. Enum.GetValues<LimitedAction>().Select(action => limits.MessageInterval * limits.Costs.Of(action))];
    private readonly long _start = time.GetTimestamp();
    private int _sweepAt = FirstSweep;
    private TimeSpan _swept;

    /// <summary>Numbers remembered now.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _next.Count;
            }
        }
    }

    /// <summary>Counts one action of this address. False if it has to wait, and how long.</summary>
    public bool TryTake(IPAddress address, out TimeSpan wait, LimitedAction action = LimitedAction.Message)
    {
        wait = TimeSpan.Zero;
        var cost = _costs[(int)action];
        if (cost == TimeSpan.Zero)
        {
            return true;
        }

        var now = time.GetElapsedTime(_start);
        var isSaying = action is LimitedAction.Message or LimitedAction.Edit;
        var grace = isSaying ? limits.MessageGrace : limits.MessageInterval * ReadingAhead;
        var key = (Network.Of(address), isSaying);
        lock (_gate)
        {
            var next = _next.TryGetValue(key, out var known) && known > now ? known : now;
            wait = next - now - grace;
            if (wait > TimeSpan.Zero)
            {
                return false;
            }

            _next[key] = next + cost;
            if (_next.Count >= _sweepAt || now - _swept >= SweepInterval)
            {
                Sweep(now);
            }

            return true;
        }
    }

    // Each entry is paid for by the actions that made it: swept when their number has doubled, and once a minute.
    private void Sweep(TimeSpan now)
    {
        foreach (var (key, next) in _next)
        {
            if (next <= now)
            {
                _next.Remove(key);
            }
        }

        _next.TrimExcess();
        _sweepAt = Math.Max(FirstSweep, _next.Count * 2);
        _swept = now;
    }
}
