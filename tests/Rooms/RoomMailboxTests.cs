using HtmxChat.Rooms;
using HtmxChat.Tests.Support;

namespace HtmxChat.Tests.Rooms;

/// <summary>The mailbox is bounded: a socket waits, an HTTP caller is told to come back.</summary>
public sealed class RoomMailboxTests
{
    [Fact]
    public async Task A_full_mailbox_takes_nothing_and_lets_those_wait_who_can()
    {
        await using var room = new TestRoom();
        var gate = await Fills(room);

        Assert.False(room.Room.TryPost(Nothing()));
        var waiting = room.Room.PostAsync(Nothing()).AsTask();
        Assert.False(waiting.IsCompleted);

        gate.Open();
        Assert.True(await waiting.Soon());
        await room.Settles();
        Assert.True(room.Room.TryPost(Nothing()));
    }

    [Fact]
    public async Task What_waited_before_a_full_mailbox_keeps_its_place()
    {
        await using var room = new TestRoom();
        var ada = await room.Enters("Ada");
        var gate = await Fills(room);
        var waiting = ada.Says("one");
        Assert.False(waiting.IsCompleted);

        gate.Open();
        await waiting.Soon();
        await ada.Says("two");
        await room.Settles();

        Assert.Equal(["+1 held up", "+2 one", "+3 two"], (await ada.Told()).Where(line => line[0] == '+'));
    }

    [Fact]
    public async Task A_closed_room_takes_nothing()
    {
        await using var room = new TestRoom();
        room.Room.Close();

        Assert.False(room.Room.TryPost(Nothing()));
        Assert.False(await room.Room.PostAsync(Nothing()).Soon());
    }

    [Fact]
    public async Task Whoever_waits_is_told_when_the_room_closes()
    {
        await using var room = new TestRoom();
        var gate = await Fills(room);
        var waiting = room.Room.PostAsync(Nothing()).AsTask();

        room.Room.Close();

        Assert.False(await waiting.Soon());
        gate.Open();
    }

    // One message is held up at the store, and as many commands as fit wait behind it.
    private static async Task<Gate> Fills(TestRoom room)
    {
        await room.Settles();
        var gate = room.HoldsAppends();
        await room.Posts(new RoomCommand.Say(Rules.Tab("Eve").Person, "held up", "held up"));
        await gate.Reached;
        for (var i = 0; i < Room.MailboxSize; i++)
        {
            Assert.True(room.Room.TryPost(Nothing()));
        }

        return gate;
    }

    private static RoomCommand.Wake Nothing() => new();
}
