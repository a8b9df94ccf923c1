using System.Net;
using BenchmarkDotNet.Attributes;
using HtmxChat.Rooms;

namespace HtmxChat.Bench.Micro;

/// <summary>The limiter before the mailbox.</summary>
public class Limiting
{
    private const int Addresses = 10_000;

    private readonly RateLimiter _off = new(new LimitOptions { MessageInterval = TimeSpan.Zero }, TimeProvider.System);
    private readonly RateLimiter _granting = new(new LimitOptions { MessageInterval = TimeSpan.FromTicks(1) }, TimeProvider.System);
    private readonly RateLimiter _refusing = new(new LimitOptions { MessageInterval = TimeSpan.FromHours(1) }, TimeProvider.System);
    private readonly IPAddress[] _addresses = [.. Enumerable.Range(0, Addresses).Select(i => new IPAddress(new byte[] { 10, 0, (byte)(i >> 8), (byte)i }))];
    private int _next;

    /// <summary>Interval 0.</summary>
    [Benchmark(Description = "switched off")]
    public bool Off() => _off.TryTake(_addresses[0], out _);

    /// <summary>One who keeps the pace.</summary>
    [Benchmark(Description = "granted, one address")]
    public bool Granted() => _granting.TryTake(_addresses[0], out _);

    /// <summary>Many who do.</summary>
    [Benchmark(Description = "granted, 10,000 addresses in turn")]
    public bool GrantedInTurn() => _granting.TryTake(_addresses[_next = (_next + 1) % Addresses], out _);

    /// <summary>One who does not.</summary>
    [Benchmark(Description = "refused")]
    public bool Refused() => _refusing.TryTake(_addresses[0], out _);
}
