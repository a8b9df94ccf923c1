namespace HtmxChat.Tests.Faults;

/// <summary>What must not be found in any run.</summary>
public enum Anomaly
{
    /// <summary>Acknowledged, but not in the table.</summary>
    LostAck,
    /// <summary>Another text than the one that was sent, or two texts for one change.</summary>
    Altered,
    /// <summary>One send kept twice, or one row shown twice.</summary>
    Duplicate,
    /// <summary>One place in the log given to two messages.</summary>
    SeqReused,
    /// <summary>A text that nobody sent.</summary>
    Phantom,
    /// <summary>Shown, but not, or not so far, in the table.</summary>
    SeenBeforeDurable,
    /// <summary>Shown in another order than that of the log, or an older state after a newer one.</summary>
    Reorder,
    /// <summary>A hole in what was shown, or in the table.</summary>
    Skip,
    /// <summary>What one client sent one after the other is kept the other way round.</summary>
    SenderOrder,
}

/// <summary>Reads a history and finds what breaks the promises. Every text of a history is sent only once, resends aside.</summary>
public sealed class HistoryChecker
{
    private readonly Dictionary<(string Room, string Cid), HistoryEvent> _said = [];
    private readonly Dictionary<(string Room, string Text), string> _cidOfText = [];
    private readonly HashSet<(string Room, long Seq, string Text)> _asked = [];
    private readonly Dictionary<(string Room, long Seq), HistoryEvent> _table = [];
    private readonly List<(Anomaly Anomaly, string What)> _found = [];

    private HistoryChecker(IReadOnlyList<HistoryEvent> history)
    {
        foreach (var sent in history.Where(happened => happened.Kind == EventKind.Send))
        {
            if (sent.Seq > 0)
            {
                _asked.Add((sent.Room, sent.Seq, sent.Text));
            }
            else
            {
                _said.TryAdd((sent.Room, sent.Cid), sent);
                _cidOfText[(sent.Room, sent.Text)] = sent.Cid;
            }
        }

        CheckTable(history.Where(IsOfTable));
        CheckAcknowledged(history.Where(happened => happened.Kind == EventKind.Ack));
        var shown = history.Where(happened => happened.Kind is EventKind.Recv or EventKind.Page && !IsOfTable(happened)).ToList();
        CheckTexts(shown);
        foreach (var reader in shown.GroupBy(row => (row.Client, row.Room)))
        {
            CheckOrder(reader);
        }

        CheckSenders(history);
    }

    /// <summary>All that was found, with the row it was found at.</summary>
    public static IReadOnlyList<(Anomaly Anomaly, string What)> Check(IReadOnlyList<HistoryEvent> history) => new HistoryChecker(history)._found;

    private static bool IsOfTable(HistoryEvent happened) => happened is { Kind: EventKind.Page, Client: "" };

    private void CheckTable(IEnumerable<HistoryEvent> rows)
    {
        HashSet<(string, string)> cids = [];
        foreach (var row in rows)
        {
            FindIf(!_table.TryAdd((row.Room, row.Seq), row), Anomaly.SeqReused, row);
            FindIf(!cids.Add((row.Room, row.Cid)), Anomaly.Duplicate, row);
            FindIf(!_said.TryGetValue((row.Room, row.Cid), out var said), Anomaly.Phantom, row);
            FindIf(said is not null && row.Text != said.Text && !_asked.Contains((row.Room, row.Seq, row.Text)), Anomaly.Altered, row);
        }

        foreach (var (_, row) in _table)
        {
            FindIf(row.Seq > 1 && !_table.ContainsKey((row.Room, row.Seq - 1)), Anomaly.Skip, row);
        }
    }

    private void CheckAcknowledged(IEnumerable<HistoryEvent> acknowledged)
    {
        var kept = _table.Values.Select(row => (row.Room, row.Cid)).ToHashSet();
        foreach (var ack in acknowledged)
        {
            FindIf(!kept.Contains((ack.Room, ack.Cid)), Anomaly.LostAck, ack);
        }
    }

