using HtmxChat.Rooms;
using HtmxChat.Tests.Support;

namespace HtmxChat.Tests.Rooms;

/// <summary>A room that closes first does what it has promised.</summary>
public sealed class RoomCloseTests
{
    [Fact]
    public async Task What_was_accepted_is_kept_and_told_and_then_the_readers_are_closed()
    {
        await using var room = new TestRoom();
        var ada = await room.Enters("Ada");
        await room.Settles();
        var gate = room.HoldsAppends();
        await ada.Says("one");
        await gate.Reached;
        await ada.Says("two");
        var bob = await room.Enters("Bob");
        var http = room.Says("three");

        room.Room.Close();
        Assert.False(room.Room.Completion.IsCompleted);
        gate.Open();
        await room.Room.Completion.Soon();

        Assert.Equal("three", (await http).Kept?.Message.Text);
        Assert.Equal(["ok one", "+1 one", "ok two", "+2 two", "+3 three"], await ada.Told());
        Assert.Equal(["+1 one", "+2 two", "+3 three"], await bob.Told());
        Assert.Equal(CloseReason.Restart, ada.Outbox.Reason);
        Assert.Equal(CloseReason.Restart, bob.Outbox.Reason);
    }

    [Fact]
    public async Task A_reader_who_left_before_is_not_closed_by_the_room()
    {
        await using var room = new TestRoom();
        var ada = await room.Enters("Ada");
        await ada.Leaves();

        room.Room.Close();
        await room.Room.Completion.Soon();

        Assert.Equal(CloseReason.None, ada.Outbox.Reason);
    }

    [Fact]
    public async Task A_closed_room_leaves_no_timer_behind()
    {
        await using var room = new TestRoom();
        await room.Enters("Ada");
        await room.Settles();
        Assert.Equal(1, room.Time.Alarms);

        room.Room.Close();
        await room.Room.Completion.Soon();
        room.Room.Dispose();

        Assert.Equal(0, room.Time.Alarms);
    }
}
