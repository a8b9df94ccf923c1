using HtmxChat.Rooms;

namespace HtmxChat.Tests.Rooms;

/// <summary>What a question finds in a text, in any script.</summary>
public sealed class SearchQueryTests
{
    [Theory]
    [InlineData("hello", "well, Hello there", "Hello")]
    [InlineData("hel wor", "hello, world", "hello|world")]
    [InlineData("wor hel", "hello, world", "hello|world")]
    [InlineData("\"hello world\"", "oh hello world", "hello|world")]
    [InlineData("uber", "Über alles", "Über")]
    [InlineData("ÜBER", "uber", "uber")]
    [InlineData("naïve", "nai\u0308ve", "nai\u0308ve")]
    [InlineData("прив", "Привет, мир", "Привет")]
    [InlineData("елка", "ёлка", "ёлка")]
    [InlineData("العرب", "اللغة العَرَبِيَّة", "العَرَبِيَّة")]
    [InlineData("שלום", "שָׁלוֹם לכם", "שָׁלוֹם")]
    [InlineData("हिन्", "मैं हिन्दी बोलता हूँ", "हिन्दी")]
    [InlineData("世界", "你好世界！", "世界")]
    [InlineData("好", "你好世界", "好")]
    [InlineData("カナ", "ひらがなとカタカナ", "カナ")]
    [InlineData("ｶ", "ｶﾅ", "ｶ")]
    [InlineData("학교", "학교에서 만나", "학교에서")]
    [InlineData("รัก", "ฉันรักเธอ", "รัก")]
    [InlineData("abc", "ＡＢＣ", "ＡＢＣ")]
    [InlineData("hello世界", "say hello世界 now", "hello世界")]
    [InlineData("don't", "I don't know", "don|t")]
    [InlineData("🎉", "done 🎉!", "🎉")]
    [InlineData("10", "at 10:30", "10")]
    [InlineData("𝐇𝐢", "hi", "hi")]
    [InlineData("a\uD83Db", "a b", "a|b")]
    public void It_finds(string typed, string text, string hits)
    {
        var found = SearchQuery.Parse(typed)!.FindIn(text).Select(range => text[range]);

        Assert.Equal(hits.Split('|'), found);
    }

    [Theory]
    [InlineData("ello", "hello")]
    [InlineData("hello moon", "hello world")]
    [InlineData("\"hel\"", "hello")]
    [InlineData("\"world hello\"", "hello world")]
    [InlineData("界世", "世界")]
    [InlineData("कल", "कुल")]
    public void It_does_not_find(string typed, string text) => Assert.Empty(SearchQuery.Parse(typed)!.FindIn(text));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  \t")]
    [InlineData("\"\" ' * ( ) : ^ - +")]
    [InlineData("\u0301\u200D\uD800")]
    public void Without_a_word_there_is_nothing_to_look_for(string? typed) => Assert.Null(SearchQuery.Parse(typed));

    [Fact]
    public void No_more_of_a_question_counts_than_its_limit() =>
        Assert.Equal(SearchQuery.MaxLength / 2, SearchQuery.Parse(string.Concat(Enumerable.Repeat("a ", 10_000)))!.Terms.Count);
}
