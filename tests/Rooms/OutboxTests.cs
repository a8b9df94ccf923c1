using System.Net.WebSockets;
using System.Text;
using HtmxChat.Rooms;
using HtmxChat.Tests.Support;

namespace HtmxChat.Tests.Rooms;

/// <summary>A reader that does not read costs only itself, and no more than its bytes.</summary>
public sealed class OutboxTests
{
    [Fact]
    public async Task Frames_are_read_in_the_order_in_which_they_were_posted()
    {
        var wire = new Wire(limit: 100);
        var outbox = wire.Outbox;
        Assert.True(outbox.Post(Frame("one")));
        Assert.True(outbox.Post(Frame("two")));

        await Reads(wire, "one");
        await Reads(wire, "two");
    }

    [Fact]
    public async Task A_reader_waits_for_the_next_frame()
    {
        var wire = new Wire(limit: 100);
        var outbox = wire.Outbox;
        var next = wire.NextAsync();
        Assert.False(next.IsCompleted);

        outbox.Post(Frame("one"));

        Assert.Equal("one", (await next.Soon())?.ToString());
    }

    [Fact]
    public void Too_many_bytes_waiting_close_it_as_too_slow()
    {
        // With two bytes of header.
        var outbox = new Wire(limit: 12).Outbox;
        Assert.True(outbox.Post(Frame("0123456789")));
        Assert.True(outbox.Post(Frame("a")));
        Assert.Equal(CloseReason.None, outbox.Reason);

        Assert.False(outbox.Post(Frame("b")));

        Assert.Equal(CloseReason.TooSlow, outbox.Reason);
        Assert.False(outbox.Post(Frame("c")));
    }

    [Fact]
    public void The_bytes_count_and_not_the_characters()
    {
        var outbox = new Wire(limit: 5).Outbox;
        outbox.Post(Frame("😀"));

        Assert.False(outbox.Post(Frame("a")));
    }

    [Fact]
    public async Task A_frame_waits_until_it_is_sent_and_not_only_until_it_is_read()
    {
        var wire = new Wire(limit: 1);
        var outbox = wire.Outbox;
        outbox.Post(Frame("one"));
        await wire.NextAsync().Soon();

        Assert.False(outbox.Post(Frame("two")));
    }

    [Fact]
    public async Task Reading_makes_room_for_ever()
    {
        var wire = new Wire(limit: 1);
        var outbox = wire.Outbox;
        for (var i = 0; i < 1000; i++)
        {
            Assert.True(outbox.Post(Frame("one")));
            await Reads(wire, "one");
        }
    }

    [Fact]
    public async Task The_backlog_may_have_any_size_and_does_not_count()
    {
        var wire = new Wire(limit: 1);
        var outbox = wire.Outbox;
        Assert.True(outbox.PostBacklog(Frame(new string('x', 1000))));
        Assert.True(outbox.Post(Frame("live")));
        Assert.Equal(CloseReason.None, outbox.Reason);

        await Reads(wire, new string('x', 1000));
        await Reads(wire, "live");

        Assert.True(outbox.Post(Frame("more")));
        Assert.False(outbox.Post(Frame("too much")));
    }

    [Fact]
    public void The_first_reason_stays()
    {
        var wire = new Wire(limit: 1);
        var outbox = wire.Outbox;
        outbox.Close(CloseReason.Restart);
        outbox.Close(CloseReason.TooSlow);

        Assert.Equal(CloseReason.Restart, outbox.Reason);
    }

    [Theory]
    [InlineData(CloseReason.Normal)]
    [InlineData(CloseReason.Restart)]
    [InlineData(CloseReason.Error)]
    public async Task What_was_posted_before_is_still_read(CloseReason reason)
    {
        var wire = new Wire(limit: 100);
        var outbox = wire.Outbox;
        outbox.Post(Frame("one"));
        outbox.Post(Frame("two"));
        outbox.Close(reason);
        Assert.False(outbox.Post(Frame("three")));

        await Reads(wire, "one");
        await Reads(wire, "two");
        Assert.Null(await wire.NextAsync().Soon());
    }

    [Fact]
    public async Task What_waits_for_a_reader_who_is_too_slow_is_let_go()
    {
        var wire = new Wire(limit: 1);
        var outbox = wire.Outbox;
        outbox.Post(Frame("on its way"));
        outbox.Post(Frame("too much"));
        Assert.True(outbox.Completion.IsCompleted);

        await Reads(wire, "on its way");
        Assert.Null(await wire.NextAsync().Soon());
    }

    [Fact]
    public async Task A_reader_who_waits_is_told_when_it_is_closed()
    {
        var wire = new Wire(limit: 1);
        var outbox = wire.Outbox;
        var next = wire.NextAsync();

        outbox.Close(CloseReason.Restart);

        Assert.Null(await next.Soon());
    }

    [Fact]
    public void The_closing_is_told_once()
    {
        var told = 0;
        var outbox = new Wire(limit: 1, closed: () => told++).Outbox;
        outbox.Post(Frame("one"));
        Assert.Equal(0, told);

        outbox.Post(Frame("two"));
        outbox.Post(Frame("three"));
        outbox.Close(CloseReason.Normal);

        Assert.Equal(1, told);
    }

