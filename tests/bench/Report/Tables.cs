using System.Globalization;
using System.Text;
using HtmxChat.Bench.Load;
using HtmxChat.Bench.Servers;

namespace HtmxChat.Bench.Report;

/// <summary>Measurements as tables in Markdown.</summary>
internal static class Tables
{
    /// <summary>One run in one line.</summary>
    public static string InBrief(Workload work, Measurement run) => FormattableString.Invariant(work.Kind switch
    {
        WorkKind.Idle => (FormattableString)$"{KiBPerSocket(run):0.0} KiB a socket, {CpuShare(run):0.0} % of a CPU",
        _ => $"{run.PerCpuSecond:#,0} per CPU-second, {run.PerSecond:#,0}/s, p99 {Milliseconds(run, 0.99):0.0} ms, anomalies: {run.Anomalies}, others' CPU {run.Usage.Others:0 %}",
    });

    /// <summary>What was done for each second of the server's CPU, and what it is a multiple of.</summary>
    public static string Speed(IReadOnlyList<Workload> works, IReadOnlyList<string> peers, IReadOnlyList<Measurement> runs) => Table(
        ["load", "", .. peers.Select(peer => $"{peer}, thousands"), .. peers.Count > 1 ? ["ratio"] : (string[])[], .. peers.Select(peer => $"{peer}: anomalies")],
        works.Where(work => work.Kind is WorkKind.Chat or WorkKind.Ping).Select(work => (string[])
        [
            work.Name,
            work.What,
            .. peers.Select(peer => Cell(runs, work, peer, run => run.PerCpuSecond / 1000, "#,0.0")),
            .. peers.Count > 1 ? [Ratio(runs, work)] : (string[])[],
            .. peers.Select(peer => Of(runs, work, peer) is { Length: > 0 } of ? Anomalies(of) : "–"),
        ]));

    /// <summary>How long a delivery took, and how many there were.</summary>
    public static string Latency(IReadOnlyList<Workload> works, IReadOnlyList<string> peers, IReadOnlyList<Measurement> runs) => Table(
        ["load", "server", "messages/s", "deliveries/s", "p50 ms", "p90 ms", "p99 ms", "p99.9 ms", "worst ms", "client's CPU, % of one"],
        works.Where(work => work.Kind is not WorkKind.Idle).SelectMany(work => peers.Where(peer => Of(runs, work, peer).Length > 0).Select(peer => (string[])
        [
            work.Name,
            peer,
            work.Kind == WorkKind.Chat ? Cell(runs, work, peer, run => run.Sent / run.Usage.Wall.TotalSeconds, "#,0") : "–",
            Cell(runs, work, peer, run => run.PerSecond, "#,0"),
            .. ((double[])[0.5, 0.9, 0.99, 0.999, 1]).Select(share => Cell(runs, work, peer, run => Milliseconds(run, share), "#,0.0")),
            Cell(runs, work, peer, run => 100 * (run.Usage.Client / run.Usage.Wall), "0"),
        ])));

    /// <summary>What an open socket, a join, a page and a start cost.</summary>
    public static string Costs(IReadOnlyList<Workload> works, IReadOnlyList<string> peers, IReadOnlyList<Measurement> runs) => Table(
        ["", .. peers],
        ((string[][])
        [
            .. works.Where(work => work.Kind == WorkKind.Idle).SelectMany(work => (string[][])
            [
                [$"{work.Name}: KiB of memory for each of {work.What}", .. peers.Select(peer => Cell(runs, work, peer, KiBPerSocket, "0.0"))],
                [$"{work.Name}: their CPU, % of one", .. peers.Select(peer => Cell(runs, work, peer, CpuShare, "0.0"))],
            ]),
            .. works.Where(work => work.Kind is WorkKind.Join or WorkKind.Page).SelectMany(work => (string[][])
            [
                [$"{work.Name}: {(work.Kind == WorkKind.Join ? "joins" : "pages")} for each CPU-second ({work.What})", .. peers.Select(peer => Cell(runs, work, peer, run => run.PerCpuSecond, "#,0"))],
                [$"{work.Name}: KiB of each", .. peers.Select(peer => Cell(runs, work, peer, run => run.Bytes / 1024.0 / Math.Max(run.Done, 1), "0.0"))],
            ]),
            ["start of the process to its first page, ms", .. peers.Select(peer => runs.Where(run => run.Peer == peer).Select(run => run.StartTime.TotalMilliseconds) is var times && times.Any() ? Spread.Of(times).Text("#,0") : "–")],
        ]).Where(row => row.Skip(1).Any(cell => cell != "–")));

    /// <summary>A table in Markdown.</summary>
    public static string Table(IReadOnlyList<string> head, IEnumerable<IReadOnlyList<string>> rows)
    {
        var text = new StringBuilder();
        foreach (var row in (IEnumerable<IReadOnlyList<string>>)[head, [.. head.Select(_ => "---")], .. rows])
        {
            text.Append("| ").AppendJoin(" | ", row).Append(" |\n");
        }

        return text.ToString();
    }

    /// <summary>The runs of one workload on one server.</summary>
    public static Measurement[] Of(IReadOnlyList<Measurement> runs, Workload work, string peer) =>
        [.. runs.Where(run => run.Work == work.Name && run.Peer == peer)];

    private static string Cell(IReadOnlyList<Measurement> runs, Workload work, string peer, Func<Measurement, double> figure, string format) =>
        Of(runs, work, peer) is { Length: > 0 } of ? Spread.Of(of.Select(figure)).Text(format) : "–";

    private static string Ratio(IReadOnlyList<Measurement> runs, Workload work)
    {
        var (ours, theirs) = (Of(runs, work, HtmxChatPeer.PeerName), Of(runs, work, SignalRPeer.PeerName));
        return ours.Length > 0 && theirs.Length > 0
            ? (Spread.Of(ours.Select(run => run.PerCpuSecond)).Median / Spread.Of(theirs.Select(run => run.PerCpuSecond)).Median).ToString("0.0 ×", CultureInfo.InvariantCulture)
            : "–";
    }

    // The worst run: what went wrong once can go wrong.
    private static string Anomalies(IEnumerable<Measurement> runs) =>
        runs.MaxBy(run => run.Lost + run.Again + run.OutOfOrder + run.Unknown + run.Disconnected)!.Anomalies;

    private static double KiBPerSocket(Measurement run) => (run.MemoryAfter - run.MemoryBefore) / 1024.0 / run.Connections;

    private static double CpuShare(Measurement run) => 100 * (run.Usage.Server / run.Usage.Wall);

    private static double Milliseconds(Measurement run, double share) => run.Latency[share].TotalMilliseconds;
}
