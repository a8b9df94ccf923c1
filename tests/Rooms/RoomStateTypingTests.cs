using HtmxChat.Rooms;

namespace HtmxChat.Tests.Rooms;

/// <summary>Who is shown as writing, and whom nobody is with.</summary>
public sealed class RoomStateTypingTests
{
    private readonly Rules _rules = new();

    [Fact]
    public void Whoever_writes_is_told_once_and_for_five_seconds_from_the_last_time()
    {
        var ada = _rules.Joined("Ada");
        _rules.Settle();

        var first = Postponed(_rules.Apply(new RoomCommand.Type(ada)));
        Assert.Equal(TimeSpan.FromSeconds(5), first.Delay);
        Assert.Equal(["Ada"], Typing());
        var second = Postponed(_rules.Apply(new RoomCommand.Type(ada)));
        Assert.Null(Typing());

        _rules.Apply(first.Command);
        Assert.Null(Typing());
        _rules.Apply(second.Command);
        Assert.Equal([], Typing());
    }

    [Fact]
    public void Whoever_has_sent_it_or_left_writes_no_more()
    {
        var (ada, bob) = (_rules.Joined("Ada"), _rules.Joined("Bob"));
        _rules.Apply(new RoomCommand.Type(ada));
        _rules.Apply(new RoomCommand.Type(bob));
        Assert.Equal(["Ada", "Bob"], Typing());

        _rules.Apply(new RoomCommand.Keep(new RoomCommand.Say(ada.Person, "hello", "c"), new Kept(Rules.Message(1), IsNew: true)));
        Assert.Equal(["Bob"], Typing());
        _rules.Apply(new RoomCommand.Leave(bob));
        Assert.Equal([], Typing());
    }

    [Fact]
    public void Three_are_named_and_the_others_counted()
    {
        for (var i = 1; i <= 5; i++)
        {
            _rules.Apply(new RoomCommand.Type(_rules.Joined($"Person {i}")));
        }

        var told = _rules.Settle().OfType<RoomEvent.TypingChanged>().Single();

        Assert.Equal((3, 5), (told.People.Count, told.Count));
    }

    [Fact]
    public void Whoever_is_not_in_the_room_is_not_shown_as_writing()
    {
        Assert.Empty(_rules.Apply(new RoomCommand.Type(Rules.Tab("Eve"))));
    }

    [Fact]
    public void A_person_is_idle_when_nobody_is_at_any_of_their_tabs()
    {
        var (one, two) = (_rules.Joined("Ada"), _rules.Joined("Ada"));
        _rules.Apply(Postponed(_rules.Settle()).Command);

        _rules.Apply(new RoomCommand.Rest(one, IsIdle: true));
        Assert.Empty(_rules.Settle());
        _rules.Apply(new RoomCommand.Rest(two, IsIdle: true));
        Assert.Equal([one.Person.Handle], Roster(out var again).Idle);
        _rules.Apply(again);
        _rules.Apply(new RoomCommand.Rest(one, IsIdle: false));
        Assert.Empty(Roster(out again).Idle);
        _rules.Apply(again);
        _rules.Apply(new RoomCommand.Leave(one));
        Assert.Equal([one.Person.Handle], Roster(out _).Idle);
    }

    private static RoomEvent.Postponed Postponed(IReadOnlyList<RoomEvent> events) => events.OfType<RoomEvent.Postponed>().Single();

    private RoomEvent.RosterChanged Roster(out RoomCommand again)
    {
        var events = _rules.Settle();
        again = Postponed(events).Command;
        return events.OfType<RoomEvent.RosterChanged>().Single();
    }

    private IEnumerable<string>? Typing() => _rules.Settle().OfType<RoomEvent.TypingChanged>().SingleOrDefault()?.People.Select(person => person.Name);
}
