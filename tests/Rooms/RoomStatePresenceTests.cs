using HtmxChat.Rooms;

namespace HtmxChat.Tests.Rooms;

/// <summary>Who is in a room: people, not tabs, and not gone at once.</summary>
public sealed class RoomStatePresenceTests
{
    private readonly Rules _rules = new();

    [Fact]
    public void A_tab_that_joins_is_told_from_where_it_resumes()
    {
        var tab = Rules.Tab("Ada");

        Assert.Equal([new RoomEvent.Came(tab.Person), new RoomEvent.Joined(tab, 42)], _rules.Apply(new RoomCommand.Join(tab, 42)));
    }

    [Fact]
    public void People_are_listed_in_the_order_in_which_they_came()
    {
        _rules.Joined("Carol");
        _rules.Joined("Ada");
        _rules.Joined("Bob");

        Assert.Equal(["Carol", "Ada", "Bob"], _rules.Names);
    }

    [Fact]
    public void Two_tabs_of_one_person_are_one_entry()
    {
        _rules.Joined("Ada");
        _rules.Joined("Ada");

        Assert.Equal(["Ada"], _rules.Names);
        Assert.Equal(1, _rules.Roster.Count);
    }

    [Fact]
    public void Two_people_of_one_name_are_two_entries()
    {
        _rules.Joined("Ada", id: "1");
        _rules.Joined("Ada", id: "2");

        Assert.Equal(["h-1", "h-2"], _rules.Roster.People.Select(person => person.Handle));
    }

    [Fact]
    public void Who_leaves_is_gone_after_ten_seconds()
    {
        var tab = _rules.Joined("Ada");
        var postponed = _rules.Left(tab);

        Assert.Equal(TimeSpan.FromSeconds(10), postponed.Delay);
        Assert.Equal(["Ada"], _rules.Names);
        _rules.Apply(postponed.Command);
        Assert.Empty(_rules.Names);
    }

    [Fact]
    public void A_tab_that_leaves_is_told_nothing_more()
    {
        var tab = _rules.Joined("Ada");

        Assert.Contains(new RoomEvent.Left(tab), _rules.Apply(new RoomCommand.Leave(tab)));
    }

    [Fact]
    public void Whoever_keeps_a_tab_stays()
    {
        var one = _rules.Joined("Ada");
        var two = _rules.Joined("Ada");

        Assert.Equal([new RoomEvent.Left(one)], _rules.Apply(new RoomCommand.Leave(one)));
        _rules.Apply(_rules.Left(two).Command);
        Assert.Empty(_rules.Names);
    }

    [Fact]
    public void A_reload_within_the_grace_changes_nothing()
    {
        var tab = _rules.Joined("Ada");
        _rules.Settle();
        _rules.Apply(new RoomCommand.ShowRoster());

        var postponed = _rules.Left(tab);
        _rules.Joined("Ada");
        _rules.Apply(postponed.Command);

        Assert.Equal(["Ada"], _rules.Names);
        Assert.Empty(_rules.Settle());
    }

    [Fact]
    public void Each_leave_has_a_grace_of_its_own()
    {
        var first = _rules.Left(_rules.Joined("Ada"));
        var second = _rules.Left(_rules.Joined("Ada"));

        _rules.Apply(first.Command);
        Assert.Equal(["Ada"], _rules.Names);
        _rules.Apply(second.Command);
        Assert.Empty(_rules.Names);
    }

    [Fact]
    public void Whoever_comes_back_later_is_last()
    {
        var postponed = _rules.Left(_rules.Joined("Ada"));
        _rules.Joined("Bob");
        _rules.Apply(postponed.Command);
        _rules.Joined("Ada");

        Assert.Equal(["Bob", "Ada"], _rules.Names);
    }

    [Fact]
    public void Leaving_twice_is_leaving_once()
    {
        var tab = _rules.Joined("Ada");
        _rules.Left(tab);

        Assert.Equal([new RoomEvent.Left(tab)], _rules.Apply(new RoomCommand.Leave(tab)));
    }

    [Fact]
    public void A_new_name_is_shown_in_the_old_place()
    {
        var ada = _rules.Joined("Ada");
        _rules.Joined("Bob");
        _rules.Apply(new RoomCommand.Rename(ada.Person, "Countess", From: ada));

        Assert.Equal(["Countess", "Bob"], _rules.Names);
    }

    [Fact]
    public void Whoever_comes_back_under_another_name_is_shown_under_that()
    {
        _rules.Joined("Ada", id: "1");
        _rules.Joined("Countess", id: "1");

        Assert.Equal(["Countess"], _rules.Names);
    }

    [Fact]
    public void A_name_of_somebody_who_is_gone_changes_nothing()
    {
        _rules.Apply(new RoomCommand.Rename(Rules.Tab("Ada").Person, "Countess"));

        Assert.Empty(_rules.Names);
    }

    [Fact]
    public void A_tab_that_knows_only_an_older_name_does_not_take_a_newer_one_back()
    {
        var ada = _rules.Joined("Ada", id: "1");
        _rules.Apply(new RoomCommand.Rename(ada.Person, "Countess", From: ada));
        _rules.Joined("Ada", id: "1");
        Assert.Equal(["Countess"], _rules.Names);

        var later = new Member(ada.Person with { Name = "Lady", NamedAt = Rules.Noon.AddSeconds(1).ToUnixTimeMilliseconds() }, Rules.Tab("any").Outbox);
        _rules.Apply(new RoomCommand.Join(later, 0));
        Assert.Equal(["Lady"], _rules.Names);
    }
}
