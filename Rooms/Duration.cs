namespace HtmxChat.Rooms;

/// <summary>How long something is, for people.</summary>
public static class Duration
{
    /// <summary>A time as people say it, in its two largest units.</summary>
    public static string Words(TimeSpan time)
    {
        var seconds = (long)Math.Ceiling(time.TotalSeconds);
        (long Count, string Unit)[] parts =
            [(seconds / 86_400, "day"), (seconds / 3600 % 24, "hour"), (seconds / 60 % 60, "minute"), (seconds % 60, "second")];
        var said = parts.SkipWhile(part => part.Count == 0).Take(2).Where(part => part.Count > 0).Select(part => $"{part.Count} {part.Unit}{(part.Count == 1 ? "" : "s")}");
        return string.Join(' ', said) is { Length: > 0 } words ? words : "0 seconds";
    }
}
