using System.Diagnostics;
using HtmxChat.Tests.Support;

namespace HtmxChat.Tests.Web;

/// <summary>While the disk is slow, or does not do what it should.</summary>
public sealed class PingTests(ITestOutputHelper output)
{
    private HistoryAround _history = null!;

    [Fact]
    public async Task Ping_is_answered_while_a_commit_is_held_up()
    {
        await using var server = Start();
        await using var ada = await Tab.OpenAsync(server.Url, "general", "Ada");
        await using var bob = await Tab.OpenAsync(server.Url, "general", "Bob");
        var commit = HoldUp();
        var cid = await ada.Says("hello");
        await commit.Reached;

        var started = Stopwatch.GetTimestamp();
        await ada.Pings();
        var took = Stopwatch.GetElapsedTime(started);
        await bob.Pings();

        output.WriteLine($"pong after {took.TotalMilliseconds:0.0} ms (meant to be under 50)");
        Assert.Empty(bob.Log);
        Assert.Empty(ada.Log);
        Assert.Empty(ada.Acknowledged);
        commit.Open();
        await bob.Sees("hello");
        await ada.IsAcknowledged(cid);
    }

    [Fact]
    public async Task Ping_is_answered_while_much_waits_for_the_commit()
    {
        await using var server = Start();
        await using var ada = await Tab.OpenAsync(server.Url, "general", "Ada");
        var commit = HoldUp();
        for (var i = 0; i < 500; i++)
        {
            await ada.Says($"number {i}");
        }

        await commit.Reached;
        await ada.Pings();
        Assert.Empty(ada.Log);

        commit.Open();
        await ada.SeesRows(500);
        Assert.Equal(Enumerable.Range(0, 500).Select(i => $"number {i}"), ada.Log.Select(row => row.Text));
    }

    [Fact]
    public async Task Nobody_sees_a_message_before_it_is_kept()
    {
        await using var server = Start();
        using var browser = server.Browser();
        await browser.Enters("Ada");
        await using var bob = await Tab.OpenAsync(server.Url, "general", "Bob");
        var commit = HoldUp();

        var posting = browser.Says("general", "hello");
        await commit.Reached;
        await bob.Pings();

        Assert.Empty((await browser.Opens("/r/general")).Log);
        Assert.Empty(bob.Log);
        Assert.False(posting.IsCompleted);
        commit.Open();
        Assert.Equal(303, (await posting).Status);
        await bob.Sees("hello");
    }

    [Fact]
    public async Task A_message_that_was_not_kept_is_seen_by_nobody_and_its_sender_is_told()
    {
        await using var server = Start();
        await using var ada = await Tab.OpenAsync(server.Url, "general", "Ada");
        await using var bob = await Tab.OpenAsync(server.Url, "general", "Bob");
        FailOnce();

        await ada.Says("lost", "c-1");
        await ada.IsTold("NotKept");
        await ada.Says("kept", "c-2");
        await bob.Sees("kept");
        await ada.IsAcknowledged("c-2");

        var notice = Assert.Single(ada.Notices);
        Assert.Equal("c-1", notice.Cid);
        Assert.DoesNotContain("disk", notice.Text);
        Assert.Equal(["c-2"], ada.Acknowledged);
        Assert.Empty(bob.Notices);
        Assert.Equal([(1, "kept")], bob.Log.Select(row => (row.Seq, row.Text)));
        Assert.Equal([(1, "kept")], ada.Log.Select(row => (row.Seq, row.Text)));

        await ada.Says("lost", "c-1");
        await bob.Sees("lost");
        Assert.Equal(2, bob.Log[^1].Seq);
    }

    [Fact]
    public async Task A_form_whose_message_was_not_kept_comes_back_with_its_text()
    {
        await using var server = Start();
        using var ada = server.Browser();
        await ada.Enters("Ada");
        FailOnce();

        var answer = await ada.Says("general", "hello", "c-1");

        Assert.Equal((503, "NotKept", "5"), (answer.Status, answer.Notice, answer.Header("Retry-After")));
        Assert.Equal("hello", answer.Text("#say textarea"));
        Assert.DoesNotContain("disk", answer.Body);
        Assert.Empty(answer.Log);
        Assert.Equal(303, (await ada.Says("general", "hello", "c-1")).Status);
        Assert.Equal(["hello"], (await ada.Opens("/r/general")).Log.Select(row => row.Text));
    }

    private ChatServer Start() => ChatServer.Start(history: store => _history = new HistoryAround(store));

    private Gate HoldUp()
    {
        var gate = new Gate();
        _history.BeforeAppend = gate.Pass;
        return gate;
    }

    private void FailOnce() => _history.BeforeAppend = () =>
    {
        _history.BeforeAppend = null;
        throw new IOException("the disk is on fire");
    };
}
