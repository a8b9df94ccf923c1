namespace HtmxChat.Rooms;

/// <summary>What is looked for: messages that have all the terms. A word also finds those that begin with it; words in "quotes" are found as they stand.</summary>
public sealed class SearchQuery
{
    /// <summary>UTF-16 characters of a question that count.</summary>
    public const int MaxLength = 200;

    private SearchQuery(IReadOnlyList<SearchTerm> terms) => Terms = terms;

    /// <summary>At least one.</summary>
    public IReadOnlyList<SearchTerm> Terms { get; }

    /// <summary>Reads what somebody has typed. Null if there is no word in it.</summary>
    public static SearchQuery? Parse(string? typed)
    {
        var parts = (typed ?? "")[..Math.Min(typed?.Length ?? 0, MaxLength)].Split('"');
        List<SearchTerm> terms = [];
        for (var i = 0; i < parts.Length; i++)
        {
            var isQuoted = i % 2 == 1;
            foreach (var term in isQuoted ? [parts[i]] : parts[i].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            {
                var words = SearchWords.Of(term).ConvertAll(word => word.Folded);
                if (words.Count > 0)
                {
                    terms.Add(new(words, IsPrefix: !isQuoted));
                }
            }
        }

        return terms.Count > 0 ? new(terms) : null;
    }

    /// <summary>Where the words stand in a text, ascending and apart from each other; none if not all terms are in it.</summary>
    public IReadOnlyList<Range> FindIn(string text)
    {
        var words = SearchWords.Of(text);
        var isHit = new bool[words.Count];
        foreach (var term in Terms)
        {
            var isFound = false;
            for (var i = 0; i + term.Words.Count <= words.Count; i++)
            {
                if (IsAt(term, words, i))
                {
                    isFound = true;
                    isHit.AsSpan(i, term.Words.Count).Fill(true);
                }
            }

            if (!isFound)
            {
                return [];
            }
        }

        List<Range> ranges = [];
        for (var i = 0; i < words.Count; i++)
        {
            // Words that touch, as those of scripts without spaces do, are marked as one.
            if (isHit[i] && ranges is [.., var last] && last.End.Value == words[i].Start)
            {
                ranges[^1] = last.Start..words[i].End;
            }
            else if (isHit[i])
            {
                ranges.Add(words[i].Start..words[i].End);
            }
        }

        return ranges;
    }

    private static bool IsAt(SearchTerm term, List<SearchWord> words, int at)
    {
        for (var i = 0; i < term.Words.Count; i++)
        {
            var (wanted, word) = (term.Words[i], words[at + i].Folded);
            if (term.IsPrefix && i == term.Words.Count - 1 ? !word.StartsWith(wanted, StringComparison.Ordinal) : word != wanted)
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>Words that follow each other.</summary>
/// <param name="Words">Folded; see <see cref="SearchWord.Folded"/>.</param>
/// <param name="IsPrefix">Whether the last one may be only the beginning of a word.</param>
public sealed record SearchTerm(IReadOnlyList<string> Words, bool IsPrefix);
