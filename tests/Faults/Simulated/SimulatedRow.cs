using System.Globalization;
using HtmxChat.Rooms;

namespace HtmxChat.Tests.Faults.Simulated;

/// <summary>A message as a simulated reader sees it: one line of text.</summary>
internal sealed record SimulatedRow(long Seq, long Rev, long At, string Cid, string Author, bool Edited, bool Deleted, string Text)
{
    public string Key => SimulatedSend.KeyOf(Author, Cid);

    public static SimulatedRow Of(ChatMessage row) =>
        new(row.Seq, row.Rev, row.At, row.Cid, row.Author, row.EditedAt is not null, row.Deleted == 1, row.Text);

    public static SimulatedRow Parse(string line)
    {
        var parts = line.Split(' ');
        return new(Number(parts[0]), Number(parts[1]), Number(parts[2]), parts[3], parts[4], parts[5].Contains('e'), parts[5].Contains('d'), parts[6]);
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Seq} {Rev} {At} {Cid} {Author} {(Edited ? "e" : "")}{(Deleted ? "d" : "")} {Text}");

    private static long Number(string digits) => long.Parse(digits, CultureInfo.InvariantCulture);
}
