namespace HtmxChat.Bench.Load;

/// <summary>What one run of one workload gave.</summary>
internal sealed record Measurement
{
    public required string Work { get; init; }

    public required string Peer { get; init; }

    /// <summary>Deliveries, pongs, joins or pages.</summary>
    public long Done { get; init; }

    /// <summary>Messages sent.</summary>
    public long Sent { get; init; }

    /// <summary>Bytes received, frames and heads included.</summary>
    public long Bytes { get; init; }

    /// <summary>Times of all that was done, by share: 0.5, 0.9, 0.99, 0.999, 1.</summary>
    public IReadOnlyDictionary<double, TimeSpan> Latency { get; init; } = new Dictionary<double, TimeSpan>();

    /// <summary>Said but not seen by every member.</summary>
    public long Lost { get; init; }

    /// <summary>Seen twice by one member.</summary>
    public long Again { get; init; }

    /// <summary>See <see cref="Sight.OutOfOrder"/>.</summary>
    public long OutOfOrder { get; init; }

    /// <summary>See <see cref="Sight.Unknown"/>.</summary>
    public long Unknown { get; init; }

    /// <summary>Connections the server ended.</summary>
    public long Disconnected { get; init; }

    /// <summary>Time and CPU of the measured part, with the rest of its messages arriving.</summary>
    public required Usage Usage { get; init; }

    /// <summary>Bytes of the server's memory before the first connection.</summary>
    public long MemoryBefore { get; init; }

    /// <summary>Bytes of the server's memory at the end of the measured part.</summary>
    public long MemoryAfter { get; init; }

    /// <summary>Connections held.</summary>
    public int Connections { get; init; }

    /// <summary>See <see cref="Servers.Server.StartTime"/>.</summary>
    public TimeSpan StartTime { get; init; }

    /// <summary>How many were done for each second of the server's CPU.</summary>
    public double PerCpuSecond => Done / Math.Max(Usage.Server.TotalSeconds, 0.01);

    /// <summary>How many were done in a second.</summary>
    public double PerSecond => Done / Usage.Wall.TotalSeconds;

    /// <summary>Nothing went wrong.</summary>
    public bool IsClean => Lost + Again + OutOfOrder + Unknown + Disconnected == 0;

    /// <summary>What went wrong, in words.</summary>
    public string Anomalies => IsClean
        ? "none"
        : string.Join(", ", ((string, long)[])[("lost", Lost), ("twice", Again), ("out of order", OutOfOrder), ("unknown", Unknown), ("disconnected", Disconnected)]
            is var all ? all.Where(kind => kind.Item2 > 0).Select(kind => $"{kind.Item2:#,0} {kind.Item1}") : []);
}
