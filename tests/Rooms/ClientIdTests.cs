using HtmxChat.Rooms;

namespace HtmxChat.Tests.Rooms;

/// <summary>What a client may call a send.</summary>
public sealed class ClientIdTests
{
    [Theory]
    [InlineData("1")]
    [InlineData("0f8fad5b-d9cb-469f-a165-70867728950e")]
    [InlineData("!\"#$%&'()<>~")]
    public void A_cid_stays_as_it_is(string typed) => Assert.Equal(typed, Parsed(typed));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void A_send_without_a_cid_gets_one_of_its_own(string? typed)
    {
        Assert.NotEqual("", Parsed(typed));
        Assert.NotEqual(Parsed(typed), Parsed(typed));
    }

    [Fact]
    public void A_cid_has_at_most_100_characters()
    {
        Assert.Equal(100, Parsed(new string('a', 100)).Length);
        Refused(new string('a', 101));
    }

    [Theory]
    [InlineData("a b")]
    [InlineData(" ")]
    [InlineData("a\n")]
    [InlineData("a\0")]
    [InlineData("\u007F")]
    [InlineData("ä")]
    [InlineData("😀")]
    public void A_cid_is_printable_ASCII_without_spaces(string typed) => Refused(typed);

    private static string Parsed(string? typed)
    {
        Assert.True(ClientId.TryParse(typed, out var cid));
        return cid;
    }

    private static void Refused(string typed) => Assert.False(ClientId.TryParse(typed, out _));
}
