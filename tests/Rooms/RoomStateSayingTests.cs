using HtmxChat.Rooms;

namespace HtmxChat.Tests.Rooms;

/// <summary>The rules for what may be said, and what becomes of it.</summary>
public sealed class RoomStateSayingTests
{
    private readonly Rules _rules = new();

    [Fact]
    public void A_message_is_drafted_for_the_store()
    {
        var ada = Rules.Tab("Ada").Person;

        Assert.Equal(new Draft(_rules.Room, ada, "hi", Rules.Noon.ToUnixTimeMilliseconds(), "c"), _rules.Drafted("hi", by: ada));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \t ")]
    [InlineData("\n\r\n\u2028")]
    [InlineData("\u00A0\u3000")]
    [InlineData("\0\u0007\u001B")]
    public void A_message_without_text_is_refused(string text) => Assert.Equal(Refusal.Blank, _rules.Rejected(text));

    [Theory]
    [InlineData("x")]
    [InlineData("世")]
    [InlineData("😀")]
    public void A_message_may_have_so_many_scalars_and_no_more(string scalar)
    {
        var rules = new Rules(new ChatOptions { MaxMessageLength = 5 });
        var longest = string.Concat(Enumerable.Repeat(scalar, 5));

        Assert.Equal(longest, rules.Drafted(longest).Text);
        Assert.Equal(Refusal.TooLong(5), rules.Rejected(longest + scalar));
    }

    [Fact]
    public void Half_a_surrogate_pair_counts_as_a_character()
    {
        var rules = new Rules(new ChatOptions { MaxMessageLength = 5 });

        Assert.Equal(Refusal.TooLong(5), rules.Rejected(new string('\uD83D', 6)));
        Assert.Equal(Refusal.TooLong(5), rules.Rejected(new string('\uDE00', 6)));
    }

    [Theory]
    [InlineData("a\r\nb", "a\nb")]
    [InlineData("a\rb", "a\nb")]
    [InlineData("a\nb", "a\nb")]
    [InlineData("a\u2028b\u0085c", "a\nb\nc")]
    [InlineData("a\r\n\r\nb", "a\n\nb")]
    public void Every_line_ending_is_a_line_feed(string typed, string expected) => Assert.Equal(expected, _rules.Drafted(typed).Text);

    [Theory]
    [InlineData("\n\n  code\n", "  code")]
    [InlineData("hi  \n ", "hi")]
    [InlineData("a\tb", "a\tb")]
    public void Empty_lines_around_a_message_go_and_its_indentation_stays(string typed, string expected) =>
        Assert.Equal(expected, _rules.Drafted(typed).Text);

    [Theory]
    [InlineData("a\0b", "ab")]
    [InlineData("\u001B[31mred", "[31mred")]
    [InlineData("a\u007F\u009Bb", "ab")]
    public void Control_characters_are_dropped(string typed, string expected) => Assert.Equal(expected, _rules.Drafted(typed).Text);

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("' OR 1=1; --")]
    [InlineData("مرحبا \u202E abc")]
    [InlineData("👩\u200D👩\u200D👧 ❤\uFE0F")]
    public void Anything_else_is_left_as_it_was_typed(string text) => Assert.Equal(text, _rules.Drafted(text).Text);

    [Fact]
    public void The_time_shown_in_a_room_grows_with_each_message()
    {
        var first = _rules.Drafted("one").At;

        Assert.Equal(first + 1, _rules.Drafted("two", Rules.Noon.AddHours(-1)).At);
        Assert.Equal(first + 2, _rules.Drafted("three", Rules.Noon.AddMilliseconds(1)).At);
        Assert.Equal(first + 3000, _rules.Drafted("four", Rules.Noon.AddSeconds(3)).At);
    }

    [Fact]
    public void The_time_does_not_go_back_behind_what_is_stored()
    {
        var last = Rules.Noon.AddDays(1).ToUnixTimeMilliseconds();
        var rules = new Rules(mark: new RoomMark(7, 9, last));

        Assert.Equal(last + 1, rules.Drafted("one").At);
        Assert.Equal(9, rules.Rev);
    }

    [Fact]
    public void A_message_that_is_new_in_the_store_is_shown_and_acknowledged()
    {
        var (say, kept) = (Say(), new Kept(Rules.Message(1), IsNew: true));

        Assert.Equal([new RoomEvent.Said(kept.Message), new RoomEvent.Acknowledged(say, kept)], _rules.Apply(new RoomCommand.Keep(say, kept)));
        Assert.Equal(1, _rules.Rev);
    }

    [Fact]
    public void A_message_the_store_knew_is_only_acknowledged()
    {
        var (say, kept) = (Say(), new Kept(Rules.Message(1), IsNew: false));

        Assert.Equal([new RoomEvent.Acknowledged(say, kept)], _rules.Apply(new RoomCommand.Keep(say, kept)));
    }

    [Fact]
    public void What_the_store_knew_does_not_take_the_room_back()
    {
        var rules = new Rules(mark: new RoomMark(7, 9, 0));
        rules.Apply(new RoomCommand.Keep(Say(), new Kept(Rules.Message(1), IsNew: false)));

        Assert.Equal(9, rules.Rev);
    }

    [Fact]
    public void After_a_failed_write_what_the_store_has_all_the_same_is_shown()
    {
        var unseen = Rules.Message(1);

        Assert.Equal([new RoomEvent.Said(unseen)], _rules.Apply(new RoomCommand.Reload(new RoomMark(1, 1, unseen.At), [unseen], RoomRules.None)));
        Assert.Equal(1, _rules.Rev);
    }

    [Fact]
    public void Who_is_present_says_it_under_the_name_shown()
    {
        var tab = _rules.Joined("Ada");
        _rules.Apply(new RoomCommand.Rename(tab.Person, "Countess", From: tab));

        Assert.Equal("Countess", _rules.Drafted("hi", by: tab.Person).By.Name);
    }

    [Fact]
    public void A_command_without_a_rule_throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => _rules.Apply(null!));

    private static RoomCommand.Say Say() => new(Rules.Tab("Ada").Person, "hi", "c");
}
