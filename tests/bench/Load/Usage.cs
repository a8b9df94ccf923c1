using System.Diagnostics;
using System.Globalization;
using HtmxChat.Bench.Servers;

namespace HtmxChat.Bench.Load;

/// <summary>Time and CPU time of a part of a run.</summary>
/// <param name="Wall">How long it took.</param>
/// <param name="Server">CPU time of the server.</param>
/// <param name="Client">CPU time of this program.</param>
/// <param name="Machine">CPU time of everything on the machine, what a hypervisor kept from it included.</param>
internal readonly record struct Usage(TimeSpan Wall, TimeSpan Server, TimeSpan Client, TimeSpan Machine)
{
    /// <summary>Share of the machine's CPU that was used by others or kept from it: noise.</summary>
    public double Others => Math.Max((Machine - Server - Client) / (Wall * Environment.ProcessorCount), 0);

    /// <summary>What has been used so far; the difference of two is what was used between.</summary>
    public static Usage Now(Server server) => new(
        TimeSpan.FromSeconds((double)Stopwatch.GetTimestamp() / Stopwatch.Frequency),
        server.CpuTime,
        Environment.CpuUsage.TotalTime,
        OfMachine());

    public static Usage operator -(Usage after, Usage before) =>
        new(after.Wall - before.Wall, after.Server - before.Server, after.Client - before.Client, after.Machine - before.Machine);

    // proc_stat(5): hundredths of a second of user, nice, system, idle, iowait, irq, softirq, steal.
    private static TimeSpan OfMachine()
    {
        var times = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Skip(1).Take(8).Select(time => long.Parse(time, CultureInfo.InvariantCulture)).ToArray();
        return TimeSpan.FromMilliseconds(10 * (times.Sum() - times[3] - times[4]));
    }
}
