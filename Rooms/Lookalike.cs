using System.Globalization;
using System.Text;

namespace HtmxChat.Rooms;

/// <summary>Tells which names look alike, so that nobody passes for somebody else who is present.</summary>
internal static class Lookalike
{
    // Letters of other scripts, digits and signs that look like a Latin letter, after folding to lower case:
    // the part of Unicode's confusables (UTS #39) that common fonts draw alike.
    private static readonly Dictionary<char, string> Latin = Pairs(
        "аa еe оo рp сc уy хx кk мm тt нh вb ѕs іi їi јj һh ԁd ԛq ԝw үy ӏl ѵv ьb гr пn "
        + "αa βb εe ηn ιi κk νv οo ρp τt υu χx ωw γy σo ςc μu "
        + "ıi łl øo đd ħh ɡg ɑa ɩi ʟl ɴn ʀr ʏy ᴀa ᴄc ᴅd ᴇe ᴊj ᴋk ᴍm ᴏo ᴘp ᴛt ᴜu ᴠv ᴡw ᴢz "
        + "օo ոn սu հh ցg յj 0o 1l |l !l ǀl ∣l");

    /// <summary>What is left of a name when all that the eye passes over is gone: two names with the same skeleton look alike.</summary>
    public static string Skeleton(string name)
    {
        var skeleton = new StringBuilder(name.Length);
        foreach (var letter in name.Normalize(NormalizationForm.FormKD).ToLowerInvariant())
        {
            if (Latin.TryGetValue(letter, out var latin))
            {
                skeleton.Append(latin);
            }
            else if (char.IsLetterOrDigit(letter) || char.IsSurrogate(letter))
            {
                skeleton.Append(letter);
            }
            else if (CharUnicodeInfo.GetUnicodeCategory(letter) is UnicodeCategory.OtherSymbol or UnicodeCategory.CurrencySymbol or UnicodeCategory.MathSymbol)
            {
                skeleton.Append(letter);
            }
        }

        // i, l and 1 are one stroke in many fonts; two letters can be drawn as one.
        return skeleton.Replace('i', 'l').Replace("rn", "m").Replace("vv", "w").Replace("cl", "d").ToString() is { Length: > 0 } left ? left : name;
    }

    private static Dictionary<char, string> Pairs(string pairs) =>
        pairs.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToDictionary(pair => pair[0], pair => pair[1..]);
}
