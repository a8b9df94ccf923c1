using System.Buffers.Binary;
using System.Net;

namespace HtmxChat.Rooms;

/// <summary>Holds each address to a pace over all rooms: one number per address, no storage, forgotten when idle.
/// An action moves the address's next free instant by the interval; it is refused while that lies further ahead than the grace.</summary>
/// <param name="limits">Interval and grace.</param>
/// <param name="time">Read by its timestamp: a step of the wall clock locks nobody out.</param>
public sealed class RateLimiter(LimitOptions limits, TimeProvider time)
{
    private const int FirstSweep = 1024;

    private readonly Lock _gate = new();
    private readonly Dictionary<UInt128, TimeSpan> _next = [];
    private readonly long _start = time.GetTimestamp();
    private int _sweepAt = FirstSweep;

    /// <summary>Addresses remembered now.</summary>
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
    public bool TryTake(IPAddress address, out TimeSpan wait)
    {
        wait = TimeSpan.Zero;
        if (limits.MessageInterval == TimeSpan.Zero)
        {
            return true;
        }

        var now = time.GetElapsedTime(_start);
        var key = Key(address);
        lock (_gate)
        {
            var next = _next.TryGetValue(key, out var known) && known > now ? known : now;
            wait = next - now - limits.MessageGrace;
            if (wait > TimeSpan.Zero)
            {
                return false;
            }

            _next[key] = next + limits.MessageInterval;
            if (_next.Count >= _sweepAt)
            {
                Sweep(now);
            }

            return true;
        }
    }

    // One host of IPv6 owns at least a /64 (RFC 6177): the lower half of the address is its to choose.
    private static UInt128 Key(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        var full = address.MapToIPv6();
        full.TryWriteBytes(bytes, out _);
        if (!full.IsIPv4MappedToIPv6)
        {
            bytes[8..].Clear();
        }

        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    // Each entry is paid for by the actions that made it: swept when their number has doubled.
    private void Sweep(TimeSpan now)
    {
        foreach (var (key, next) in _next)
        {
            if (next <= now)
            {
                _next.Remove(key);
            }
        }

        _sweepAt = Math.Max(FirstSweep, _next.Count * 2);
    }
}
