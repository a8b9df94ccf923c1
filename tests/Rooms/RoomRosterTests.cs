using HtmxChat.Rooms;

namespace HtmxChat.Tests.Rooms;

/// <summary>The roster as it reaches the readers, and the one timer of a room.</summary>
public sealed class RoomRosterTests
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task However_many_come_the_roster_is_told_once_in_100_ms()
    {
        await using var room = new TestRoom();
        var ada = await room.Enters("Ada");
        await room.Settles();
        await ada.Rosters();
        foreach (var name in (string[])["Bob", "Carol", "Dan"])
        {
            await room.Enters(name);
            await room.Settles();
        }

        Assert.Empty(await ada.Rosters());
        room.Time.Advance(Pause - TimeSpan.FromTicks(1));
        await room.Settles();
        Assert.Empty(await ada.Rosters());

        room.Time.Advance(TimeSpan.FromTicks(1));
        await room.Settles();
        Assert.Equal(["here Ada, Bob, Carol, Dan of 4"], await ada.Rosters());
    }

    [Fact]
    public async Task A_leave_is_told_after_the_grace()
    {
        await using var room = new TestRoom();
        var ada = await room.Enters("Ada");
        await (await room.Enters("Bob")).Leaves();
        await Passes(room, Pause);
        await ada.Rosters();

        await Passes(room, Grace - Pause - TimeSpan.FromTicks(1));
        Assert.Empty(await ada.Rosters());

        await Passes(room, TimeSpan.FromTicks(1));
        Assert.Equal(["here Ada of 1"], await ada.Rosters());
    }

    [Fact]
    public async Task A_reload_is_told_to_nobody()
    {
        await using var room = new TestRoom();
        var ada = await room.Enters("Ada");
        var bob = await room.Enters("Bob");
        await Passes(room, Pause);
        await ada.Rosters();

        await bob.Leaves();
        await Passes(room, Grace / 2);
        await room.Enters("Bob");
        await Passes(room, Grace);

        Assert.Empty(await ada.Rosters());
    }

    [Fact]
    public async Task A_new_name_is_told_to_all()
    {
        await using var room = new TestRoom();
        var ada = await room.Enters("Ada");
        var bob = await room.Enters("Bob");
        await Passes(room, Pause);
        await ada.Rosters();

        await bob.Renames("Robert");
        await Passes(room, Pause);

        Assert.Equal(["here Ada, Robert of 2"], await ada.Rosters());
    }

    [Fact]
    public async Task A_quiet_room_has_no_timer_set()
    {
        await using var room = new TestRoom();
        Assert.Equal(0, room.Time.Alarms);
        await room.Enters("Ada");
        var bob = await room.Enters("Bob");
        await bob.Says("hi");
        await bob.Leaves();
        await room.Settles();
        Assert.Equal(1, room.Time.Alarms);

        await Passes(room, Grace);
        await Passes(room, Pause);

        Assert.Equal(0, room.Time.Alarms);
    }

    [Fact]
    public async Task A_full_mailbox_loses_no_alarm()
    {
        await using var room = new TestRoom();
        var ada = await room.Enters("Ada");
        await room.Enters("Bob");
        await room.Settles();
        await ada.Rosters();
        var gate = room.HoldsAppends();
        await ada.Says("hi");
        await gate.Reached;
        await room.Enters("Carol");
        for (var i = 1; i < Room.MailboxSize; i++)
        {
            Assert.True(room.Room.TryPost(new RoomCommand.Wake()));
        }

        Assert.False(room.Room.TryPost(new RoomCommand.Wake()));
        room.Time.Advance(Pause);
        gate.Open();
        await room.Settles();
        await Passes(room, TimeSpan.Zero);

        Assert.Equal("here Ada, Bob, Carol of 3", (await ada.Rosters())[^1]);
    }

    private static async Task Passes(TestRoom room, TimeSpan time)
    {
        await room.Settles();
        room.Time.Advance(time);
        await room.Settles();
    }
}
