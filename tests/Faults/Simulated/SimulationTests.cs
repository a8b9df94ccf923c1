using System.Globalization;

namespace HtmxChat.Tests.Faults.Simulated;

/// <summary>Whole lives of rooms, with faults, in an order that a seed decides. SEED=n repeats one, LONG=1 tries ten thousand.</summary>
public sealed class SimulationTests
{
    private const int QuickSeeds = 2000;
    private const int LongSeeds = 10_000;
    private const int StepsShown = 40;

    public static TheoryData<string> Bugs => [.. PlantedBugs.All.Keys];

    [Fact]
    public void No_seed_finds_an_anomaly()
    {
        foreach (var seed in Seeds())
        {
            using var simulation = Run(seed);
            Assert.True(simulation.Checker.First is null, Report(seed, simulation));
        }
    }

    [Fact]
    public void A_seed_is_the_same_life_each_time()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            using var once = Run(seed);
            using var again = Run(seed);
            Assert.Equal(once.Steps, again.Steps);
        }
    }

    [Theory]
    [MemberData(nameof(Bugs))]
    public void A_planted_bug_is_found(string bug)
    {
        for (var seed = 0; seed < QuickSeeds; seed++)
        {
            var planted = PlantedBugs.All[bug]();
            using var simulation = Run(seed, planted);
            if (simulation.Checker.Anomalies.ContainsKey(planted.Finding))
            {
                return;
            }
        }

        Assert.Fail($"{QuickSeeds} seeds do not see {bug}");
    }

    private static IEnumerable<int> Seeds()
    {
        if (Environment.GetEnvironmentVariable("SEED") is { Length: > 0 } seed)
        {
            return [int.Parse(seed, CultureInfo.InvariantCulture)];
        }

        return Enumerable.Range(0, Environment.GetEnvironmentVariable("LONG") == "1" ? LongSeeds : QuickSeeds);
    }

    private static Simulation Run(int seed, PlantedBug? bug = null)
    {
        var simulation = new Simulation(seed, bug);
        simulation.Run();
        return simulation;
    }

    private static string Report(int seed, Simulation simulation) =>
        $"SEED={seed}: {simulation.Checker.First}\n{string.Join('\n', simulation.StepsBefore.TakeLast(StepsShown))}";
}
