using System.Text.Encodings.Web;
using System.Text.Unicode;
using BenchmarkDotNet.Attributes;
using HtmxChat.Rooms;
using HtmxChat.Views;

namespace HtmxChat.Bench.Micro;

/// <summary>What happened in a room as a frame of fragments.</summary>
public class Rendering
{
    private readonly RoomFrames _frames = new(HtmlEncoder.Create(UnicodeRanges.All));
    private readonly RoomEvent[] _one = Said(1);
    private readonly RoomEvent[] _ten = Said(10);
    private readonly RoomEvent[] _backlog = [new RoomEvent.CaughtUp(Samples.Messages(100), After: 0)];

    /// <summary>A turn with one message.</summary>
    [Benchmark(Description = "one new row")]
    public Frame One() => _frames.Render(_one);

    /// <summary>A turn with ten.</summary>
    [Benchmark(Description = "ten new rows")]
    public Frame Ten() => _frames.Render(_ten);

    /// <summary>What somebody gets who joins.</summary>
    [Benchmark(Description = "a backlog of 100 rows")]
    public Frame Backlog() => _frames.Render(_backlog);

    private static RoomEvent[] Said(int count) => [.. Samples.Messages(count).Select(message => new RoomEvent.Said(message))];
}
