using BenchmarkDotNet.Attributes;
using HtmxChat.Rooms;

namespace HtmxChat.Bench.Micro;

/// <summary>Rendered bytes as frames for sockets.</summary>
public class Framing
{
    private readonly byte[] _row = new byte[500];
    private readonly Frame _own = new(new byte[60]);
    private readonly Frame _shared = new(new byte[500]);

    /// <summary>What all members share.</summary>
    [Benchmark(Description = "one row")]
    public Frame One() => new(_row);

    /// <summary>What its sender gets: that it is acknowledged, and the row.</summary>
    [Benchmark(Description = "an acknowledgement and one row, joined")]
    public Frame Joined() => Frame.Join(_own, _shared);
}
