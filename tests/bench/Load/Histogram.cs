using System.Numerics;

namespace HtmxChat.Bench.Load;

/// <summary>Times in ticks, counted in buckets whose width is below 1/64 of their value.</summary>
internal sealed class Histogram
{
    private const int Steps = 64;
    private const int StepBits = 6;

    private readonly long[] _counts = new long[(64 - StepBits + 1) * Steps];
    private long _count;

    public long Max { get; private set; }

    public void Add(long ticks)
    {
        ticks = Math.Max(ticks, 0);
        var shift = Math.Max(BitOperations.Log2((ulong)ticks | 1) - StepBits, 0);
        _counts[shift * Steps + (ticks >> shift)]++;
        _count++;
        Max = Math.Max(Max, ticks);
    }

    public void Clear()
    {
        Array.Clear(_counts);
        (_count, Max) = (0, 0);
    }

    /// <summary>The time that this share of all stays within, as the lower bound of its bucket; 0 of nothing.</summary>
    public long Quantile(double share)
    {
        var left = (long)Math.Ceiling(share * _count);
        for (var bucket = 0; bucket < _counts.Length; bucket++)
        {
            left -= _counts[bucket];
            if (left <= 0 && _counts[bucket] > 0)
            {
                var shift = Math.Max(bucket / Steps - 1, 0);
                return (long)(bucket - shift * Steps) << shift;
            }
        }

        return 0;
    }
}
