using HtmxChat.Rooms;

namespace HtmxChat.Tests.Faults.Simulated;

/// <summary>What must never happen.</summary>
internal static class Finding
{
    /// <summary>Acknowledged, but not in the store.</summary>
    public const string LostAck = "lost-ack";

    /// <summary>Not what was sent, or not what is kept.</summary>
    public const string Altered = "altered";

    /// <summary>Two rows for one cid, or a row twice in one log.</summary>
    public const string Duplicate = "duplicate";

    /// <summary>One seq for two messages, or a hole.</summary>
    public const string SeqReused = "seq-reused";

    /// <summary>Seen, but never in the store.</summary>
    public const string Phantom = "phantom";

    /// <summary>In an outbox before it is in the store.</summary>
    public const string SeenBeforeDurable = "seen-before-durable";

    /// <summary>A log that does not ascend, or goes back to an older state.</summary>
    public const string Reorder = "reorder";

    /// <summary>A log that lacks a row or a change.</summary>
    public const string Skip = "skip";

    /// <summary>One sender's messages through one tab changed places.</summary>
    public const string SenderOrder = "sender-order";

    /// <summary>The time of a row lies before that of the row above.</summary>
    public const string TimeBack = "time-back";

    /// <summary>More was granted than interval and grace allow.</summary>
    public const string Limiter = "limiter";

    /// <summary>A message that is neither kept nor refused when all faults are over.</summary>
    public const string Unanswered = "unanswered";

    /// <summary>A list of people that does not name those who are here.</summary>
    public const string Roster = "roster";
}

/// <summary>Knows what was sent, kept, seen and acknowledged, and counts what does not fit, by name.</summary>
internal sealed class Checker(TimeSpan interval, TimeSpan grace)
{
    private readonly Dictionary<RoomName, Kept> _rooms = [];
    private readonly Dictionary<string, SimulatedSend> _sends = [];
    private readonly HashSet<(RoomName Room, long Seq, string Text)> _edits = [];
    private readonly HashSet<(RoomName Room, long Seq, string Key)> _seen = [];
    private readonly HashSet<(RoomName Room, string Key)> _acknowledged = [];
    private readonly Dictionary<string, (int Actions, TimeSpan Least)> _granted = [];

    /// <summary>How often each was met.</summary>
    public Dictionary<string, int> Anomalies { get; } = [];

    /// <summary>The first of all.</summary>
    public string? First { get; private set; }

    public void Found(string anomaly, string what)
    {
        First ??= $"{anomaly}: {what}";
        Anomalies[anomaly] = Anomalies.GetValueOrDefault(anomaly) + 1;
    }

    public void Sent(SimulatedSend send) => _sends[send.Key] = send;

    public void Edited(RoomName room, long seq, string text) => _edits.Add((room, seq, text));

    /// <summary>An address was allowed an action: of any n in a row, the last comes at least (n - 1) intervals less the grace after the first.</summary>
    public void Granted(string address, TimeSpan at)
    {
        var (actions, least) = _granted.GetValueOrDefault(address, (0, TimeSpan.MaxValue));
        var ahead = (actions * interval) - at;
        least = ahead < least ? ahead : least;
        _granted[address] = (actions + 1, least);
        if (ahead - least > grace)
        {
            Found(Finding.Limiter, $"{address} at {at}");
        }
    }

    /// <summary>The store has changed.</summary>
    public void Stored(RoomName room, IReadOnlyList<ChatMessage> messages)
    {
        var kept = Of(room);
        kept.Rows.Clear();
        kept.BySend.Clear();
        foreach (var message in messages)
        {
            var row = SimulatedRow.Of(message);
            Stored(room, kept, row);
            kept.Rows.Add(row);
            kept.BySend[row.Key] = row;
        }
    }

    /// <summary>A row is on its way to a reader.</summary>
    public void Seen(RoomName room, SimulatedRow row)
    {
        var kept = Of(room);
        _seen.Add((room, row.Seq, row.Key));
        if (kept.States.TryGetValue(row.Rev, out var state))
        {
            if (state != row)
            {
                Found(Finding.Altered, $"seen ({row}), kept ({state})");
            }
        }
        else
        {
            Found(Finding.SeenBeforeDurable, $"({row})");
        }
    }

