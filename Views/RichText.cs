using System.Buffers;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;

namespace HtmxChat.Views;

/// <summary>
/// A message's text with its formatting: links, <c>`code`</c>, fenced blocks, <c>*bold*</c>, <c>_italic_</c>, <c>&gt; quote</c> and <c>:emoji:</c>.
/// Everything else stays as it was typed, white space included. All text goes through the encoder; only the tags below are ever written.
/// </summary>
public sealed class RichText : IHtmlContent
{
    private const string Fence = "```";

    // Without one of these there is nothing to format, which is true of most messages.
    private static readonly SearchValues<char> Signs = SearchValues.Create("*_`>:");

    // Ends a link wherever it stands; CJK punctuation too, since no space follows it.
    private static readonly SearchValues<char> LinkEnds = SearchValues.Create("<>\"`　、。〈〉《》「」『』【】（），：；！？");

    private static readonly SearchValues<char> LinkTail = SearchValues.Create(".,;:!?'*_~");

    private readonly string _text;
    private readonly List<Mark> _marks = [];

    private RichText(string text) => _text = text;

    private enum Kind
    {
        Nothing,
        Strong,
        StrongEnd,
        Emphasis,
        EmphasisEnd,
        Quote,
        QuoteEnd,
        Code,
        Block,
        Link,
        Emoji,
        Reference,
    }

    /// <summary>The text formatted; null if there is nothing to format in it.</summary>
    public static RichText? Of(string text)
    {
        if (!text.AsSpan().ContainsAny(Signs))
        {
            return null;
        }

        var rich = new RichText(text);
        rich.FindBlocks();
        return rich._marks.Count > 0 ? rich : null;
    }

    /// <inheritdoc/>
    public void WriteTo(TextWriter writer, HtmlEncoder encoder)
    {
        var at = 0;
        foreach (var mark in _marks)
        {
            encoder.Encode(writer, _text, at, mark.Start - at);
            Write(mark, writer, encoder);
            at = mark.End;
        }

        encoder.Encode(writer, _text, at, _text.Length - at);
    }

    private void Write(Mark mark, TextWriter writer, HtmlEncoder encoder)
    {
        switch (mark.Kind)
        {
            case Kind.Nothing:
                break;
            case Kind.Strong:
                writer.Write("<strong>");
                break;
            case Kind.StrongEnd:
                writer.Write("</strong>");
                break;
            case Kind.Emphasis:
                writer.Write("<em>");
                break;
            case Kind.EmphasisEnd:
                writer.Write("</em>");
                break;
            case Kind.Quote:
                writer.Write("<blockquote>");
                break;
            case Kind.QuoteEnd:
                writer.Write("</blockquote>");
                break;
            case Kind.Code:
                writer.Write("<code>");
                encoder.Encode(writer, _text, mark.From, mark.Length);
                writer.Write("</code>");
                break;
            case Kind.Block:
                // What stands behind the opening fence names the language.
                var language = _text.AsSpan(mark.Start, mark.From - mark.Start).Trim("\n` ");
                writer.Write(language.IsEmpty ? "<pre><code>" : $"<pre data-lang=\"{language}\"><code>");
                encoder.Encode(writer, _text, mark.From, mark.Length);
                writer.Write("</code></pre>");
                break;
            case Kind.Link:
                writer.Write("<a href=\"");
                encoder.Encode(writer, _text, mark.From, mark.Length);
                writer.Write(IsScheme(mark.From, "mailto:")
                    ? "\" rel=\"noopener noreferrer nofollow ugc\">"
                    : "\" rel=\"noopener noreferrer nofollow ugc\" target=\"_blank\">");
                encoder.Encode(writer, _text, mark.From, mark.Length);
                writer.Write("</a>");
                break;
            case Kind.Reference:
                var seq = _text.AsSpan(mark.From, mark.Length);
                writer.Write($"<a href=\"?at={seq}#m-{seq}\">#{seq}</a>");
                break;
            case Kind.Emoji:
                writer.Write(encoder.Encode(Emoji.Of(_text.AsSpan(mark.From, mark.Length))!));
                break;
            default:
                throw new InvalidOperationException($"no tag for {mark.Kind}");
        }
    }

