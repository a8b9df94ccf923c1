namespace HtmxChat.Rooms;

/// <summary>How long something is, for people.</summary>
public static class Duration
{
    /// <summary>A time as people say it, in its two largest units; <paramref name="say"/> names some of a unit in another language.</summary>
    public static string Words(TimeSpan time, Func<long, string, string>? say = null)
    {
        say ??= (count, unit) => $"{count} {unit}{(count == 1 ? "" : "s")}";
        var seconds = (long)Math.Ceiling(time.TotalSeconds);
        (long Count, string Unit)[] parts =
            [(seconds / 86_400, "day"), (seconds / 3600 % 24, "hour"), (seconds / 60 % 60, "minute"), (seconds % 60, "second")];
        var said = parts.SkipWhile(part => part.Count == 0).Take(2).Where(part => part.Count > 0).Select(part => say(part.Count, part.Unit));
        return string.Join(' ', said) is { Length: > 0 } words ? words : say(0, "second");
    }
}
