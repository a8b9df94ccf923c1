using System.Globalization;

namespace HtmxChat.Rooms.Web;

/// <summary>Which messages of a room a program asks for; at most one of the three positions is set, and none means the latest.</summary>
/// <param name="After">Those said after this seq.</param>
/// <param name="AfterRev">Those that changed after this rev.</param>
/// <param name="Before">The last ones before this seq.</param>
/// <param name="Limit">How many at most.</param>
/// <param name="Wait">How long to wait for the first of them.</param>
internal sealed record MessageQuery(long? After, long? AfterRev, long? Before, int Limit, TimeSpan Wait)
{
    private const int MaxLimit = 1000;
    private const int MaxWaitSeconds = 60;

    /// <summary>Reads the query. Throws what becomes a 400 if it cannot.</summary>
    public static MessageQuery Of(HttpContext context, int usualLimit)
    {
        var query = new MessageQuery(
            Number("after"),
            Number("after_rev"),
            Number("before"),
            (int)(Number("limit", 1, MaxLimit) ?? Math.Min(usualLimit, MaxLimit)),
            TimeSpan.FromSeconds(Number("wait", 0, MaxWaitSeconds) ?? 0));
        return new[] { query.After, query.AfterRev, query.Before }.Count(position => position is not null) > 1
            ? throw new BadHttpRequestException("Only one of after, after_rev and before can be asked for.")
            : query;

        long? Number(string key, long least = 0, long most = long.MaxValue) =>
            context.TryGetNumber(key, out var number) && (number is null || (number >= least && number <= most))
                ? number
                : throw new BadHttpRequestException(
                    most == long.MaxValue ? $"{key} must be a whole number." : $"{key} must be a whole number from {least} to {most}.");
    }

    /// <summary>Reads the messages, ascending.</summary>
    public Task<IReadOnlyList<ChatMessage>> ReadAsync(IHistory history, RoomName room) => this switch
    {
        { After: { } seq } => history.FollowingAsync(room, seq, Limit),
        { AfterRev: { } rev } => history.ChangesAsync(room, rev, Limit),
        _ => history.LatestAsync(room, Limit, Before ?? long.MaxValue),
    };

    /// <summary>Where the rows before and after these are (RFC 8288), as far as there are any; empty for nowhere.</summary>
    public string Links(string path, IReadOnlyList<ChatMessage> rows, RoomMark mark)
    {
        if (rows is not [var first, ..] || rows is not [.., var last])
        {
            return "";
        }

        string[] links = AfterRev is not null
            ? [last.Rev < mark.Rev ? Link("after_rev", last.Rev, "next") : ""]
            : [first.Seq > 1 ? Link("before", first.Seq, "prev") : "", last.Seq < mark.Seq ? Link("after", last.Seq, "next") : ""];
        return string.Join(", ", links.Where(link => link.Length > 0));

        string Link(string key, long position, string relation) =>
            string.Create(CultureInfo.InvariantCulture, $"<{path}?{key}={position}&limit={Limit}>; rel=\"{relation}\"");
    }
}