    // A block takes the line feeds around it along: its own edges break the line.
    private void FindBlocks()
    {
        var (taken, isFenceOpen) = (0, false);
        for (var at = 0; at < _text.Length;)
        {
            var end = LineEnd(at);
            var start = at > taken ? at - 1 : at;
            if (!isFenceOpen && IsFence(at, end))
            {
                if (FindFenceEnd(end) is var close and >= 0)
                {
                    var last = close + Fence.Length;
                    taken = at = last < _text.Length ? LineEnd(last) + 1 : last;
                    _marks.Add(new(Kind.Block, start, Math.Min(taken, _text.Length), Math.Min(end + 1, close - 1), close - 1));
                    continue;
                }

                // None further down can be closed either.
                isFenceOpen = true;
            }

            if (IsQuote(at, end) && !string.IsNullOrWhiteSpace(_text[(at + 1)..end]))
            {
                _marks.Add(new(Kind.Quote, start, at + 2));
                FindInline(TakeReference(at + 2, end), end);
                while (end < _text.Length && LineEnd(end + 1) is var next && IsQuote(end + 1, next))
                {
                    at = Math.Min(end + 3, next);
                    _marks.Add(new(Kind.Nothing, end + 1, at));
                    FindInline(at, next);
                    end = next;
                }

                taken = Math.Min(end + 1, _text.Length);
                _marks.Add(new(Kind.QuoteEnd, end, taken));
            }
            else
            {
                FindInline(at, end);
            }

            at = end + 1;
        }
    }

    // "Ada #42:" at the beginning of a quote leads to the message that is quoted.
    private int TakeReference(int from, int end)
    {
        var line = _text.AsSpan(from, end - from);
        if (line.IndexOf(" #") is var sign and > 0 && line[(sign + 2)..].IndexOfAnyExceptInRange('0', '9') is var length and > 0 and < 19
            && line[sign + 2 + length] == ':' && line[sign + 2] != '0')
        {
            var seq = from + sign + 2;
            _marks.Add(new(Kind.Reference, seq - 1, seq + length, seq, seq + length));
            return seq + length + 1;
        }

        return from;
    }

    private int LineEnd(int at) => _text.IndexOf('\n', at) is var feed and >= 0 ? feed : _text.Length;

    private bool IsFence(int at, int end)
    {
        var line = _text.AsSpan(at, end - at).TrimEnd();
        if (end == _text.Length || !line.StartsWith(Fence) || line.Length > 30)
        {
            return false;
        }

        foreach (var letter in line[Fence.Length..])
        {
            if (!char.IsAsciiLetterOrDigit(letter) && letter is not ('+' or '-' or '#' or '.' or '_'))
            {
                return false;
            }
        }

        return true;
    }

    // Where the next line begins that is nothing but a fence.
    private int FindFenceEnd(int end)
    {
        while (end < _text.Length)
        {
            var at = end + 1;
            end = LineEnd(at);
            if (_text.AsSpan(at, end - at).TrimEnd() is Fence)
            {
                return at;
            }
        }

        return -1;
    }

    private bool IsQuote(int at, int end) => at < end && _text[at] == '>' && (at + 1 == end || _text[at + 1] == ' ');

    // Emphasis begins and ends on one line; of each kind one can be open.
    private void FindInline(int from, int end)
    {
        var (strong, emphasis) = (Opener.None, Opener.None);
        for (var at = from; at < end;)
        {
            var next = _text.AsSpan(at, end - at).IndexOfAny(Signs);
            if (next < 0)
            {
                return;
            }

            at += next;
            switch (_text[at])
            {
                case '`':
                    at = TakeCode(at, end);
                    break;
                case ':':
                    at = TakeLinkOrEmoji(from, at, end);
                    break;
                case '*':
                    TakeEmphasis(from, at++, end, ref strong, ref emphasis, Kind.Strong);
                    break;
                case '_':
                    TakeEmphasis(from, at++, end, ref emphasis, ref strong, Kind.Emphasis);
                    break;
                default:
                    at++;
                    break;
            }
        }
    }

    // As many backticks as open it close it.
    private int TakeCode(int at, int end)
    {
        var ticks = Run(at, end);
        for (var close = at + ticks; close < end;)
        {
            close = _text.IndexOf('`', close, end - close);
            if (close < 0)
            {
                break;
            }

            var run = Run(close, end);
            if (run == ticks)
            {
                var (from, to) = (at + ticks, close);
                if (to - from > 2 && _text[from] == ' ' && _text[to - 1] == ' ')
                {
                    (from, to) = (from + 1, to - 1);
                }

                _marks.Add(new(Kind.Code, at, close + run, from, to));
                return close + run;
            }

            close += run;
        }

        return at + ticks;
    }

    private int Run(int at, int end)
    {
        var rest = _text.AsSpan(at, end - at);
        return rest.IndexOfAnyExcept('`') is var length and >= 0 ? length : rest.Length;
    }

