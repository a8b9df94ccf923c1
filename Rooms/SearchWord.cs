using System.Globalization;
using System.Text;

namespace HtmxChat.Rooms;

/// <summary>A word of a text.</summary>
/// <param name="Start">Index of its first character in the text.</param>
/// <param name="End">Index behind its last.</param>
/// <param name="Folded">The word as it is compared: lower case, without accents, full width made half.</param>
public readonly record struct SearchWord(int Start, int End, string Folded);

/// <summary>Takes a text apart into words, the same for the index, for a question and for what is marked in an answer.
/// In scripts that write no spaces between words each character is a word of its own, so that any part of a sentence is found.
/// What is in the index was folded by this code: a change to it needs a migration that empties the index.</summary>
public static class SearchWords
{
    // Han, kana, bopomofo, Thai, Lao, Tibetan, Myanmar, Khmer.
    private static readonly (int First, int Last)[] Unspaced =
    [
        (0x0E00, 0x0EFF), (0x0F00, 0x109F), (0x1780, 0x17FF), (0x2E80, 0x312F), (0x31A0, 0x31FF), (0x3400, 0x9FFF), (0xF900, 0xFAFF), (0xFF66, 0xFF9F), (0x20000, 0x3FFFF),
    ];

    /// <summary>The words of a text in their order.</summary>
    public static List<SearchWord> Of(string text)
    {
        List<SearchWord> words = [];
        var folded = new StringBuilder();
        var (start, isWhole) = (-1, false);
        for (var at = 0; at < text.Length;)
        {
            var isRune = Rune.TryGetRuneAt(text, at, out var rune);
            var length = isRune ? rune.Utf16SequenceLength : 1;
            var kind = isRune ? KindOf(rune) : WordPart.None;
            if (kind == WordPart.Mark && start >= 0)
            {
                Fold(rune, folded);
            }
            else
            {
                if (isWhole || kind != WordPart.Letter)
                {
                    End(at);
                }

                if (kind is WordPart.Letter or WordPart.Whole)
                {
                    start = start < 0 ? at : start;
                    isWhole = kind == WordPart.Whole;
                    Fold(rune, folded);
                }
            }

            at += length;
        }

        End(text.Length);
        return words;

        void End(int end)
        {
            if (folded.Length > 0)
            {
                words.Add(new(start, end, folded.ToString()));
                folded.Clear();
            }

            (start, isWhole) = (-1, false);
        }
    }

    private static WordPart KindOf(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark => WordPart.Mark,
        // Emoji too are looked for.
        UnicodeCategory.OtherSymbol => rune.Value == 0xFFFD ? WordPart.None : WordPart.Whole,
        _ when !Rune.IsLetterOrDigit(rune) && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber) => WordPart.None,
        _ => IsUnspaced(rune) ? WordPart.Whole : WordPart.Letter,
    };

    private static bool IsUnspaced(Rune rune) => rune.Value >= 0x0E00 && Array.Exists(Unspaced, range => rune.Value >= range.First && rune.Value <= range.Last);

    private static void Fold(Rune rune, StringBuilder folded)
    {
        if (rune.IsAscii)
        {
            folded.Append(char.ToLowerInvariant((char)rune.Value));
            return;
        }

        // A syllable of Hangul is a letter to its readers; decomposed it would be three.
        var parts = rune.Value is >= 0xAC00 and <= 0xD7A3 ? rune.ToString() : rune.ToString().Normalize(NormalizationForm.FormKD);
        foreach (var part in parts.EnumerateRunes())
        {
            if (!IsAccent(part) && (part == rune || KindOf(part) != WordPart.None))
            {
                folded.Append(Rune.ToLowerInvariant(part));
            }
        }
    }

    // Accents, Hebrew and Arabic vowel points and variation selectors. Vowel signs of other scripts are letters to their readers.
    private static bool IsAccent(Rune rune) => rune.Value is >= 0x0300 and <= 0x036F or >= 0x0591 and <= 0x05C7 or >= 0x064B and <= 0x065F or 0x0670 or >= 0xFE00 and <= 0xFE0F;

    private enum WordPart
    {
        None,
        Letter,
        Whole,
        Mark,
    }
}
