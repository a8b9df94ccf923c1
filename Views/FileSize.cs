using System.Globalization;

namespace HtmxChat.Views;

/// <summary>How long a file is, for people.</summary>
public static class FileSize
{
    /// <summary>In bytes, KB (1024 bytes) or MB.</summary>
    public static string Of(long bytes) => bytes switch
    {
        < 1 << 10 => $"{bytes} B",
        < 1 << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.#} KB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:0.#} MB"),
    };
}
