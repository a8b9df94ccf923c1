namespace HtmxChat.Views;

/// <summary>The sole writer of <c>hx-swap-oob</c>: puts fragments into the elements of the page they belong to.
/// Only shapes that htmx 2 and 4 understand alike.</summary>
internal static class Oob
{
    /// <summary>New rows at the end of the log; all rows of one frame in one wrapper, which a browser swaps at least cost.</summary>
    public static readonly OobElement LogRows = new("<ol id=\"log\" hx-swap-oob=\"beforeend\">", "</ol>");

    /// <summary>The whole log.</summary>
    public static readonly OobElement Log = new("<ol id=\"log\" hx-swap-oob=\"innerHTML\">", "</ol>");

    /// <summary>What is above the log.</summary>
    public static readonly OobElement Older = new("<ol id=\"older\" hx-swap-oob=\"innerHTML\">", "</ol>");

    /// <summary>The people in the room.</summary>
    public static readonly OobElement Roster = new("<ul id=\"roster\" hx-swap-oob=\"innerHTML\">", "</ul>");

    /// <summary>The people who are writing.</summary>
    public static readonly OobElement Typing = new("<p id=\"typing\" hx-swap-oob=\"innerHTML\">", "</p>");

    /// <summary>Topic, welcome, lock and slow mode.</summary>
    public static readonly OobElement Rules = new("<div id=\"rules\" hx-swap-oob=\"innerHTML\">", "</div>");

    /// <summary>What one reader alone is told.</summary>
    public static readonly OobElement Notice = new("<p id=\"notice\" hx-swap-oob=\"innerHTML\">", "</p>");

    /// <summary>Makes the row that was written last, from <paramref name="start"/> on, take the place of the one with its id.</summary>
    public static void MakeReplacement(FrameWriter writer, int start) => writer.Insert(" hx-swap-oob=\"true\""u8, start + writer.WrittenSpan[start..].IndexOf((byte)'>'));

    /// <summary>Takes the sender's pending row away; between the two stands the cid, encoded.</summary>
    public static readonly OobElement Acknowledged = new("<li id=\"p-", "\" hx-swap-oob=\"delete\"></li>");
}

/// <summary>An element of the page around what is put into it.</summary>
internal sealed class OobElement(string open, string close)
{
    public ReadOnlyMemory<byte> Open { get; } = System.Text.Encoding.UTF8.GetBytes(open);

    public ReadOnlyMemory<byte> Close { get; } = System.Text.Encoding.UTF8.GetBytes(close);
}
