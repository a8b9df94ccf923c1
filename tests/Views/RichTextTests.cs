using AngleSharp.Dom;
using HtmxChat.Views;

namespace HtmxChat.Tests.Views;

/// <summary>What is formatted, and how much more is not.</summary>
public sealed class RichTextTests
{
    // The only elements and attributes that formatting may bring.
    private static readonly string[] Shapes =
    [
        "strong", "em", "code", "pre", "pre data-lang", "blockquote",
        "a href rel", "a href rel target",
    ];

    public static TheoryData<string> Hostile => [.. Examples.HostileTexts];

    [Theory]
    [InlineData("*bold*", "<strong>bold</strong>")]
    [InlineData("a *bold* word, *and another*.", "a <strong>bold</strong> word, <strong>and another</strong>.")]
    [InlineData("_italic_", "<em>italic</em>")]
    [InlineData("*bold _and italic_*", "<strong>bold <em>and italic</em></strong>")]
    [InlineData("_*both*_", "<em><strong>both</strong></em>")]
    [InlineData("*a _b* c_", "<strong>a _b</strong> c_")]
    [InlineData("*a *b*", "*a <strong>b</strong>")]
    [InlineData("(*x*)", "(<strong>x</strong>)")]
    [InlineData("这是*重点*内容", "这是<strong>重点</strong>内容")]
    [InlineData("*😀*", "<strong>&#x1F600;</strong>")]
    public void Emphasis(string text, string html) => Becomes(html, text);

    [Theory]
    [InlineData("2*3*4 snake_case_name __init__ **kwargs")]
    [InlineData("* not * bold *")]
    [InlineData("*not\nbold*")]
    [InlineData("*_* ** __ _*_")]
    [InlineData("*open")]
    [InlineData("# heading\n- item\n1. one\n***\n| a | b |\n[text](http:) ![x](y) <b>")]
    [InlineData("&amp; &#60; \\\\")]
    [InlineData("10:30:45 a:b: :) :smiles_not: :: :smile")]
    [InlineData("ws://x ftp://x javascript:alert(1) data:text/html,x vbscript:x http: https:// http:///x mailto:x mailto:@ xhttp://example.org")]
    [InlineData(">:( >_< >no\na > b\n> ")]
    [InlineData("`open ``and more``` ")]
    [InlineData("```")]
    [InlineData("```\nnever closed")]
    [InlineData("```not a language\nx\n```")]
    public void Everything_else_stays_text(string text)
    {
        var (html, source) = Shown(text);

        Assert.Equal(text, html.TextContent);
        Assert.Empty(html.Children);
        Assert.Null(source);
    }

    [Theory]
    [InlineData("`x < y`", "<code>x &lt; y</code>")]
    [InlineData("``a ` b``", "<code>a ` b</code>")]
    [InlineData("`` `a` ``", "<code>`a`</code>")]
    [InlineData("`*not bold* :smile: https://example.org`", "<code>*not bold* :smile: https://example.org</code>")]
    [InlineData("*`a`*", "<strong><code>a</code></strong>")]
    [InlineData("```one line```", "<code>one line</code>")]
    public void Code(string text, string html) => Becomes(html, text);

    [Theory]
    [InlineData("```\na\n  b\n```", "<pre><code>a\n  b</code></pre>")]
    [InlineData("```c#\nx < 1\n```", "<pre data-lang=\"c#\"><code>x &lt; 1</code></pre>")]
    [InlineData("see\n```\n*a*\n> b\n```\nthere", "see<pre><code>*a*\n&gt; b</code></pre>there")]
    [InlineData("```\n\n```", "<pre><code></code></pre>")]
    [InlineData("```\n```", "<pre><code></code></pre>")]
    [InlineData("```\na\n```\n```\nb\n```", "<pre><code>a</code></pre><pre><code>b</code></pre>")]
    [InlineData("```\na\n```\n\nb", "<pre><code>a</code></pre>\nb")]
    public void Fenced_blocks(string text, string html) => Becomes(html, text);

    [Theory]
    [InlineData("> a", "<blockquote>a</blockquote>")]
    [InlineData("> a\n> b\n>\n> c", "<blockquote>a\nb\n\nc</blockquote>")]
    [InlineData("x\n> *a*\ny", "x<blockquote><strong>a</strong></blockquote>y")]
    [InlineData("> a\n\n> b", "<blockquote>a</blockquote><blockquote>b</blockquote>")]
    [InlineData("> > a", "<blockquote>&gt; a</blockquote>")]
    [InlineData("> *a\n> b*", "<blockquote>*a\nb*</blockquote>")]
    public void Quotes(string text, string html) => Becomes(html, text);

