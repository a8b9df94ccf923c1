using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace HtmxChat.Rooms;

/// <summary>The name of a room, parsed once at the edge: 1 to 32 of <c>[a-z0-9-]</c> for a public room,
/// 64 lower-case hex digits (256 random bits, the only key to it) for a private one.</summary>
public readonly record struct RoomName
{
    /// <summary>Characters a public room's name may have.</summary>
    public const int MaxLength = 32;

    private const int PrivateLength = 64;
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>What is said of a text that is no name.</summary>
    public static readonly Refusal Refusal = Rooms.Refusal.BadName($"A room's name has 1 to {MaxLength} letters a to z, digits or hyphens.") with { Key = nameof(RoomName), Value = MaxLength };

    private RoomName(string value) => Value = value;

    /// <summary>The canonical name, whole. For a private room it is a secret: it belongs into URLs and the store, never into a log.</summary>
    public string Value { get; }

    /// <summary>Whether only those who were given the URL can know this room.</summary>
    public bool IsPrivate => Value.Length == PrivateLength;

    /// <summary>A new private room's name from 256 random bits.</summary>
    public static RoomName NewPrivate() => new(RandomNumberGenerator.GetHexString(PrivateLength, lowercase: true));

    /// <summary>Reads a name as a person would write it: letters are lower-cased, spaces and <c>_</c> become <c>-</c>, the rest is dropped.
    /// False if nothing is left or it is longer than <see cref="MaxLength"/> and no private name.</summary>
    public static bool TryParse(string? text, out RoomName name)
    {
        var canonical = new StringBuilder(PrivateLength);
        foreach (var letter in text ?? "")
        {
            var lower = letter is '_' or ' ' ? '-' : char.ToLowerInvariant(letter);
            if (char.IsAsciiLetterLower(lower) || char.IsAsciiDigit(lower) || lower == '-')
            {
                canonical.Append(lower);
            }
        }

        var value = canonical.ToString();
        var fits = value.Length is > 0 and <= MaxLength
            || (value.Length == PrivateLength && !value.AsSpan().ContainsAnyExcept(HexDigits));
        name = fits ? new RoomName(value) : default;
        return fits;
    }

    /// <summary>The name as it may stand in a log: a private one is cut to its first six digits.</summary>
    public override string ToString() => IsPrivate ? $"{Value[..6]}…" : Value;
}