    private void CheckTexts(IEnumerable<HistoryEvent> shown)
    {
        Dictionary<(string, long), string> cids = _table.ToDictionary(row => row.Key, row => row.Value.Cid);
        Dictionary<(string, long), string> texts = _table.ToDictionary(row => (row.Key.Room, row.Value.Rev), row => row.Value.Text);
        foreach (var row in shown)
        {
            FindIf(!_table.TryGetValue((row.Room, row.Seq), out var kept) || kept.Rev < row.Rev, Anomaly.SeenBeforeDurable, row);
            FindIf(!texts.TryAdd((row.Room, row.Rev), row.Text) && texts[(row.Room, row.Rev)] != row.Text, Anomaly.Altered, row);
            if (_cidOfText.TryGetValue((row.Room, row.Text), out var cid))
            {
                FindIf(!cids.TryAdd((row.Room, row.Seq), cid) && cids[(row.Room, row.Seq)] != cid, Anomaly.SeqReused, row);
            }
            else
            {
                FindIf(!_asked.Contains((row.Room, row.Seq, row.Text)), Anomaly.Phantom, row);
            }
        }
    }

    private void CheckOrder(IEnumerable<HistoryEvent> reader)
    {
        Dictionary<long, long> revs = [];
        var (last, first, wasPage) = (0L, 1L, false);
        foreach (var row in reader)
        {
            var isPage = row.Kind == EventKind.Page;
            if (isPage && (!wasPage || row.Seq <= last))
            {
                CheckHoles(revs, first, row);
                revs.Clear();
                (last, first) = (row.Seq - 1, row.Seq);
            }

            wasPage = isPage;
            if (row.IsReplacement)
            {
                // Of a log begun anew the older rows are not there.
                FindIf(row.Seq >= first && !revs.ContainsKey(row.Seq), Anomaly.Skip, row);
                FindIf(revs.TryGetValue(row.Seq, out var rev) && row.Rev <= rev, Anomaly.Reorder, row);
            }
            else
            {
                FindIf(revs.ContainsKey(row.Seq), Anomaly.Duplicate, row);
                FindIf(!revs.ContainsKey(row.Seq) && row.Seq < last, Anomaly.Reorder, row);
                last = Math.Max(last, row.Seq);
            }

            revs[row.Seq] = row.Rev;
        }

        CheckHoles(revs, first, reader.First());
    }

    private void CheckHoles(Dictionary<long, long> revs, long first, HistoryEvent at)
    {
        var last = revs.Keys.DefaultIfEmpty().Max();
        for (var seq = first; seq < last; seq++)
        {
            FindIf(!revs.ContainsKey(seq), Anomaly.Skip, at with { Seq = seq });
        }
    }

    // What was refused may be sent again later than what came after it.
    private void CheckSenders(IReadOnlyList<HistoryEvent> history)
    {
        var refused = history.Where(happened => happened.Kind == EventKind.Err).Select(err => (err.Room, err.Cid)).ToHashSet();
        var places = _table.Values.ToLookup(row => (row.Room, row.Cid), row => row.Seq);
        foreach (var sender in _said.Values.Where(sent => !refused.Contains((sent.Room, sent.Cid))).GroupBy(sent => (sent.Client, sent.Room)))
        {
            var last = 0L;
            foreach (var sent in sender.Where(sent => places.Contains((sent.Room, sent.Cid))))
            {
                var place = places[(sent.Room, sent.Cid)].First();
                FindIf(place < last, Anomaly.SenderOrder, sent with { Seq = place });
                last = Math.Max(last, place);
            }
        }
    }

    private void FindIf(bool isFound, Anomaly anomaly, HistoryEvent at)
    {
        if (isFound)
        {
            _found.Add((anomaly, at.ToString()));
        }
    }
}
