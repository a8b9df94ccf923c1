using HtmxChat.Rooms;
using HtmxChat.Tests.Support;

namespace HtmxChat.Tests.Rooms;

/// <summary>A store that fails: nobody sees what was not kept, whoever said it is told, and the room goes on.</summary>
public sealed class RoomFailureTests
{
    [Fact]
    public async Task A_message_that_is_not_kept_is_refused_and_seen_by_nobody()
    {
        await using var room = new TestRoom();
        var ada = await room.Enters("Ada");
        var bob = await room.Enters("Bob");
        AppendsFail(room);

        await ada.Says("hi", cid: "c1");
        await room.Settles();

        Assert.Equal(["no NotKept c1"], await ada.Told());
        Assert.Empty(await bob.Told());
    }

    [Fact]
    public async Task A_message_by_HTTP_that_is_not_kept_is_answered_with_the_refusal()
    {
        await using var room = new TestRoom();
        AppendsFail(room);

        Assert.Equal(new Outcome(null, Refusal.NotKept), await room.Says("hi"));
    }

    [Fact]
    public async Task A_message_that_was_kept_after_all_is_shown_without_another_command()
    {
        await using var room = new TestRoom();
        var ada = await room.Enters("Ada");
        var bob = await room.Enters("Bob");
        await room.Settles();
        room.History.AfterAppend = () =>
        {
            room.History.AfterAppend = null;
            throw new IOException("the answer of the commit is lost");
        };

        await ada.Says("hi");

        await bob.Hears("+1 hi");
    }

    [Fact]
    public async Task All_that_waited_for_a_failed_write_are_refused()
    {
        await using var room = new TestRoom();
        var ada = await room.Enters("Ada");
        var bob = await room.Enters("Bob");
        await room.Settles();
        var gate = room.HoldsAppends();
        await ada.Says("zero");
        await gate.Reached;
        await ada.Says("one");
        await bob.Says("two");
        var http = room.Says("three");
        AppendsFail(room);

        gate.Open();

        Assert.Equal(Refusal.NotKept, (await http).Refusal);
        await room.Settles();
        Assert.Equal(["ok zero", "+1 zero", "no NotKept one"], await ada.Told());
        Assert.Equal(["+1 zero", "no NotKept two"], await bob.Told());
    }

    [Fact]
    public async Task After_a_failed_write_the_next_one_works()
    {
        await using var room = new TestRoom();
        var ada = await room.Enters("Ada");
        AppendsFail(room);
        await ada.Says("hi", cid: "c1");
        await room.Settles();
        room.History.BeforeAppend = null;

        await ada.Says("hi", cid: "c1");
        await room.Settles();

        Assert.Equal(["no NotKept c1", "ok c1", "+1 hi"], await ada.Told());
    }

    [Fact]
    public async Task A_write_that_failed_and_reached_the_store_is_shown_after_the_reload()
    {
        await using var room = new TestRoom();
        var ada = await room.Enters("Ada");
        var bob = await room.Enters("Bob");
        AnswersAreLost(room).Open();
        await ada.Says("hi", cid: "c1");
        await room.Settles();

        Assert.Equal(["no NotKept c1", "+1 hi"], await ada.Told());
        Assert.Equal(["+1 hi"], await bob.Told());
    }

