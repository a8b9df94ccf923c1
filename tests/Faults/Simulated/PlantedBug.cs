using HtmxChat.Rooms;

namespace HtmxChat.Tests.Faults.Simulated;

/// <summary>A mistake at one seam of the server, and the anomaly that gives it away.</summary>
internal sealed record PlantedBug(string Finding)
{
    public SimulatedStore? Store { get; init; }

    /// <summary>What a frame tells of the events.</summary>
    public Func<IReadOnlyList<RoomEvent>, IReadOnlyList<RoomEvent>> Tells { get; init; } = events => events;

    /// <summary>What arrives of a frame.</summary>
    public Func<Frame, IReadOnlyList<Frame>> Delivers { get; init; } = frame => [frame];

    /// <summary>What arrives of a command.</summary>
    public Func<RoomCommand, IReadOnlyList<RoomCommand>> Posts { get; init; } = command => [command];

    /// <summary>The clock of the limiter.</summary>
    public Func<TimeProvider, TimeProvider> Clock { get; init; } = time => time;
}
