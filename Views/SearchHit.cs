using HtmxChat.Rooms;

namespace HtmxChat.Views;

/// <summary>A message that was found: an excerpt of its text around the first word looked for.</summary>
/// <param name="Message">The message.</param>
/// <param name="Excerpt">Pieces of its text in their order.</param>
public sealed record SearchHit(ChatMessage Message, IReadOnlyList<Excerpt> Excerpt)
{
    private const int Before = 60;
    private const int Longest = 240;

    /// <summary>What to show of a message. Null if what is looked for is not in it.</summary>
    public static SearchHit? Of(ChatMessage message, SearchQuery query)
    {
        var text = message.Searchable;
        var found = query.FindIn(text);
        if (found.Count == 0)
        {
            return null;
        }

        var start = Boundary(text, found[0].Start.Value > Before ? found[0].Start.Value - Before : 0);
        var end = Boundary(text, Math.Min(text.Length, start + Longest));
        List<Excerpt> pieces = [];
        var at = start;
        foreach (var (first, last) in found.Select(range => (range.Start.Value, range.End.Value)).TakeWhile(range => range.Item2 <= end))
        {
            Add(at, first, isFound: false);
            Add(first, last, isFound: true);
            at = last;
        }

        Add(at, end, isFound: false);
        return new(message, pieces);

        void Add(int from, int to, bool isFound)
        {
            if (to > from)
            {
                pieces.Add(new($"{(from == start && from > 0 ? "… " : "")}{text[from..to].ReplaceLineEndings(" ")}{(to == end && to < text.Length ? " …" : "")}", isFound));
            }
        }
    }

    // Not within a surrogate pair.
    private static int Boundary(string text, int at) => at > 0 && at < text.Length && char.IsLowSurrogate(text[at]) ? at - 1 : at;
}

/// <summary>A piece of a text.</summary>
/// <param name="Text">The piece.</param>
/// <param name="IsFound">Whether it was looked for.</param>
public sealed record Excerpt(string Text, bool IsFound);
