using HtmxChat.Rooms;

namespace HtmxChat.Tests.Rooms;

/// <summary>Nobody passes for somebody else who is here.</summary>
public sealed class LookalikeTests
{
    private readonly Rules _rules = new();

    [Theory]
    [InlineData("Ada", "ada")]
    [InlineData("Ada", "Аdа")] // Cyrillic А and а
    [InlineData("Ada", "A d a")]
    [InlineData("Ada", "Ada.")]
    [InlineData("Ada", "Adá")]
    [InlineData("Ada", "Ａｄａ")]
    [InlineData("Ada", "\U0001D400da")]
    [InlineData("Bill", "BiIl")]
    [InlineData("Bill", "Bi1l")]
    [InlineData("Bob", "B0b")]
    [InlineData("Βob", "Bob")] // Greek Β
    [InlineData("rnary", "mary")]
    [InlineData("Ada", "Ada")]
    public void Who_looks_like_another_is_marked(string one, string other)
    {
        _rules.Joined(one, id: "1");
        _rules.Joined("Somebody", id: "2");
        _rules.Joined(other, id: "3");

        Assert.Equal(["h-1", "h-3"], _rules.Roster.Alike.Order());
    }

    [Theory]
    [InlineData("Ada", "Ida")]
    [InlineData("Боб", "Bob")]
    [InlineData("🦊", "🐱")]
    [InlineData("كليو", "كليم")]
    [InlineData("guest", "guest")]
    public void Who_does_not_is_not(string one, string other)
    {
        _rules.Joined(one, id: "1");
        _rules.Joined(other, id: "2");

        Assert.Empty(_rules.Roster.Alike);
    }

    [Fact]
    public void The_mark_goes_with_the_likeness()
    {
        var ada = _rules.Joined("Ada", id: "1");
        _rules.Joined("Аda", id: "2");
        Assert.Equal(2, _rules.Roster.Alike.Count);

        _rules.Apply(new RoomCommand.Rename(ada.Person, "Countess"));
        Assert.Empty(_rules.Roster.Alike);
        _rules.Apply(new RoomCommand.Rename(ada.Person, "Ada"));
        Assert.Equal(2, _rules.Roster.Alike.Count);
        _rules.Apply(_rules.Left(ada).Command);
        Assert.Empty(_rules.Roster.Alike);
    }
}
