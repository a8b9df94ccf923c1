using System.Globalization;
using System.Text;
using HtmxChat.Bench.Load;
using HtmxChat.Bench.Micro;

namespace HtmxChat.Bench.Report;

/// <summary>All that was measured, as the file RESULTS.md and a chart beside it.</summary>
internal sealed class Results(
    Machine machine,
    IReadOnlyList<Workload> works,
    IReadOnlyList<string> peers,
    int rounds,
    IReadOnlyList<Measurement> runs,
    IReadOnlyList<MicroResult> micro)
{
    /// <summary>The tables alone.</summary>
    public string Tables
    {
        get
        {
            var text = new StringBuilder();
            if (works.Any(work => work.Kind is WorkKind.Chat or WorkKind.Ping))
            {
                text.Append("## Deliveries for each second of server CPU\n\n").Append(Report.Tables.Speed(works, peers, runs)).Append('\n');
            }

            text.Append("## What things cost\n\n").Append(Report.Tables.Costs(works, peers, runs)).Append('\n');
            if (works.Any(work => work.Kind != WorkKind.Idle))
            {
                text.Append("## Latency and rate\n\n").Append(Report.Tables.Latency(works, peers, runs)).Append('\n');
            }

            if (micro.Count > 0)
            {
                text.Append("## One by one\n\n").Append(MicroTable).Append('\n');
            }

            return text.ToString();
        }
    }

    private string MicroTable => Report.Tables.Table(
        ["", "mean", "± (99.9 % confidence)", "allocated"],
        micro.Select(result => (string[])[result.Name, Time(result.Mean), Time(result.Error), $"{result.Allocated:#,0} B"]));

    /// <summary>Writes the file, and the chart as an SVG of the same name.</summary>
    public void Write(string file)
    {
        var chart = Path.ChangeExtension(file, ".svg");
        File.WriteAllText(chart, Chart.Draw(works, peers, runs));
        File.WriteAllText(file, string.Create(CultureInfo.InvariantCulture, $"""
            # Figures

            Written by `dotnet run -c Release --project tests/bench`; do not edit.
            {string.Join("; ", machine.Lines)}. {rounds} rounds, medians (least–most); while they ran, other work took {runs.Average(run => run.Usage.Others):0 %} of the machine.

            ![Deliveries for each second of server CPU]({Path.GetFileName(chart)})

            {Tables}
            ## How it is measured
            - Each run starts a server of its own as a process of its own, with an empty data folder, and loads it over loopback from one thread of another process. Servers alternate, and all use the workstation collector.
            - HtmxChat does all it promises: a commit synced to the disk before anybody sees a message, one order, the roster, HTML rows. Its limiter is in the path with interval 0. The SignalR chat is the usual hub with groups and the JSON protocol; it keeps nothing.
            - A delivery is one message seen by one member, its sender included. *For each second of server CPU* divides all deliveries of the measured seconds, and of what was still on its way at their end, by the user and system time of the server process. Compare the ratios of one run: rates and latencies move with whatever else the machine does.
            - Each message carries sender, number and time. *Lost*: not seen by every member when all has come to rest. *Twice*: seen again by the same member. *Out of order*: seen in another order than another member saw it, or than its sender said it. The column shows the worst run.
            - Latency is from the send, at a rate from the instant the send was due, to the read by the member. Memory is resident set, less what it was before the first socket. *One by one* is BenchmarkDotNet, in process.

            """));
    }

    private static string Time(double nanoseconds) => nanoseconds switch
    {
        < 1000 => string.Create(CultureInfo.InvariantCulture, $"{nanoseconds:0.0} ns"),
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / 1000:0.00} µs"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / 1_000_000:0.00} ms"),
    };
}
