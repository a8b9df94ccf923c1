using HtmxChat.Rooms;

namespace HtmxChat.Tests.Rooms;

/// <summary>A turn is one broadcast, and one reader's trouble is his own.</summary>
public sealed class RoomTurnTests
{
    [Fact]
    public async Task All_that_is_said_in_one_turn_comes_in_one_frame()
    {
        await using var room = new TestRoom();
        var ada = await room.Enters("Ada");
        var bob = await room.Enters("Bob");
        await room.Settles();
        await bob.Frames();
        var gate = room.HoldsAppends();
        await ada.Says("zero");
        await gate.Reached;
        await ada.Says("one");
        await bob.Says("two");
        await room.Enters("Carol");
        await ada.Says("three");
        gate.Open();
        await room.Settles();

        Assert.Equal(["+1 zero\n", "ok two\n+2 one\n+3 two\n+4 three\n"], await bob.Frames());
    }

    [Fact]
    public async Task The_sender_gets_the_row_and_its_acknowledgement_in_one_frame()
    {
        await using var room = new TestRoom();
        var ada = await room.Enters("Ada");
        var again = await room.Enters("Ada");
        await room.Settles();
        await ada.Frames();
        await again.Frames();
        await ada.Says("hi", cid: "c1");
        await room.Settles();

        Assert.Equal(["ok c1\n+1 hi\n"], await ada.Frames());
        Assert.Equal(["+1 hi\n"], await again.Frames());
    }

    [Fact]
    public async Task A_refusal_is_told_to_the_sender_alone()
    {
        await using var room = new TestRoom();
        var ada = await room.Enters("Ada");
        var bob = await room.Enters("Bob");
        await ada.Says(" ", cid: "c1");
        await room.Settles();

        Assert.Equal(["no Blank c1"], await ada.Told());
        Assert.Empty(await bob.Told());
    }

    [Fact]
    public async Task A_message_is_rendered_once_for_all_readers()
    {
        await using var room = new TestRoom();
        for (var i = 0; i < 20; i++)
        {
            await room.Enters($"p{i}");
        }

        await room.Says("hi");
        await room.Settles();

        Assert.Equal(1, room.Frames.Renderings);
    }

    [Fact]
    public async Task What_gathers_during_one_commit_is_one_write_for_each_reader()
    {
        await using var room = new TestRoom();
        var readers = new List<Reader>();
        for (var i = 0; i < 20; i++)
        {
            readers.Add(await room.Enters($"p{i}", keepsUp: true));
        }

        await room.Settles();
        var sends = readers.Select(reader => reader.Sends).ToList();
        var gate = room.HoldsAppends();
        await readers[0].Says("zero");
        await gate.Reached;
        for (var i = 1; i <= 30; i++)
        {
            await readers[i % 20].Says($"{i}");
        }

        gate.Open();
        await room.Settles();

        Assert.Equal(2, room.Frames.Renderings);
        Assert.Equal(sends.Select(before => before + 2), readers.Select(reader => reader.Sends));
    }

    [Fact]
    public async Task A_reader_who_is_closed_harms_nobody_else()
    {
        await using var room = new TestRoom();
        var ada = await room.Enters("Ada");
        var bob = await room.Enters("Bob");
        bob.Outbox.Close(CloseReason.Normal);
        await ada.Says("hi");
        await room.Settles();
        await bob.Leaves();
        await ada.Says("there");
        await room.Settles();

        Assert.Equal(["+1 hi", "+2 there"], (await ada.Told()).Where(line => line[0] == '+'));
        Assert.Empty(await bob.Told());
    }

    [Fact]
    public async Task A_reader_who_does_not_read_is_closed_and_harms_nobody_else()
    {
        await using var room = new TestRoom();
        var slow = await room.Enters("Slow", outboxBytes: 1);
        var ada = await room.Enters("Ada");
        for (var i = 1; i <= 10; i++)
        {
            await ada.Says($"{i}");
            await room.Settles();
        }

        Assert.Equal(CloseReason.TooSlow, slow.Outbox.Reason);
        Assert.StartsWith("here Slow", await slow.Reads(), StringComparison.Ordinal);
        Assert.Null(await slow.Reads());
        Assert.Equal(10, (await ada.Told()).Count(line => line[0] == '+'));
        Assert.Equal(CloseReason.None, ada.Outbox.Reason);
    }

    [Fact]
    public async Task Tabs_that_come_back_at_once_are_read_and_rendered_for_once()
    {
        await using var room = new TestRoom(kept: 50);
        await Misses(40, after: 10);
        var reads = 0;
        room.History.BeforeRead = () => reads++;
        for (var i = 0; i < 100; i++)
        {
            await Misses(40, after: 10);
        }

        Assert.Equal(0, reads);

        // A quiet room keeps no text.
        room.Time.Advance(TimeSpan.FromSeconds(2));
        await Misses(40, after: 10);
        Assert.Equal(1, reads);

        await room.Says("new");
        await Misses(41, after: 10);
        await Misses(40, after: 11);

        async Task Misses(int messages, long after)
        {
            var tab = await room.Enters("Tab", after);
            await room.Settles();
            Assert.Equal(messages, (await tab.Told()).Count(line => line[0] == '+'));
        }
    }

    [Fact]
    public async Task Whoever_has_left_is_told_nothing_more()
    {
        await using var room = new TestRoom();
        var ada = await room.Enters("Ada");
        await ada.Leaves();
        await room.Says("hi");
        await room.Settles();

        Assert.Empty(await ada.Told());
    }

    [Fact]
    public async Task A_turn_takes_in_no_more_text_than_a_browser_swaps_well()
    {
        await using var room = new TestRoom();
        var ada = await room.Enters("Ada");
        var bob = await room.Enters("Bob");
        await room.Settles();
        var gate = room.HoldsAppends();
        await ada.Says("first");
        await gate.Reached;
        for (var i = 0; i < 100; i++)
        {
            await ada.Says(new string('x', 2000), cid: $"{i}");
        }

        gate.Open();
        await room.Settles();

        var frames = await bob.Frames();
        Assert.All(frames, frame => Assert.True(frame.Length < 64 * 1024));
        Assert.Equal(101, frames.Sum(frame => frame.Count(letter => letter == '+')));
    }

    [Fact]
    public async Task A_turn_takes_in_no_more_rows_than_a_browser_swaps_well()
    {
        await using var room = new TestRoom();
        var ada = await room.Enters("Ada");
        var bob = await room.Enters("Bob");
        await room.Settles();
        var gate = room.HoldsAppends();
        await ada.Says("first");
        await gate.Reached;
        for (var i = 0; i < 1000; i++)
        {
            await ada.Says("x", cid: $"{i}");
        }

        gate.Open();
        await room.Settles();

        // A row is about 300 bytes before its text: a thousand at once overfill the outbox of a reader who reads well.
        var rows = (await bob.Frames()).Select(frame => frame.Count(letter => letter == '+')).ToArray();
        Assert.Equal(1001, rows.Sum());
        Assert.All(rows, count => Assert.True(count <= 256));
    }
}
