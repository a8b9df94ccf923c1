using System.Globalization;

namespace HtmxChat.Bench.Report;

/// <summary>A figure of several runs.</summary>
internal readonly record struct Spread(double Median, double Min, double Max)
{
    /// <summary>Of at least one run.</summary>
    public static Spread Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return new Spread((sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2, sorted[0], sorted[^1]);
    }

    /// <summary>The median, and between which it lies.</summary>
    public string Text(string format) =>
        Min == Max ? Number(Median, format) : $"{Number(Median, format)} ({Number(Min, format)}–{Number(Max, format)})";

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
