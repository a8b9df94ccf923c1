using System.Globalization;

namespace HtmxChat.Views;

/// <summary>When a row was said, as markup and as text for whoever has no script. In UTC and the same in every language.</summary>
internal static class ShownTime
{
    /// <summary>To the second, as HTML's <c>datetime</c> takes it.</summary>
    public static string Machine(DateTimeOffset time) => time.UtcDateTime.ToString("s", CultureInfo.InvariantCulture) + "Z";

    /// <summary>To the minute, with the day before it.</summary>
    public static string WithDay(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>Likewise, of Unix milliseconds.</summary>
    public static string WithDay(long time) => WithDay(DateTimeOffset.FromUnixTimeMilliseconds(time));

    /// <summary>To the minute.</summary>
    public static string Text(DateTimeOffset time) =>
        string.Create(CultureInfo.InvariantCulture, $"{time.UtcDateTime.Hour:D2}:{time.UtcDateTime.Minute:D2} UTC");
}
