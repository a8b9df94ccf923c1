using System.Reflection;
using System.Text.RegularExpressions;
using HtmxChat.Rooms;
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
    public void Every_other_language_has_words_for_each_refusal_and_for_nothing_else()
    {
        Refusal[] refusals =
        [
            .. typeof(Refusal).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => field.GetValue(null)).OfType<Refusal>(),
            PersonName.Refusal,
            RoomName.Refusal,
            Refusal.TooLong(9),
            Refusal.TooLong("topic", 9),
            Refusal.TooLong("welcome", 9),
            Refusal.FileTooLarge(9 << 20),
            Refusal.TooFast(TimeSpan.FromSeconds(9)),
            Refusal.TooFast(TimeSpan.FromSeconds(9), LimitedAction.Room),
            Refusal.Slow(TimeSpan.FromSeconds(9), 9),
            .. ((long[])[9000, 100_000_000_000_000]).SelectMany(until => (Refusal[])[Refusal.Muted(until, DateTimeOffset.UnixEpoch), Refusal.Removed(until, DateTimeOffset.UnixEpoch)]),
        ];

        Assert.All(Words.All.Skip(1), words =>
        {
            Assert.Equal(refusals.Select(refusal => $"refusal.{refusal.Key ?? refusal.Code.ToString()}").Distinct().Order(), words.Keys.Where(key => key.StartsWith("refusal.", StringComparison.Ordinal)).Order());
            Assert.All(refusals, refusal => Assert.Equal(refusal.Text.Contains('9'), words.Of(refusal).Contains('9')));
        });
        Assert.All(refusals, refusal => Assert.Equal(refusal.Text, Words.ForPrograms.Of(refusal)));
    }

    [Fact]
    public void A_topic_with_direction_marks_of_its_own_turns_nothing_around_it()
    {
        var line = new ActLine(RoomRole.Owner, new Deed(DeedKind.SetTopic, "a\u2066b\u2069c"));
        var act = ChatMessage.None with { Kind = MessageKind.Act, Text = line.ToText() };

        Assert.Contains("\u2068abc\u2069", Words.All[0].Of(act), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_language_has_words_for_each_act_and_says_all_of_it()
    {
        var keys = Enum.GetNames<DeedKind>().Concat(Enum.GetNames<RoomRole>().Select(role => $"by{role}")).Select(key => $"act.{key}").Order();

        Assert.All(Words.All, words => Assert.Equal(keys, words.Keys.Where(key => key.StartsWith("act.", StringComparison.Ordinal)).Order()));
        Assert.All(Words.All, words => Assert.All(keys, key => Assert.Equal(Values(Words.All[0][key]), Values(words[key]))));

        static IEnumerable<string> Values(string text) => Places().Matches(text).Select(match => match.Value).Order();
    }

    [Fact]
    public void An_act_is_told_in_each_language_by_what_is_kept_of_it()
    {
        var kept = new ActLine(RoomRole.Moderator, new Deed(DeedKind.SetTopic, "tea \"{1}\" 茶"), new Deed(DeedKind.TurnedSlowModeOn, Seconds: 90)).ToText();
        Assert.Equal("""{"by":"Moderator","deeds":[{"kind":"SetTopic","about":"tea \u0022{1}\u0022 茶"},{"kind":"TurnedSlowModeOn","seconds":90}]}""", kept);

        Assert.Equal(
            [
                "A moderator set the topic to “\u2068tea \"{1}\" 茶\u2069”, turned slow mode on: one message each 1 minute 30 seconds.",
                "Ein Moderator hat das Thema auf „\u2068tea \"{1}\" 茶\u2069“ gesetzt, den langsamen Modus eingeschaltet: eine Nachricht je 1 Minute 30 Sekunden.",
            ],
            Words.All.Select(words => words.Of(Examples.Act(1, kept))));
    }

    [Theory]
    [InlineData("An owner cleared the room.")]
    [InlineData("""{"by":"Owner","deeds":[{"kind":"NotYetKnown"}]}""")]
    [InlineData("""{"by":"Owner","deeds":[{"kind":99}]}""")]
    [InlineData("""{"by":"Owner"}""")]
    [InlineData("{")]
    [InlineData("")]
    public void What_is_no_known_act_is_shown_as_it_is_kept(string kept) =>
        Assert.All(Words.All, words => Assert.Equal(kept, words.Of(Examples.Act(1, kept))));

    [Fact]
    public void What_somebody_says_never_passes_for_an_act()
    {
        var said = Examples.Message(1, new ActLine(RoomRole.Operator, new Deed(DeedKind.ClearedRoom)).ToText());
        Assert.All(Words.All, words => Assert.Equal(said.Text, words.Of(said)));
    }

    [Fact]
    public void What_the_views_and_the_script_ask_for_is_there_and_nothing_else()
    {
        var keys = Words.All[0].Keys.ToList();
        var sections = keys.Select(Section).ToHashSet();
        var views = Repository.Sources(".cshtml", "Views").Concat(Repository.Sources(".cs", "Rooms/Web")).Select(file => File.ReadAllText(Repository.File(file)));
        var script = File.ReadAllText(Repository.File("wwwroot", "chat.js"));
        var asked = views.SelectMany(view => Keys().Matches(view)).Select(match => match.Groups[1].Value).Where(key => sections.Contains(Section(key)))
            .Concat(ScriptKeys().Matches(script).Select(match => $"script.{match.Groups[1].Value}"))
            .ToHashSet();

        Assert.Empty(asked.Except(keys));
        // The keys of these are put together.
        Assert.DoesNotContain(keys.Except(asked), key => Section(key) switch
        {
            "act" or "time" or "problem" => false,
            "script" => !script.Contains($"'{key["script.".Length..]}'"),
            _ => true,
        });

        static string Section(string key) => key.Split('.')[0];
    }

    [GeneratedRegex("\"([a-z]+\\.[A-Za-z0-9]+)\"")]
    private static partial Regex Keys();

    [GeneratedRegex(@"\bt\('(\w+)'")]
    private static partial Regex ScriptKeys();

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Places();
}
