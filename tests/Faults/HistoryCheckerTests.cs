namespace HtmxChat.Tests.Faults;

/// <summary>The checker finds each anomaly in a history that has it, and none in one that has none.</summary>
public sealed class HistoryCheckerTests
{
    private readonly List<HistoryEvent> _history = [];

    [Fact]
    public void A_history_as_it_should_be_has_none()
    {
        Sends("ada", "a1", "one");
        Sends("ada", "a2", "two");
        Sends("ada", "a1", "one");
        Acknowledges("ada", "a1");
        Reads("bob", 1, 1, "one");
        Asks("ada", 1, "uno");
        Reads("bob", 2, 2, "two");
        Replaces("bob", 1, 3, "uno");
        Asks("ada", 2, "");
        _history.Add(new(EventKind.Crash));
        _history.Add(new(EventKind.Up));
        Replaces("bob", 2, 4, "");
        Opens("eve", 2, 4, "");
        Keeps("a1", 1, 3, "uno");
        Keeps("a2", 2, 4, "");

        Assert.Empty(HistoryChecker.Check(_history));
    }

    [Fact]
    public void Acknowledged_and_lost()
    {
        Sends("ada", "a1", "one");
        Acknowledges("ada", "a1");

        Finds(Anomaly.LostAck);
    }

    [Fact]
    public void Kept_with_another_text()
    {
        Sends("ada", "a1", "one");
        Keeps("a1", 1, 1, "onf");

        Finds(Anomaly.Altered);
    }

    [Fact]
    public void Shown_with_another_text_than_kept()
    {
        Sends("ada", "a1", "one");
        Asks("ada", 1, "uno");
        Reads("bob", 1, 1, "uno");
        Keeps("a1", 1, 1, "one");

        Finds(Anomaly.Altered);
    }

    [Fact]
    public void Kept_twice()
    {
        Sends("ada", "a1", "one");
        Keeps("a1", 1, 1, "one");
        Keeps("a1", 2, 2, "one");

        Finds(Anomaly.Duplicate);
    }

    [Fact]
    public void Shown_twice()
    {
        Sends("ada", "a1", "one");
        Reads("bob", 1, 1, "one");
        Reads("bob", 1, 1, "one");
        Keeps("a1", 1, 1, "one");

        Finds(Anomaly.Duplicate);
    }

    [Fact]
    public void A_place_given_twice()
    {
        Sends("ada", "a1", "one");
        Sends("ada", "a2", "two");
        Reads("bob", 1, 1, "one");
        Keeps("a2", 1, 2, "two");

        Finds(Anomaly.SeqReused);
    }

    [Fact]
    public void Shown_what_nobody_sent()
    {
        Sends("ada", "a1", "one");
        Reads("bob", 1, 1, "one");
        Replaces("bob", 1, 2, "zwo");
        Keeps("a1", 1, 3, "one");

        Finds(Anomaly.Phantom);
    }

    [Fact]
    public void Shown_and_not_kept()
    {
        Sends("ada", "a1", "one");
        Reads("bob", 1, 1, "one");

        Finds(Anomaly.SeenBeforeDurable);
    }

    [Fact]
    public void Changed_before_the_eyes_and_not_in_the_table()
    {
        Sends("ada", "a1", "one");
        Reads("bob", 1, 1, "one");
        Asks("ada", 1, "");
        Replaces("bob", 1, 2, "");
        Keeps("a1", 1, 1, "one");

        Finds(Anomaly.SeenBeforeDurable);
    }

    [Fact]
    public void Shown_the_other_way_round()
    {
        Sends("ada", "a1", "one");
        Sends("ada", "a2", "two");
        Reads("bob", 2, 2, "two");
        Reads("bob", 1, 1, "one");
        Keeps("a1", 1, 1, "one");
        Keeps("a2", 2, 2, "two");

        Finds(Anomaly.Reorder);
    }

    [Fact]
    public void A_row_that_goes_back_in_time()
    {
        Sends("ada", "a1", "one");
        Asks("ada", 1, "uno");
        Asks("ada", 1, "ein");
        Reads("bob", 1, 3, "ein");
        Replaces("bob", 1, 2, "uno");
        Keeps("a1", 1, 3, "ein");

        Finds(Anomaly.Reorder);
    }

    [Fact]
    public void A_row_never_shown()
    {
        Sends("ada", "a1", "one");
        Sends("ada", "a2", "two");
        Reads("bob", 2, 2, "two");
        Keeps("a1", 1, 1, "one");
        Keeps("a2", 2, 2, "two");

        Finds(Anomaly.Skip);
    }

    [Fact]
    public void A_hole_in_the_table()
    {
        Sends("ada", "a1", "one");
        Keeps("a1", 2, 1, "one");

        Finds(Anomaly.Skip);
    }

    [Fact]
    public void Kept_in_another_order_than_sent()
    {
        Sends("ada", "a1", "one");
        Sends("ada", "a2", "two");
        Keeps("a2", 1, 1, "two");
        Keeps("a1", 2, 2, "one");

        Finds(Anomaly.SenderOrder);
    }

    [Fact]
    public void What_was_refused_may_come_later()
    {
        Sends("ada", "a1", "one");
        _history.Add(new(EventKind.Err, "ada", "r", "a1"));
        Sends("ada", "a2", "two");
        Keeps("a2", 1, 1, "two");
        Keeps("a1", 2, 2, "one");

        Assert.Empty(HistoryChecker.Check(_history));
    }

    private void Finds(Anomaly expected) => Assert.Equal([expected], HistoryChecker.Check(_history).Select(found => found.Anomaly).Distinct());

    private void Sends(string client, string cid, string text) => _history.Add(new(EventKind.Send, client, "r", cid, Text: text));

    private void Asks(string client, long seq, string text) => _history.Add(new(EventKind.Send, client, "r", Seq: seq, Text: text));

    private void Acknowledges(string client, string cid) => _history.Add(new(EventKind.Ack, client, "r", cid));

    private void Reads(string client, long seq, long rev, string text) => _history.Add(new(EventKind.Recv, client, "r", Seq: seq, Rev: rev, Text: text));

    private void Replaces(string client, long seq, long rev, string text) =>
        _history.Add(new(EventKind.Recv, client, "r", Seq: seq, Rev: rev, Text: text, IsReplacement: true));

    private void Opens(string client, long seq, long rev, string text) => _history.Add(new(EventKind.Page, client, "r", Seq: seq, Rev: rev, Text: text));

    private void Keeps(string cid, long seq, long rev, string text) => _history.Add(new(EventKind.Page, "", "r", cid, seq, rev, text));
}
