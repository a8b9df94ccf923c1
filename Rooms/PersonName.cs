using System.Globalization;
using System.Text;

namespace HtmxChat.Rooms;

/// <summary>The rules for the name a person chooses.</summary>
public static class PersonName
{
    /// <summary>Characters (Unicode scalar values) a name may have.</summary>
    public const int MaxLength = 32;

    /// <summary>The name of whoever has not chosen one yet.</summary>
    public const string Guest = "guest";

    /// <summary>Brings a name into the form in which it is shown: NFC, white space runs as one space.
    /// False if it is empty, too long, or has characters that are invisible or turn the direction of what follows.</summary>
    public static bool TryParse(string? text, out string name)
    {
        name = "";
        if (text is null || !text.IsNormalized(NormalizationForm.FormC) && !TryNormalize(ref text))
        {
            return false;
        }

        name = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        var length = 0;
        foreach (var rune in name.EnumerateRunes())
        {
            length++;
            if (!IsVisible(rune))
            {
                return false;
            }
        }

        return length is > 0 and <= MaxLength;
    }

    /// <summary>Why <see cref="TryParse"/> said no, for people.</summary>
    public static Refusal Refusal => Rooms.Refusal.BadName($"A name has 1 to {MaxLength} visible characters.");

    // Throws on text that is no valid UTF-16; such a name is refused.
    private static bool TryNormalize(ref string text)
    {
        try
        {
            text = text.Normalize(NormalizationForm.FormC);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    // Format covers bidi controls and zero-width characters (Unicode general category Cf).
    private static bool IsVisible(Rune rune) => Rune.GetUnicodeCategory(rune) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
        && rune.Value is not (0xFFFD or 0x115F or 0x1160 or 0x3164 or 0xFFA0 or 0x2800);
}
