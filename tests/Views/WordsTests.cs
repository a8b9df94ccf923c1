using System.Text.RegularExpressions;
using HtmxChat.Tests.Support;
using HtmxChat.Views.Languages;

namespace HtmxChat.Tests.Views;

/// <summary>Each language has a text for everything that is said.</summary>
public sealed partial class WordsTests
{
    [Fact]
    public void Every_language_says_what_the_first_one_says()
    {
        var first = Words.All[0];
        // What a room refuses it says in the first language itself.
        Assert.All(Words.All, words => Assert.Equal(Said(first), Said(words)));
        Assert.All(Words.All, words => Assert.All(Said(words), key => Assert.Equal(Places().Count(first[key]), Places().Count(words[key]))));

        static IEnumerable<string> Said(Words words) => words.Keys.Where(key => !key.StartsWith("refusal.", StringComparison.Ordinal)).Order();
    }

    [Fact]
    public void What_the_views_and_the_script_ask_for_is_there()
    {
        var views = Repository.Sources(".cshtml", "Views").Concat(Repository.Sources(".cs", "Rooms/Web")).Select(file => File.ReadAllText(Repository.File(file)));
        var asked = views.SelectMany(view => Keys().Matches(view)).Select(match => match.Groups[1].Value)
            .Concat(ScriptKeys().Matches(File.ReadAllText(Repository.File("wwwroot", "chat.js"))).Select(match => $"script.{match.Groups[1].Value}"));

        Assert.Empty(asked.Except(Words.All[0].Keys));
    }

    [GeneratedRegex("\"((?:language|home|room|row|hooks|script|problem)\\.[A-Za-z0-9]+)\"")]
    private static partial Regex Keys();

    [GeneratedRegex(@"\bt\('(\w+)'")]
    private static partial Regex ScriptKeys();

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Places();
}