    [Theory]
    [InlineData("https://example.org/a_b_c?d=*e*&f#g", "https://example.org/a_b_c?d=*e*&f#g")]
    [InlineData("see http://example.org.", "http://example.org")]
    [InlineData("(https://en.example.org/wiki/A_(b))", "https://en.example.org/wiki/A_(b)")]
    [InlineData("[https://example.org/x]", "https://example.org/x")]
    [InlineData("<https://example.org>", "https://example.org")]
    [InlineData("\"HTTPS://EXAMPLE.ORG\"", "HTTPS://EXAMPLE.ORG")]
    [InlineData("*https://example.org*", "https://example.org")]
    [InlineData("请看https://example.org/路径。谢谢", "https://example.org/路径")]
    [InlineData("mailto:ada@example.org, please", "mailto:ada@example.org")]
    [InlineData("https://example.org/\u202Egpj.exe", "https://example.org/")]
    [InlineData("http://[::1]:8080/x", "http://[::1]:8080/x")]
    public void Links(string text, string url)
    {
        var link = Assert.Single(Shown(text).Html.QuerySelectorAll("a"));

        Assert.Equal(url, link.GetAttribute("href"));
        Assert.Equal(url, link.TextContent);
        Assert.Equal("noopener noreferrer nofollow ugc", link.GetAttribute("rel"));
        Assert.Equal(url.StartsWith("mailto:", StringComparison.Ordinal) ? null : "_blank", link.GetAttribute("target"));
    }

    [Theory]
    [InlineData(":smile:", "😄")]
    [InlineData("well :+1::tada:!", "well 👍🎉!")]
    [InlineData("::heart: 好:tea:", ":❤️ 好🍵")]
    public void Emoji_have_names(string text, string shown) => Assert.Equal(shown, Shown(text).Html.TextContent);

    [Fact]
    public void Plain_text_is_not_even_looked_at() => Assert.Null(RichText.Of("Hello, world. (One & two) <b>3</b>"));

    [Theory]
    [MemberData(nameof(Hostile))]
    public void No_hostile_text_brings_other_markup_wherever_it_stands(string text)
    {
        foreach (var around in (string[])["{0}", "*{0}*", "_{0}_", "`{0}`", "```\n{0}\n```", "```x\n{0}", "> {0}", "https://example.org/{0}", "mailto:a@b{0}", ":{0}:", "*_`{0}`_* > {0}\n> https://a/{0}"])
        {
            IsClosed(string.Format(System.Globalization.CultureInfo.InvariantCulture, around, text));
        }
    }

    [Fact]
    public void No_mixture_of_signs_brings_other_markup_or_loses_a_letter()
    {
        string[] parts = ["*", "_", "`", "```", "\n", "> ", ">", "http://", "https://a.b", "mailto:", "@", ":", ":smile:", "a", " ", "<b>", "&", "\"", "'", ")", "(", "。", "字", "\uD83D", "😀", "\u202E", "cs"];
        var random = new Random(7);
        for (var i = 0; i < 3_000; i++)
        {
            IsClosed(string.Concat(Enumerable.Range(0, random.Next(1, 14)).Select(_ => parts[random.Next(parts.Length)])));
        }
    }

    [Theory]
    [InlineData("*a ")]
    [InlineData("_*a* b ")]
    [InlineData("` `` ``` ")]
    [InlineData("```a\n")]
    [InlineData("> a\n")]
    [InlineData("https://a)))) ")]
    [InlineData(":a")]
    [InlineData("(https://a.b/(((((")]
    public void A_long_text_takes_time_by_its_length(string part)
    {
        var text = string.Concat(Enumerable.Repeat(part, 100_000 / part.Length));
        RichText.Of(text);

        var watch = System.Diagnostics.Stopwatch.StartNew();
        Html.Of(new HtmxChat.Rooms.RoomEvent.Said(Examples.Message(1, text)));

        // Ten times the longest text there can be; quadratic it would be many seconds.
        Assert.InRange(watch.ElapsedMilliseconds, 0, 1000);
    }

    private static void IsClosed(string text)
    {
        var (html, source) = Shown(text);

        Assert.Equal(WellFormed(text), WellFormed(source ?? html.TextContent));
        foreach (var element in html.QuerySelectorAll("*"))
        {
            Assert.Contains(string.Join(' ', element.Attributes.Select(attribute => attribute.Name).Prepend(element.LocalName)), Shapes);
            if (element.GetAttribute("href") is { } href)
            {
                Assert.Matches("^(?i:https?://|mailto:)", href);
            }
        }

        // Signs and line feeds may go; of what was said nothing may.
        Assert.Equal(Letters(WellFormed(text)), Letters(html.TextContent + string.Concat(html.QuerySelectorAll("pre").Select(block => block.GetAttribute("data-lang")))));
    }

    // In any order, since a language stands in an attribute; emoji by name are letters that do go.
    private static string Letters(string text) => string.Concat(text.Replace(":smile:", "😄").Where(letter => !"*_`>:\n ".Contains(letter)).Order());

    private static string WellFormed(string text) => string.Concat(text.EnumerateRunes());

    private static void Becomes(string html, string text) => Assert.Equal(html, Shown(text).Html.InnerHtml.Replace("😀", "&#x1F600;"));

    private static (IElement Html, string? Source) Shown(string text)
    {
        var shown = Html.Element(Html.Of(new HtmxChat.Rooms.RoomEvent.Said(Examples.Message(1, text)))).QuerySelector(".text")!;
        return (shown, shown.GetAttribute("data-source"));
    }
}
