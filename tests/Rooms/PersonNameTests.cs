using HtmxChat.Rooms;

namespace HtmxChat.Tests.Rooms;

/// <summary>A name can be read, and cannot pass for another or disturb what stands beside it.</summary>
public sealed class PersonNameTests
{
    [Theory]
    [InlineData("Ada")]
    [InlineData("Ada Lovelace")]
    [InlineData("王小明")]
    [InlineData("שלום")]
    [InlineData("😀")]
    [InlineData("❤\uFE0F")]
    [InlineData("<script>")]
    [InlineData("\"quoted\" & 'so'")]
    public void A_name_people_can_read_stays_as_it_is(string typed) => Assert.Equal(typed, Parsed(typed));

    [Theory]
    [InlineData("  Ada  ", "Ada")]
    [InlineData("Ada \t Lovelace", "Ada Lovelace")]
    [InlineData("Ada\r\nLovelace", "Ada Lovelace")]
    [InlineData("\u00A0Ada\u3000\u2003Lovelace", "Ada Lovelace")]
    [InlineData("Ada\u2028Lovelace", "Ada Lovelace")]
    public void White_space_is_collapsed(string typed, string expected) => Assert.Equal(expected, Parsed(typed));

    [Fact]
    public void A_name_is_brought_into_NFC()
    {
        Assert.Equal("\u00C5sa", Parsed("A\u030Asa"));
        Assert.Equal("\u00C5", Parsed("\u212B"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" \t\r\n\u00A0")]
    public void A_name_of_nothing_is_refused(string? typed) => Refused(typed);

    [Fact]
    public void A_name_has_at_most_32_scalars()
    {
        Assert.Equal(new string('a', 32), Parsed(new string('a', 32)));
        Assert.Equal(64, Parsed(Repeated("😀", 32)).Length);
        Refused(new string('a', 33));
        Refused(Repeated("😀", 33));
    }

    [Fact]
    public void The_length_is_that_of_the_canonical_form()
    {
        Assert.Equal(32, Parsed(Repeated("A\u030A", 32)).Length);
        Assert.Equal(32, Parsed(new string(' ', 100) + new string('a', 32)).Length);
    }

    [Theory]
    [InlineData("A\u0323\u0331da")]
    [InlineData("กี่")]
    [InlineData("नमस्ते")]
    [InlineData("e\u0301\u0323\u0331")]
    public void Two_marks_may_stand_on_a_letter(string typed) => Parsed(typed);

    [Theory]
    [InlineData("Q\u0323\u0331\u0332da")]
    [InlineData("Ad\u0336\u0335\u0334\u0333a")]
    [InlineData("\u0301Ada")]
    [InlineData("Ada \u0301")]
    public void More_marks_or_a_mark_on_nothing_are_refused(string typed) => Refused(typed);

    [Theory]
    [InlineData(0x202A)]
    [InlineData(0x202E)]
    [InlineData(0x2066)]
    [InlineData(0x2069)]
    [InlineData(0x200E)]
    [InlineData(0x061C)]
    public void Characters_that_turn_the_direction_are_refused(int scalar) => RefusedWith(scalar);

    [Theory]
    [InlineData(0x200B)]
    [InlineData(0x200D)]
    [InlineData(0x2060)]
    [InlineData(0xFEFF)]
    [InlineData(0x00AD)]
    [InlineData(0xE0041)]
    [InlineData(0x034F)]
    [InlineData(0x17B4)]
    [InlineData(0x180B)]
    [InlineData(0xFE00)]
    [InlineData(0xE0100)]
    public void Characters_without_width_are_refused(int scalar) => RefusedWith(scalar);

    [Theory]
    [InlineData(0x0000)]
    [InlineData(0x0007)]
    [InlineData(0x001B)]
    [InlineData(0x007F)]
    [InlineData(0x009B)]
    public void Control_characters_are_refused(int scalar) => RefusedWith(scalar);

    [Theory]
    [InlineData(0x115F)]
    [InlineData(0x3164)]
    [InlineData(0x2800)]
    [InlineData(0xE000)]
    [InlineData(0xFFFD)]
    [InlineData(0xFFFF)]
    public void Characters_that_show_nothing_or_anything_are_refused(int scalar) => RefusedWith(scalar);

    [Theory]
    [InlineData("\u034F")]
    [InlineData("\uFE0F")]
    [InlineData("\uFE0F\uFE0F")]
    public void A_name_with_nothing_to_see_in_it_is_refused(string typed) => Refused(typed);

    // Not inline data: a lone surrogate does not survive in an attribute.
    [Fact]
    public void Half_a_surrogate_pair_is_refused()
    {
        Refused("Ada\uD83D");
        Refused("\uDE00Ada");
        Refused("A\u030A\uD83D");
    }

    private static void RefusedWith(int scalar)
    {
        var letter = char.ConvertFromUtf32(scalar);
        Refused(letter);
        Refused($"Ad{letter}a");
    }

    private static string Parsed(string? typed)
    {
        Assert.True(PersonName.TryParse(typed, out var name));
        return name;
    }

    private static void Refused(string? typed) => Assert.False(PersonName.TryParse(typed, out _));

    private static string Repeated(string text, int times) => string.Concat(Enumerable.Repeat(text, times));
}
