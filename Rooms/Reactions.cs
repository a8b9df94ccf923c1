namespace HtmxChat.Rooms;

/// <summary>The quick reactions to a message: each person may set each of them once.</summary>
public static class Reactions
{
    /// <summary>Those there are, in the order in which they are shown.</summary>
    public static readonly IReadOnlyList<string> Quick = ["👍", "❤️", "😂", "🎉", "😮", "😢", "🙏", "👀"];

    /// <summary>Whose reactions are told by handle, of each kind; the others are counted.</summary>
    public const int Named = 50;

    /// <summary>Reads <see cref="ChatMessage.Reactions"/>.</summary>
    public static IReadOnlyList<ReactionCount> Read(string kept) =>
        [.. kept.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ', 3) is [var emoji, var count, var by]
            ? new ReactionCount(emoji, long.Parse(count, System.Globalization.CultureInfo.InvariantCulture), by)
            : throw new FormatException("Reactions are kept as an emoji, a count and handles."))];

    /// <summary>Writes them as they are kept with their message: for each a line with the emoji, the count and the handles.</summary>
    public static string Write(IEnumerable<ReactionCount> reactions) =>
        string.Join('\n', reactions.OrderBy(reaction => Quick.ToList().IndexOf(reaction.Emoji)).Select(reaction => $"{reaction.Emoji} {reaction.Count} {reaction.By}"));
}

/// <summary>How often somebody has reacted with an emoji.</summary>
/// <param name="Emoji">One of <see cref="Reactions.Quick"/>.</param>
/// <param name="Count">People.</param>
/// <param name="By">The handles of the first of them, with a space between.</param>
public sealed record ReactionCount(string Emoji, long Count, string By);
