using System.Globalization;
using System.Text;

namespace HtmxChat.Rooms;

/// <summary>The rules for the name a person chooses.</summary>
public static class PersonName
{
    /// <summary>Characters (Unicode scalar values) a name may have.</summary>
    public const int MaxLength = 32;

    /// <summary>Combining marks that may stand on one letter: enough for every living script, too few to bury the line above.</summary>
    public const int MaxMarks = 2;

    /// <summary>The name of whoever has not chosen one yet.</summary>
    public const string Guest = "guest";

    /// <summary>Brings a name into the form in which it is shown: NFC, white space runs as one space.
    /// False if it is empty, too long, or has characters that are invisible or turn the direction of what follows, or marks stacked on a letter.</summary>
    public static bool TryParse(string? text, out string name)
    {
        name = "";
        if (!TryNormalize(text ?? "", out var normal))
        {
            return false;
        }

        name = string.Join(' ', normal.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        // A mark without a letter would stand on what comes before the name.
        var (length, marks) = (0, MaxMarks);
        foreach (var rune in name.EnumerateRunes())
        {
            marks = IsMark(rune) ? marks + 1 : Rune.IsWhiteSpace(rune) ? MaxMarks : 0;
            if (IsForbidden(rune) || marks > MaxMarks)
            {
                return false;
            }

            length++;
        }

        return length is > 0 and <= MaxLength;
    }

    /// <summary>Why <see cref="TryParse"/> said no, for people.</summary>
    public static Refusal Refusal => Rooms.Refusal.BadName($"A name has 1 to {MaxLength} visible characters.") with { Key = "Name", Value = MaxLength };

    // What is no valid UTF-16 has no normal form.
    private static bool TryNormalize(string text, out string normal)
    {
        try
        {
            normal = text.Normalize(NormalizationForm.FormC);
            return true;
        }
        catch (ArgumentException)
        {
            normal = "";
            return false;
        }
    }

    // Format covers bidi controls and zero-width characters (Unicode general category Cf). The numbers are fillers and marks that show nothing
    // (Unicode property Default_Ignorable_Code_Point); of the variation selectors those two are let in that make a sign text or emoji.
    private static bool IsForbidden(Rune rune) => Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        || rune.Value is 0xFFFD or 0x115F or 0x1160 or 0x3164 or 0xFFA0 or 0x2800
            or 0x034F or 0x17B4 or 0x17B5 or (>= 0x180B and <= 0x180F) or (>= 0xFE00 and <= 0xFE0D) or (>= 0xE0100 and <= 0xE01EF);

    // Shows only together with what it stands on; variation selectors are of this kind too.
    private static bool IsMark(Rune rune) => Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;
}