    /// <summary>A sender is told that its message is kept.</summary>
    public void Acknowledged(RoomName room, string author, string cid, long seq)
    {
        var key = SimulatedSend.KeyOf(author, cid);
        _acknowledged.Add((room, key));
        if (!Of(room).BySend.TryGetValue(key, out var row))
        {
            Found(Finding.LostAck, $"{key} in {room}");
        }
        else if (row.Seq != seq)
        {
            Found(Finding.Altered, $"{key} in {room} is acknowledged as {seq}, but kept as {row.Seq}");
        }
    }

    /// <summary>A reader's whole log when all is quiet: what is kept, from its first row.</summary>
    public void Log(RoomName room, string reader, IReadOnlyList<SimulatedRow> log, long first)
    {
        var kept = Of(room).Rows.Where(row => row.Seq >= first);
        if (!log.SequenceEqual(kept))
        {
            Found(Finding.Skip, $"{reader} in {room} has\n  {string.Join("\n  ", log)}\nkept is\n  {string.Join("\n  ", kept)}");
        }
    }

    /// <summary>The end: what was seen and acknowledged is kept, in the order in which it was sent.</summary>
    public void End()
    {
        foreach (var (room, key) in _acknowledged.Where(acknowledged => !Of(acknowledged.Room).BySend.ContainsKey(acknowledged.Key)))
        {
            Found(Finding.LostAck, $"{key} in {room} at the end");
        }

        foreach (var (room, seq, key) in _seen.Where(seen => !Of(seen.Room).BySend.TryGetValue(seen.Key, out var row) || row.Seq != seen.Seq))
        {
            Found(Finding.Phantom, $"{key} at {seq} in {room}");
        }

        foreach (var sends in _sends.Values.Where(send => !send.Again).GroupBy(send => send.Tab))
        {
            var seqs = sends.Select(send => Of(send.Room).BySend.GetValueOrDefault(send.Key)?.Seq ?? 0).Where(seq => seq > 0).ToList();
            if (!seqs.SequenceEqual(seqs.Order()))
            {
                Found(Finding.SenderOrder, $"tab {sends.Key}: {string.Join(' ', seqs)}");
            }
        }
    }

    private void Stored(RoomName room, Kept kept, SimulatedRow row)
    {
        if (row.Seq != kept.Rows.Count + 1)
        {
            Found(Finding.SeqReused, $"({row}) stands at {kept.Rows.Count + 1} in {room}");
        }

        if (kept.BySend.ContainsKey(row.Key))
        {
            Found(Finding.Duplicate, $"({row}) in {room}");
        }

        if (kept.Rows.Count > 0 && row.At < kept.Rows[^1].At)
        {
            Found(Finding.TimeBack, $"({row}) in {room}");
        }

        if (kept.States.TryAdd(row.Rev, row))
        {
            if (!_sends.TryGetValue(row.Key, out var send) || send.Room != room || !IsText(room, row, send))
            {
                Found(Finding.Altered, $"({row}) in {room}");
            }
        }
        else if (kept.States[row.Rev] != row)
        {
            Found(Finding.Altered, $"({row}) in {room} was ({kept.States[row.Rev]})");
        }
    }

    private bool IsText(RoomName room, SimulatedRow row, SimulatedSend send) =>
        row.Deleted ? row.Text == "" : row.Edited ? _edits.Contains((room, row.Seq, row.Text)) : row.Text == send.Text;

    private Kept Of(RoomName room) => _rooms.TryGetValue(room, out var kept) ? kept : _rooms[room] = new Kept();

    private sealed class Kept
    {
        public List<SimulatedRow> Rows { get; } = [];

        public Dictionary<string, SimulatedRow> BySend { get; } = [];

        public Dictionary<long, SimulatedRow> States { get; } = [];
    }
}
