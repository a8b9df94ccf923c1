namespace HtmxChat.Tests.Faults.Simulated;

/// <summary>How likely each fault is in this run; the seed decides, and some runs have none.</summary>
internal sealed class SimulatedFaults(Random random)
{
    private static readonly double[] Levels = [0, 0, 0.02, 0.1, 0.25];

    private readonly double _beforeAppend = Levels[random.Next(Levels.Length)];
    private readonly double _afterAppend = Levels[random.Next(Levels.Length)];
    private readonly double _read = Levels[random.Next(Levels.Length)] / 2;
    private readonly double _duplicate = Levels[random.Next(Levels.Length)];
    private readonly double _late = Levels[random.Next(Levels.Length)];
    private readonly double _crash = Levels[random.Next(Levels.Length)] / 20;

    public bool On { get; set; } = true;

    /// <summary>An append fails and nothing is kept.</summary>
    public bool BeforeAppend => Hits(_beforeAppend);

    /// <summary>An append fails although all is kept.</summary>
    public bool AfterAppend => Hits(_afterAppend);

    /// <summary>A read fails.</summary>
    public bool Read => Hits(_read);

    /// <summary>A command comes twice.</summary>
    public bool Duplicate => Hits(_duplicate);

    /// <summary>A leave comes later than the join after it.</summary>
    public bool Late => Hits(_late);

    /// <summary>The process is killed.</summary>
    public bool Crash => Hits(_crash);

    private bool Hits(double likely) => On && random.NextDouble() < likely;
}
