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
        var outbox = new Outbox(limit: 100);
        Assert.True(outbox.Post(Frame("one")));
        Assert.True(outbox.Post(Frame("two")));

        await Reads(outbox, "one");
        await Reads(outbox, "two");
    }

    [Fact]
    public async Task A_reader_waits_for_the_next_frame()
    {
        var outbox = new Outbox(limit: 100);
        var next = outbox.NextAsync().AsTask();
        Assert.False(next.IsCompleted);

        outbox.Post(Frame("one"));

        Assert.Equal("one", (await next.Soon())?.ToString());
    }

    [Fact]
    public void Too_many_bytes_waiting_close_it_as_too_slow()
    {
        var outbox = new Outbox(limit: 10);
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
        var outbox = new Outbox(limit: 3);
        outbox.Post(Frame("😀"));

        Assert.False(outbox.Post(Frame("a")));
    }

    [Fact]
    public async Task A_frame_waits_until_it_is_sent_and_not_only_until_it_is_read()
    {
        var outbox = new Outbox(limit: 1);
        outbox.Post(Frame("one"));
        await outbox.NextAsync().Soon();

        Assert.False(outbox.Post(Frame("two")));
    }

    [Fact]
    public async Task Reading_makes_room_for_ever()
    {
        var outbox = new Outbox(limit: 1);
        for (var i = 0; i < 1000; i++)
        {
            Assert.True(outbox.Post(Frame("one")));
            await Reads(outbox, "one");
        }
    }

    [Fact]
    public async Task The_backlog_may_have_any_size_and_does_not_count()
    {
        var outbox = new Outbox(limit: 1);
        Assert.True(outbox.PostBacklog(Frame(new string('x', 1000))));
        Assert.True(outbox.Post(Frame("live")));
        Assert.Equal(CloseReason.None, outbox.Reason);

        await Reads(outbox, new string('x', 1000));
        await Reads(outbox, "live");

        Assert.True(outbox.Post(Frame("more")));
        Assert.False(outbox.Post(Frame("too much")));
    }

    [Fact]
    public void The_first_reason_stays()
    {
        var outbox = new Outbox(limit: 1);
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
        var outbox = new Outbox(limit: 100);
        outbox.Post(Frame("one"));
        outbox.Post(Frame("two"));
        outbox.Close(reason);
        Assert.False(outbox.Post(Frame("three")));

        await Reads(outbox, "one");
        await Reads(outbox, "two");
        Assert.Null(await outbox.NextAsync().Soon());
    }

    [Fact]
    public async Task What_waits_for_a_reader_who_is_too_slow_is_let_go()
    {
        var outbox = new Outbox(limit: 1);
        outbox.Post(Frame("one"));
        outbox.Post(Frame("two"));

        Assert.Null(await outbox.NextAsync().Soon());
    }

    [Fact]
    public async Task A_reader_who_waits_is_told_when_it_is_closed()
    {
        var outbox = new Outbox(limit: 1);
        var next = outbox.NextAsync().AsTask();

        outbox.Close(CloseReason.Restart);

        Assert.Null(await next.Soon());
    }

    [Fact]
    public void The_closing_is_told_once()
    {
        var told = 0;
        var outbox = new Outbox(limit: 1) { Closed = () => told++ };
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
        var outbox = new Outbox(limit: 1) { Closed = () => Interlocked.Increment(ref told) };

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => outbox.Close(CloseReason.Normal)))).Soon();

        Assert.Equal(1, told);
    }

    private static Frame Frame(string text) => new(Encoding.UTF8.GetBytes(text));

    private static async Task Reads(Outbox outbox, string expected)
    {
        var frame = await outbox.NextAsync().Soon();
        Assert.Equal(expected, frame?.ToString());
        outbox.Sent(frame!);
    }
}
