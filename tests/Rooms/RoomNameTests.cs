using HtmxChat.Rooms;

namespace HtmxChat.Tests.Rooms;

/// <summary>A room has one name and one URL, however a person writes it.</summary>
public sealed class RoomNameTests
{
    private static readonly string Secret = string.Concat(Enumerable.Repeat("0123456789abcdef", 4));

    [Theory]
    [InlineData("general", "general")]
    [InlineData("General", "general")]
    [InlineData("my room", "my-room")]
    [InlineData("my_room", "my-room")]
    [InlineData("C# & .NET 10", "c--net-10")]
    [InlineData("café", "caf")]
    [InlineData("-", "-")]
    [InlineData("../etc/passwd", "etcpasswd")]
    [InlineData("a\r\nb\0c", "abc")]
    public void A_name_is_brought_into_its_canonical_form(string typed, string expected) =>
        Assert.Equal(expected, Parsed(typed).Value);

    [Theory]
    [InlineData("General Talk_2")]
    [InlineData("a-b")]
    public void The_canonical_form_of_a_name_is_its_own(string typed) =>
        Assert.Equal(Parsed(typed), Parsed(Parsed(typed).Value));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("…")]
    [InlineData("комната")]
    public void A_name_of_which_nothing_is_left_is_refused(string? typed) => Refused(typed);

    [Fact]
    public void A_name_has_at_most_32_characters()
    {
        Assert.Equal(new string('a', 32), Parsed(new string('a', 32)).Value);
        Refused(new string('a', 33));
        Refused(new string('a', 63));
        Refused(new string('a', 65));
    }

    [Fact]
    public void What_is_dropped_does_not_count() =>
        Assert.Equal(32, Parsed(new string('!', 100) + new string('a', 32)).Value.Length);

    [Fact]
    public void A_private_name_is_64_hex_digits()
    {
        Assert.True(Parsed(Secret).IsPrivate);
        Assert.Equal(Secret, Parsed(Secret.ToUpperInvariant()).Value);
        Assert.False(Parsed("general").IsPrivate);
        Refused(Secret[..63] + "g");
        Refused(Secret[..63] + "-");
    }

    [Fact]
    public void A_new_private_name_is_one_and_no_other()
    {
        var one = RoomName.NewPrivate();

        Assert.True(one.IsPrivate);
        Assert.Equal(one, Parsed(one.Value));
        Assert.NotEqual(one, RoomName.NewPrivate());
    }

    [Fact]
    public void A_private_name_is_never_written_whole()
    {
        var name = Parsed(Secret);

        Assert.Equal("012345…", name.ToString());
        Assert.Equal("012345…", $"{name}");
        Assert.Equal("general", Parsed("general").ToString());
    }

    private static RoomName Parsed(string? typed)
    {
        Assert.True(RoomName.TryParse(typed, out var name));
        return name;
    }

    private static void Refused(string? typed)
    {
        Assert.False(RoomName.TryParse(typed, out var name));
        Assert.Equal(default, name);
    }
}
