using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace HtmxChat.Bench.Micro;

/// <summary>The parts of a message's way, measured one by one with BenchmarkDotNet.</summary>
internal static class MicroBenchmarks
{
    private static readonly Type[] All = [typeof(Rendering), typeof(Framing), typeof(Appending), typeof(Limiting)];

    /// <summary>Measures all of them; some minutes.</summary>
    public static IReadOnlyList<MicroResult> Run()
    {
        // In process: BenchmarkDotNet's own would build the program anew for each benchmark.
        var config = ManualConfig.CreateEmpty()
            .AddJob(Job.Default.WithWarmupCount(3).WithIterationCount(10).WithToolchain(InProcessEmitToolchain.Instance))
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddLogger(NullLogger.Instance)
            .WithArtifactsPath(Path.Combine(AppContext.BaseDirectory, "BenchmarkDotNet"))
            .WithOptions(ConfigOptions.DisableLogFile);

        List<MicroResult> results = [];
        foreach (var benchmarks in All)
        {
            Console.Error.WriteLine($"measuring {benchmarks.Name.ToLowerInvariant()} …");
            var summary = BenchmarkRunner.Run(benchmarks, config);
            foreach (var report in summary.Reports)
            {
                if (report.ResultStatistics is not { } statistics)
                {
                    throw new Load.LoadException($"{report.BenchmarkCase.DisplayInfo} gave no figure.");
                }

                results.Add(new MicroResult(
                    $"{benchmarks.Name}: {report.BenchmarkCase.Descriptor.WorkloadMethodDisplayInfo.Trim('\'')}",
                    statistics.Mean,
                    statistics.ConfidenceInterval.Margin,
                    report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? 0));
            }
        }

        return results;
    }
}

/// <summary>What one benchmark gave.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Mean">Nanoseconds of one.</param>
/// <param name="Error">Half of the 99.9 % confidence interval, in nanoseconds.</param>
/// <param name="Allocated">Bytes allocated by one.</param>
internal sealed record MicroResult(string Name, double Mean, double Error, long Allocated);
