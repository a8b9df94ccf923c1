using HtmxChat.Rooms;

namespace HtmxChat.Tests.Rooms;

/// <summary>When the roster is told, and how much of it.</summary>
public sealed class RoomStateRosterTests
{
    private readonly Rules _rules = new();

    [Fact]
    public void The_roster_is_told_when_somebody_comes()
    {
        _rules.Joined("Ada");

        Assert.Equal(["Ada"], Told());
    }

    [Fact]
    public void The_roster_is_told_once_for_all_who_come_in_one_turn()
    {
        _rules.Joined("Ada");
        _rules.Joined("Bob");

        Assert.Equal(["Ada", "Bob"], Told());
    }

    [Fact]
    public void The_next_roster_is_told_100_ms_later()
    {
        _rules.Joined("Ada");
        var postponed = Assert.IsType<RoomEvent.Postponed>(_rules.Settle()[^1]);
        Assert.Equal(TimeSpan.FromMilliseconds(100), postponed.Delay);

        _rules.Joined("Bob");
        Assert.Empty(_rules.Settle());
        _rules.Joined("Carol");
        Assert.Empty(_rules.Settle());

        _rules.Apply(postponed.Command);
        Assert.Equal(["Ada", "Bob", "Carol"], Told());
    }

    [Fact]
    public void A_roster_that_did_not_change_is_not_told_again()
    {
        var ada = _rules.Joined("Ada");
        var postponed = Assert.IsType<RoomEvent.Postponed>(_rules.Settle()[^1]);
        _rules.Apply(postponed.Command);
        Assert.Empty(_rules.Settle());

        _rules.Joined("Ada");
        _rules.Apply(new RoomCommand.Rename(ada.Person, "Ada", From: ada));
        _rules.Apply(new RoomCommand.Wake());

        Assert.Empty(_rules.Settle());
    }

    [Fact]
    public void A_new_name_is_told()
    {
        var ada = _rules.Joined("Ada");
        _rules.Settle();
        _rules.Apply(new RoomCommand.ShowRoster());
        _rules.Apply(new RoomCommand.Rename(ada.Person, "Countess", From: ada));

        Assert.Equal(["Countess"], Told());
    }

    [Fact]
    public void A_leave_is_told()
    {
        _rules.Joined("Bob");
        var postponed = _rules.Left(_rules.Joined("Ada"));
        _rules.Settle();
        _rules.Apply(new RoomCommand.ShowRoster());
        _rules.Apply(postponed.Command);

        Assert.Equal(["Bob"], Told());
    }

    [Fact]
    public void The_first_fifty_are_named_and_all_are_counted()
    {
        for (var i = 1; i <= 60; i++)
        {
            _rules.Joined($"p{i}");
        }

        var roster = Assert.IsType<RoomEvent.RosterChanged>(_rules.Settle()[0]);
        Assert.Equal(Enumerable.Range(1, 50).Select(i => $"p{i}"), roster.People.Select(person => person.Name));
        Assert.Equal(60, roster.Count);
    }

    [Fact]
    public void A_roster_told_does_not_change_later()
    {
        _rules.Joined("Ada");
        var told = _rules.Roster;
        _rules.Joined("Bob");

        Assert.Single(told.People);
        Assert.Equal(1, told.Count);
    }

    private IEnumerable<string> Told() =>
        Assert.IsType<RoomEvent.RosterChanged>(_rules.Settle()[0]).People.Select(person => person.Name);
}
