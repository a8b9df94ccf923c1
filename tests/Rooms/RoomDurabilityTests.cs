using HtmxChat.Rooms;

namespace HtmxChat.Tests.Rooms;

/// <summary>The output gate: nobody sees a message before the store has kept it.</summary>
public sealed class RoomDurabilityTests
{
    [Fact]
    public async Task Nobody_sees_a_message_before_it_is_kept()
    {
        await using var room = new TestRoom();
        var ada = await room.Enters("Ada");
        var bob = await room.Enters("Bob");
        await room.Settles();
        var gate = room.HoldsAppends();

        await ada.Says("hi", cid: "c1");
        await gate.Reached;
        Assert.Empty(await ada.Told());
        Assert.Empty(await bob.Told());

        gate.Open();
        await room.Settles();
        Assert.Equal(["ok c1", "+1 hi"], await ada.Told());
        Assert.Equal(["+1 hi"], await bob.Told());
    }

    [Fact]
    public async Task A_message_is_rendered_only_when_it_is_kept()
    {
        await using var room = new TestRoom();
        var ada = await room.Enters("Ada");
        var rendered = -1;
        room.History.AfterAppend = () => rendered = room.Frames.Renderings;

        await ada.Says("hi");
        await room.Settles();

        Assert.Equal(0, rendered);
        Assert.Equal(1, room.Frames.Renderings);
    }

    [Fact]
    public async Task The_answer_by_HTTP_comes_when_the_message_is_kept()
    {
        await using var room = new TestRoom();
        var gate = room.HoldsAppends();

        var answer = room.Says("hi");
        await gate.Reached;
        Assert.False(answer.IsCompleted);

        gate.Open();
        Assert.Equal("hi", (await answer).Kept?.Message.Text);
    }

    [Fact]
    public async Task A_message_sent_again_is_acknowledged_and_not_shown_again()
    {
        await using var room = new TestRoom();
        var ada = await room.Enters("Ada");
        var bob = await room.Enters("Bob");

        await ada.Says("hi", cid: "c1");
        await ada.Says("hi again", cid: "c1");
        await room.Settles();

        Assert.Equal(["+1 hi"], await bob.Told());
        Assert.Equal(["+1 hi", "ok c1", "ok c1"], (await ada.Told()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_message_sent_again_by_HTTP_gets_the_first_as_its_answer()
    {
        await using var room = new TestRoom();
        var first = await room.Says("hi", cid: "c1");
        var second = await room.Says("something else", cid: "c1");

        Assert.True(first.Kept!.IsNew);
        Assert.Equal(first.Kept with { IsNew = false }, second.Kept);
    }

    [Fact]
    public async Task Messages_are_numbered_without_holes_whatever_is_refused_between()
    {
        await using var room = new TestRoom(new ChatOptions { MaxMessageLength = 5 });
        var ada = await room.Enters("Ada");
        foreach (var text in (string[])["one", "", "too long", "two", "one", "three"])
        {
            await ada.Says(text);
        }

        await room.Settles();

        Assert.Equal(["+1 one", "+2 two", "+3 three"], (await ada.Told()).Where(line => line[0] == '+'));
    }
}