    private int TakeLinkOrEmoji(int from, int colon, int end)
    {
        // A scheme is seen when its colon comes; the letters before it are not marked yet.
        foreach (var scheme in (ReadOnlySpan<string>)["https:", "http:", "mailto:"])
        {
            var start = colon + 1 - scheme.Length;
            if (start >= from && IsScheme(start, scheme) && (start == from || !IsWord(_text[start - 1])))
            {
                var stop = LinkEnd(start, end);
                if (IsLink(_text.AsSpan(start, stop - start), scheme))
                {
                    _marks.Add(new(Kind.Link, start, stop, start, stop));
                    return stop;
                }
            }
        }

        if (colon == from || !IsWord(_text[colon - 1]))
        {
            var name = _text.AsSpan(colon + 1, Math.Min(end - colon - 1, Emoji.MaxLength + 1));
            if (name.IndexOf(':') is var length and > 0 && Emoji.Of(name[..length]) is not null)
            {
                _marks.Add(new(Kind.Emoji, colon, colon + length + 2, colon + 1, colon + 1 + length));
                return colon + length + 2;
            }
        }

        return colon + 1;
    }

    private bool IsScheme(int at, string scheme) => _text.AsSpan(at).StartsWith(scheme, StringComparison.OrdinalIgnoreCase);

    private int LinkEnd(int start, int end)
    {
        var stop = start;
        while (stop < end && !LinkEnds.Contains(_text[stop]) && !char.IsWhiteSpace(_text[stop]) && !IsUnseen(_text[stop]))
        {
            stop++;
        }

        // What ends the sentence is no part of the link, nor a bracket that was opened before it.
        var link = _text.AsSpan(start, stop - start);
        var round = link.Count(')') - link.Count('(');
        var square = link.Count(']') - link.Count('[');
        while (stop > start && (LinkTail.Contains(_text[stop - 1]) || (_text[stop - 1] == ')' && round-- > 0) || (_text[stop - 1] == ']' && square-- > 0)))
        {
            stop--;
        }

        return stop;
    }

    // Characters that would let a link look like another one.
    private static bool IsUnseen(char letter) =>
        char.IsControl(letter) || char.GetUnicodeCategory(letter) is System.Globalization.UnicodeCategory.Format;

    private static bool IsLink(ReadOnlySpan<char> link, string scheme)
    {
        var rest = link.Length > scheme.Length ? link[scheme.Length..] : [];
        return scheme == "mailto:"
            ? rest.IndexOf('@') is > 0 and var at && at < rest.Length - 1
            : rest.StartsWith("//") && Uri.TryCreate(link.ToString(), UriKind.Absolute, out var uri) && uri.Host.Length > 0;
    }

    private void TakeEmphasis(int from, int at, int end, ref Opener mine, ref Opener other, Kind kind)
    {
        var sign = _text[at];
        var (before, after) = (at > from ? _text[at - 1] : ' ', at + 1 < end ? _text[at + 1] : ' ');
        if (before == sign || after == sign)
        {
            return;
        }

        if (mine.IsOpen && !char.IsWhiteSpace(before) && !IsWord(after) && HasWords(mine.At + 1, at))
        {
            _marks.Insert(mine.Marks, new(kind, mine.At, mine.At + 1));
            _marks.Add(new(kind + 1, at, at + 1));
            // One that was opened inside can no longer be closed outside.
            other = other.At > mine.At ? Opener.None : other;
            mine = Opener.None;
        }
        else if (!char.IsWhiteSpace(after) && !IsWord(before))
        {
            mine = new(at, _marks.Count);
        }
    }

    // Scripts without case mostly write no spaces between words: there anything may begin anywhere.
    private static bool IsWord(char letter) =>
        char.IsLetterOrDigit(letter) && char.GetUnicodeCategory(letter) != System.Globalization.UnicodeCategory.OtherLetter;

    private bool HasWords(int from, int end)
    {
        foreach (var letter in _text.AsSpan(from, end - from))
        {
            if (char.IsLetterOrDigit(letter) || char.IsSurrogate(letter))
            {
                return true;
            }
        }

        return false;
    }

    // In place of the text from Start to End stands an element around the text from From to To.
    private readonly record struct Mark(Kind Kind, int Start, int End, int From = 0, int To = 0)
    {
        public int Length => To - From;
    }

    // An opener that may still be closed, and how many marks stood before it.
    private readonly record struct Opener(int At, int Marks)
    {
        public static readonly Opener None = new(-1, 0);

        public bool IsOpen => At >= 0;
    }
}