    [Fact]
    public async Task The_closing_is_told_once_however_many_close_it()
    {
        var told = 0;
        var outbox = new Wire(limit: 1, closed: () => Interlocked.Increment(ref told)).Outbox;

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => outbox.Close(CloseReason.Normal)))).Soon();

        Assert.Equal(1, told);
    }

    [Fact]
    public async Task What_waits_goes_out_together_when_the_reader_is_ready()
    {
        var wire = new Wire(limit: 1_000_000);
        for (var i = 0; i < 100; i++)
        {
            wire.Outbox.Post(Frame($"{i}"));
        }

        for (var i = 0; i < 100; i++)
        {
            await Reads(wire, $"{i}");
        }

        Assert.Equal(2, wire.Sends);
    }

    [Fact]
    public async Task Frames_of_any_size_go_out_whole_and_in_order()
    {
        var wire = new Wire(limit: 100_000_000);
        var texts = Enumerable.Range(1, 200).Select(i => new string((char)('a' + i % 26), i * 7919 % 90_000)).ToList();
        foreach (var text in texts)
        {
            wire.Outbox.Post(Frame(text));
        }

        foreach (var text in texts)
        {
            await Reads(wire, text);
        }

        Assert.InRange(wire.Sends, 2, 199);
    }

    [Fact]
    public async Task A_send_that_fails_closes_it()
    {
        var outbox = new Outbox(100, _ => throw new IOException("gone"));
        outbox.Post(Frame("one"));

        await outbox.Completion.Soon();
        Assert.Equal(CloseReason.Normal, outbox.Reason);
        Assert.False(outbox.Post(Frame("two")));
    }

    [Fact]
    public async Task A_send_that_fails_later_closes_it_and_lets_go_of_what_waits()
    {
        var send = new TaskCompletionSource();
        var outbox = new Outbox(100, _ => new ValueTask(send.Task));
        outbox.Post(Frame("one"));
        outbox.Post(Frame("two"));

        send.SetException(new IOException("gone"));

        await outbox.Completion.Soon();
        Assert.Equal(CloseReason.Normal, outbox.Reason);
    }

    [Fact]
    public async Task It_is_complete_only_when_what_was_posted_is_sent()
    {
        var wire = new Wire(limit: 100);
        wire.Outbox.Post(Frame("one"));
        wire.Outbox.Post(Frame("two"));
        wire.Outbox.Close(CloseReason.Restart);

        await Reads(wire, "one");
        Assert.False(wire.Outbox.Completion.IsCompleted);

        await Reads(wire, "two");
        await wire.Outbox.Completion.Soon();
    }

    [Fact]
    public void A_frame_for_a_reader_who_keeps_up_costs_no_memory()
    {
        var sent = 0;
        var outbox = new Outbox(100, _ =>
        {
            sent++;
            return ValueTask.CompletedTask;
        });
        var frame = Frame("one");
        outbox.Post(frame);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            outbox.Post(frame);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(1001, sent);
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(125, 2)]
    [InlineData(126, 4)]
    [InlineData(65_535, 4)]
    [InlineData(65_536, 10)]
    public async Task A_frame_has_the_header_of_RFC_6455(int length, int header)
    {
        var text = new string('x', length);
        var frame = Frame(text);

        Assert.Equal(header + length, frame.Bytes.Length);
        Assert.Equal(text, frame.ToString());
        using var socket = WebSocket.CreateFromStream(new MemoryStream(frame.Bytes.ToArray()), new WebSocketCreationOptions { IsServer = false });
        var read = new byte[length + 1];
        var received = await socket.ReceiveAsync(read.AsMemory(), CancellationToken.None);
        Assert.Equal((WebSocketMessageType.Text, true, length), (received.MessageType, received.EndOfMessage, received.Count));
        Assert.Equal(text, Encoding.UTF8.GetString(read, 0, length));
    }

    [Fact]
    public async Task Lines_are_messages_of_their_own_also_when_joined()
    {
        var lines = HtmxChat.Rooms.Frame.Join(new Frame("one\ntwo\n"u8, isLines: true), new Frame("three\n"u8, isLines: true));
        using var socket = WebSocket.CreateFromStream(new MemoryStream(lines.Bytes.ToArray()), new WebSocketCreationOptions { IsServer = false });
        foreach (var line in (string[])["one", "two", "three"])
        {
            var read = new byte[100];
            var received = await socket.ReceiveAsync(read.AsMemory(), CancellationToken.None);
            Assert.Equal((line, true), (Encoding.UTF8.GetString(read, 0, received.Count), received.EndOfMessage));
        }

        Assert.True(new Frame([], isLines: true).Bytes.IsEmpty);
        Assert.True(new Frame([]).Bytes.IsEmpty);
    }

    private static Frame Frame(string text) => new(Encoding.UTF8.GetBytes(text));

    private static async Task Reads(Wire wire, string expected)
    {
        var frame = await wire.NextAsync().Soon();
        Assert.Equal(expected, frame?.ToString());
        wire.Taken(frame!);
    }
}
