using System.Globalization;

namespace HtmxChat.Rooms;

/// <summary>A file that came with a message. Its bytes are stored beside the messages.</summary>
/// <param name="Key">Its name in the store, 128 random bits as hex; never shown.</param>
/// <param name="Name">Its name where it came from, for people.</param>
/// <param name="Type">Media type by its first bytes, see <see cref="TypeOf"/>.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Alt">What is to be seen, for whoever does not see it; empty if nobody said.</param>
public sealed record SharedFile(string Key, string Name, string Type, long Bytes, string Alt)
{
    /// <summary>UTF-16 characters a description may have.</summary>
    public const int MaxAlt = 500;

    /// <summary>Bytes <see cref="TypeOf"/> looks at.</summary>
    public const int HeadLength = 16;

    /// <summary>What is not shown but given to be saved.</summary>
    public const string Unknown = "application/octet-stream";

    private const int MaxName = 100;

    /// <summary>Whether it is shown in the page.</summary>
    public bool IsImage => Type != Unknown;

    /// <summary>The type of an image that browsers decode, told by its first bytes and by nothing the sender says
    /// (WHATWG MIME Sniffing standard, section 6.1); anything else, SVG with its scripts too, is <see cref="Unknown"/>.</summary>
    public static string TypeOf(ReadOnlySpan<byte> head) =>
        head.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]) ? "image/png"
        : head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? "image/jpeg"
        : head.StartsWith("GIF87a"u8) || head.StartsWith("GIF89a"u8) ? "image/gif"
        : head.StartsWith("RIFF"u8) && head.Length >= 12 && head[8..].StartsWith("WEBP"u8) ? "image/webp"
        : head.Length >= 12 && head[4..].StartsWith("ftypavi"u8) && head[11] is (byte)'f' or (byte)'s' ? "image/avif"
        : Unknown;

    /// <summary>A name that can stand in a page and in a folder: without a path, without characters that are not seen or turn others around.</summary>
    public static string CleanName(string? name)
    {
        var clean = Clean((name ?? "").Split('/', '\\')[^1]).TrimStart('.');
        return clean.Length == 0 ? "file" : clean.Length > MaxName ? $"{clean[..(MaxName - 10)]}…{clean[^9..]}" : clean;
    }

    /// <summary>A description on one line.</summary>
    public static string CleanAlt(string? alt) => Clean(alt ?? "") is var clean && clean.Length > MaxAlt ? clean[..MaxAlt] : clean;

    private static string Clean(string text) => string.Concat(text.ReplaceLineEndings(" ").Where(letter => !char.IsControl(letter) && char.GetUnicodeCategory(letter) != UnicodeCategory.Format)).Trim();
}

/// <summary>Section <c>Chat:Files</c>: files that come with messages.</summary>
public sealed record FileOptions
{
    /// <summary>Whether there are any.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Bytes a file may have.</summary>
    public long MaxBytes { get; init; } = 10 << 20;

    /// <summary>Bytes all files of a room may have together.</summary>
    public long RoomBytes { get; init; } = 256 << 20;

    /// <summary>Bytes that stay free on the disk: below them no file is taken, so that messages still can be kept.</summary>
    public long FreeBytes { get; init; } = 1 << 30;

    /// <summary>Every value that cannot be used, named with what it should be; none if all is well.</summary>
    public IEnumerable<string> Problems()
    {
        if (MaxBytes is < 1 or > 100 << 20)
        {
            yield return $"Chat:Files:MaxBytes must be from 1 to {100 << 20}, not {MaxBytes}.";
        }

        if (RoomBytes < MaxBytes)
        {
            yield return $"Chat:Files:RoomBytes must be at least Chat:Files:MaxBytes, not {RoomBytes}.";
        }

        if (FreeBytes < 0)
        {
            yield return $"Chat:Files:FreeBytes must not be negative, but is {FreeBytes}.";
        }
    }
}
