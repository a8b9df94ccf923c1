using System.Xml.Linq;

namespace HtmxChat.Tests.Faults;

/// <summary>What a live frame does to a page, read strictly: anything else than the shapes of the contract throws.</summary>
internal static class LiveFrame
{
    /// <summary>A row; a tombstone has no text.</summary>
    internal sealed record Row(long Seq, long Rev, string Text);

    internal abstract record Change
    {
        internal sealed record Append(Row Row) : Change;

        internal sealed record Replace(Row Row) : Change;

        internal sealed record Reset(IReadOnlyList<Row> Rows) : Change;

        internal sealed record Acknowledge(string Cid) : Change;

        internal sealed record Refuse(string Code, string Cid) : Change;
    }

    public static IEnumerable<Change> Read(string frame) => frame == "pong"
        ? []
        : XElement.Parse($"<frame>{frame}</frame>", LoadOptions.PreserveWhitespace).Elements().SelectMany(ReadElement);

    private static IEnumerable<Change> ReadElement(XElement element) => ((string)element.Attribute("id")!, (string)element.Attribute("hx-swap-oob")!) switch
    {
        ("log", "beforeend") => element.Elements().Select(row => new Change.Append(ToRow(row))),
        ("log", "innerHTML") => [new Change.Reset([.. element.Elements().Select(ToRow)])],
        ("older" or "roster" or "typing", "innerHTML") => [],
        ("notice", "innerHTML") => element.Elements().Select(notice => new Change.Refuse((string)notice.Attribute("data-code")!, (string?)notice.Attribute("data-cid") ?? "")),
        ({ } id, "true") when id.StartsWith("m-", StringComparison.Ordinal) => [new Change.Replace(ToRow(element))],
        ({ } id, "delete") when id.StartsWith("p-", StringComparison.Ordinal) => [new Change.Acknowledge(id[2..])],
        _ => throw new InvalidOperationException($"not in the contract: {element}"),
    };

    private static Row ToRow(XElement row) => new(
        (long)row.Attribute("data-seq")!,
        (long)row.Attribute("data-rev")!,
        row.Elements().FirstOrDefault(part => (string?)part.Attribute("class") == "text")?.Value ?? "");
}