    [Fact]
    public async Task A_write_that_failed_and_reached_the_store_is_acknowledged_when_sent_again()
    {
        await using var room = new TestRoom();
        var ada = await room.Enters("Ada");
        AnswersAreLost(room).Open();
        await ada.Says("hi", cid: "c1");
        await room.Settles();
        room.History.AfterAppend = null;

        await ada.Says("hi", cid: "c1");
        await ada.Says("next", cid: "c2");
        await room.Settles();

        var told = await ada.Told();
        Assert.Equal(["no NotKept c1", "+1 hi", "ok c1"], told.Take(3));
        Assert.Equal(["+2 next", "ok c2"], told.Skip(3).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Whoever_joins_at_the_reload_gets_what_reached_the_store_once(long after)
    {
        await using var room = new TestRoom(kept: 1);
        var ada = await room.Enters("Ada", after: 1);
        var lost = AnswersAreLost(room);
        await ada.Says("hi");
        await lost.Reached;

        // The join stands first in the turn that loads the room again.
        var bob = await room.Enters("Bob", after);
        lost.Open();
        await room.Settles();

        Assert.Equal(["no NotKept hi", "+2 hi"], await ada.Told());
        Assert.Equal(((string[])["+1 old 1", "+2 hi"]).Skip((int)after), await bob.Told());
    }

    [Fact]
    public async Task A_store_that_cannot_be_read_on_a_join_closes_that_reader_alone()
    {
        await using var room = new TestRoom(kept: 1);
        var ada = await room.Enters("Ada", after: 1);
        await room.Settles();
        room.History.BeforeRead = () => throw new IOException("no");
        var bob = await room.Enters("Bob");
        await ada.Says("hi");
        await room.Settles();

        Assert.Empty(await bob.Told());
        Assert.Equal(CloseReason.Error, bob.Outbox.Reason);
        Assert.Equal(["ok hi", "+2 hi"], await ada.Told());

        room.History.BeforeRead = null;
        Assert.Equal(["+1 old 1", "+2 hi"], await ToldOnEntering(room));
    }

    [Fact]
    public async Task A_room_whose_history_cannot_be_read_answers_all_and_tries_again()
    {
        await using var room = new TestRoom(kept: 1);
        room.History.BeforeRead = () => throw new IOException("no");
        var ada = await room.Enters("Ada");
        Assert.Equal(Refusal.NotKept, (await room.Says("hi")).Refusal);

        Assert.Empty(await ada.Told());
        Assert.Equal(CloseReason.Error, ada.Outbox.Reason);

        room.History.BeforeRead = null;
        Assert.Equal(["+1 old 1"], await ToldOnEntering(room));
    }

    [Fact]
    public async Task A_room_that_cannot_be_loaded_again_after_a_failed_write_sends_its_readers_to_come_back()
    {
        await using var room = new TestRoom();
        var ada = await room.Enters("Ada");
        var lost = AnswersAreLost(room);
        await ada.Says("hi");
        await lost.Reached;
        room.History.BeforeRead = () => throw new IOException("no");
        lost.Open();
        await room.Settles();

        Assert.Equal(["no NotKept hi"], await ada.Told());
        Assert.Equal(CloseReason.Error, ada.Outbox.Reason);

        room.History.BeforeRead = null;
        Assert.Equal(["+1 hi"], await ToldOnEntering(room));
    }

    [Fact]
    public async Task A_turn_that_fails_sends_the_readers_to_come_back_and_the_room_goes_on()
    {
        await using var room = new TestRoom();
        var ada = await room.Enters("Ada");
        room.Frames.BeforeSaid = () => throw new InvalidOperationException("cannot be rendered");
        await ada.Says("hi");
        await room.Settles();
        Assert.Equal(CloseReason.Error, ada.Outbox.Reason);

        room.Frames.BeforeSaid = null;
        Assert.Equal(["+1 hi"], await ToldOnEntering(room));
    }

    private static void AppendsFail(TestRoom room) => room.History.BeforeAppend = _ => throw new IOException("no");

    // All is kept, and then the commit fails all the same.
    private static Gate AnswersAreLost(TestRoom room)
    {
        var gate = new Gate();
        room.History.AfterAppend = () =>
        {
            gate.Pass();
            throw new IOException("lost");
        };
        return gate;
    }

    private static async Task<IReadOnlyList<string>> ToldOnEntering(TestRoom room)
    {
        var reader = await room.Enters("Carol");
        await room.Settles();
        return await reader.Told();
    }
}
