using System.Globalization;
using System.Net;
using System.Text;
using HtmxChat.Bench.Load;

namespace HtmxChat.Bench.Report;

/// <summary>The speed of each server as bars, in SVG.</summary>
internal static class Chart
{
    private const int Width = 760;
    private const int Left = 60;
    private const int Right = 90;
    private const int Top = 64;
    private const int Bar = 14;
    private const int Gap = 14;

    private static readonly string[] Colours = ["#2f6fdb", "#d9822b", "#7a8794"];

    /// <summary>Bars of the workloads that deliver something; the whiskers are the best and the worst run.</summary>
    public static string Draw(IReadOnlyList<Workload> works, IReadOnlyList<string> peers, IReadOnlyList<Measurement> runs)
    {
        var shown = works.Where(work => work.Kind == WorkKind.Chat).ToArray();
        var most = runs.Where(run => shown.Any(work => work.Name == run.Work)).Select(run => run.PerCpuSecond).Append(1).Max();
        var group = peers.Count * (Bar + 2) + Gap;
        var svg = new StringBuilder();
        svg.Append(Line($"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Top + shown.Length * group}" font-family="system-ui, sans-serif" font-size="12" role="img" aria-label="Deliveries for each second of server CPU">
            <style>text {"{"} fill: #24292f {"}"} line {"{"} stroke: #24292f {"}"} @media (prefers-color-scheme: dark) {"{"} text {"{"} fill: #e6edf3 {"}"} line {"{"} stroke: #e6edf3 {"}"} {"}"}</style>
            <text x="{Left}" y="20" font-size="14" font-weight="600">Deliveries for each second of server CPU (more is better)</text>

            """));
        for (var i = 0; i < peers.Count; i++)
        {
            svg.Append(Line($"""
                <rect x="{Left + i * 120}" y="34" width="12" height="12" fill="{Colours[i]}"/><text x="{Left + 18 + i * 120}" y="44">{WebUtility.HtmlEncode(peers[i])}</text>

                """));
        }

        for (var i = 0; i < shown.Length; i++)
        {
            var y = Top + i * group;
            svg.Append(Line($"""
                <text x="{Left - 10}" y="{y + (group - Gap) / 2 + 4}" text-anchor="end">{shown[i].Name}</text>

                """));
            for (var j = 0; j < peers.Count; j++)
            {
                if (Tables.Of(runs, shown[i], peers[j]) is { Length: > 0 } of)
                {
                    Draw(svg, Spread.Of(of.Select(run => run.PerCpuSecond)), most, y + j * (Bar + 2), Colours[j]);
                }
            }
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static void Draw(StringBuilder svg, Spread spread, double most, int y, string colour)
    {
        double X(double value) => Left + value / most * (Width - Left - Right);
        svg.Append(Line($"""
            <rect x="{Left}" y="{y}" width="{X(spread.Median) - Left:0.0}" height="{Bar}" rx="2" fill="{colour}"/>
            <line x1="{X(spread.Min):0.0}" x2="{X(spread.Max):0.0}" y1="{y + Bar / 2}" y2="{y + Bar / 2}"/>
            <text x="{X(spread.Max) + 6:0.0}" y="{y + Bar - 3}">{spread.Median / 1000:#,0.0} k</text>

            """));
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
