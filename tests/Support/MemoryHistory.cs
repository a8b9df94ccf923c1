using HtmxChat.Rooms;

namespace HtmxChat.Tests.Support;

/// <summary>A store in memory that keeps the same contract, and can be held up or made to fail.</summary>
public sealed class MemoryHistory : IHistory
{
    private readonly Lock _gate = new();
    private readonly Dictionary<RoomName, List<ChatMessage>> _rooms = [];
    private readonly Dictionary<RoomName, RoomRules> _rules = [];
    private readonly Dictionary<string, Naming> _names = [];
    private readonly List<Reaction> _reactions = [];
    private readonly Dictionary<string, AddressBan> _bans = [];
    private long _lastId;
    private int _indexed;

    public StoreStatus Status { get; } = new(0, "off");

    /// <summary>Runs before each append, on the writer's thread: may wait, may throw.</summary>
    public Action<IReadOnlyList<Change>>? BeforeAppend { get; set; }

    /// <summary>Runs after each append, when all is kept: may throw, as if the answer of the commit were lost.</summary>
    public Action? AfterAppend { get; set; }

    /// <summary>Runs before each read: may throw.</summary>
    public Action? BeforeRead { get; set; }

    /// <summary>Runs before the index is extended: may throw.</summary>
    public Action? BeforeIndex { get; set; }

    /// <summary>How often there is more to index.</summary>
    public int IndexSteps { get; set; }

    /// <summary>How often the index was extended.</summary>
    public int Indexed => Volatile.Read(ref _indexed);

    /// <summary>Runs before the store is opened anew: may throw.</summary>
    public Action? BeforeReopen { get; set; }

    /// <summary>How often it was opened anew.</summary>
    public int Reopened { get; private set; }

    /// <summary>Changes of each append so far.</summary>
    public List<int> Appends { get; } = [];

    public Task<RoomMark> MarkAsync(RoomName room)
    {
        BeforeRead?.Invoke();
        lock (_gate)
        {
            var rows = Rows(room);
            return Task.FromResult(rows.Count == 0 ? default : new RoomMark(rows[^1].Seq, rows.Max(row => row.Rev), rows[^1].At, rows.Sum(row => row.File?.Bytes ?? 0)));
        }
    }

    public Task<IReadOnlyList<ChatMessage>> LatestAsync(RoomName room, int count, long before = long.MaxValue)
    {
        BeforeRead?.Invoke();
        lock (_gate)
        {
            return Task.FromResult<IReadOnlyList<ChatMessage>>([.. Rows(room).Where(row => row.Seq < before && row.Seq >= Rules(room).ClearedSeq).TakeLast(count)]);
        }
    }

    public Task<IReadOnlyList<ChatMessage>> FollowingAsync(RoomName room, long after, int count)
    {
        BeforeRead?.Invoke();
        lock (_gate)
        {
            return Task.FromResult<IReadOnlyList<ChatMessage>>([.. Rows(room).Where(row => row.Seq > after).Take(count)]);
        }
    }

    public Task<IReadOnlyList<ChatMessage>> ChangesAsync(RoomName room, long after, int limit)
    {
        BeforeRead?.Invoke();
        lock (_gate)
        {
            return Task.FromResult<IReadOnlyList<ChatMessage>>([.. Rows(room).Where(row => row.Rev > after).OrderBy(row => row.Rev).Take(limit)]);
        }
    }

    public Task<IReadOnlyList<ChatMessage>> SearchAsync(RoomName room, SearchQuery query, int count, long before = long.MaxValue)
    {
        BeforeRead?.Invoke();
        lock (_gate)
        {
            return Task.FromResult<IReadOnlyList<ChatMessage>>([.. Rows(room).Where(row => row.Seq < before && row.Kind == MessageKind.Text && query.FindIn(row.Text).Count > 0).Reverse().Take(count)]);
        }
    }

    public bool Index()
    {
        BeforeIndex?.Invoke();
        return Interlocked.Increment(ref _indexed) < IndexSteps;
    }

    public IReadOnlyList<Kept> Append(IReadOnlyList<Change> changes)
    {
        BeforeAppend?.Invoke(changes);
        IReadOnlyList<Kept> kept;
        lock (_gate)
        {
            Appends.Add(changes.Count);
            kept = [.. changes.Select(change => change switch
            {
                Draft draft => Add(draft),
                Edit(var room, var seq, var text, var at) => Revise(Rows(room), seq, row => row with { Text = text, EditedAt = at }),
                Deletion(var room, var seq) => Revise(Rows(room), seq, row => row with { Text = "", Deleted = 1, Reactions = "", File = null }),
                Reaction reaction => React(reaction),
                Act act => Add(act),
                Naming or AddressBan or AddressPardon => Add(change),
                _ => throw new ArgumentOutOfRangeException(nameof(changes)),
            })];
        }

        AfterAppend?.Invoke();
        return kept;
    }

    public Task<ChatMessage?> FindAsync(RoomName room, long seq)
    {
        BeforeRead?.Invoke();
        lock (_gate)
        {
            return Task.FromResult(Rows(room).Find(row => row.Seq == seq));
        }
    }

    public Task<RoomRules> RulesAsync(RoomName room)
    {
        BeforeRead?.Invoke();
        lock (_gate)
        {
            return Task.FromResult(Rules(room));
        }
    }

    public Task<Person?> AuthorAsync(RoomName room, string handle)
    {
        BeforeRead?.Invoke();
        lock (_gate)
        {
            var last = Rows(room).FindLast(row => row.Handle == handle && row.Kind != MessageKind.Act);
            return Task.FromResult(last is null ? null : new Person(last.Author, last.Name, handle));
        }
    }

    public Task<bool> HasSpokenAsync(RoomName room, string person)
    {
        BeforeRead?.Invoke();
        lock (_gate)
        {
            return Task.FromResult(Rows(room).Exists(row => row.Author == person));
        }
    }

    public Task<Naming?> NameAsync(string person)
    {
        BeforeRead?.Invoke();
        lock (_gate)
        {
            return Task.FromResult(_names.GetValueOrDefault(person));
        }
    }

    public Task<IReadOnlyList<AddressBan>> AddressBansAsync()
    {
        lock (_gate)
        {
            return Task.FromResult<IReadOnlyList<AddressBan>>([.. _bans.Values]);
        }
    }

    public void Reopen()
    {
        BeforeReopen?.Invoke();
        Reopened++;
    }

    private static Kept Revise(List<ChatMessage> rows, long seq, Func<ChatMessage, ChatMessage> revise)
    {
        var i = rows.FindIndex(row => row.Seq == seq);
        rows[i] = revise(rows[i]) with { Rev = rows.Max(row => row.Rev) + 1 };
        return new(rows[i], IsNew: true);
    }

    private Kept React(Reaction reaction)
    {
        var (message, one) = (Rows(reaction.Room)[(int)reaction.Seq - 1], (reaction.Room, reaction.Seq, reaction.Emoji, reaction.By.Id));
        var at = _reactions.FindIndex(set => (set.Room, set.Seq, set.Emoji, set.By.Id) == one);
        if ((reaction.On ?? at < 0) == at >= 0)
        {
            return new(message, IsNew: false);
        }

        if (at >= 0)
        {
            _reactions.RemoveAt(at);
        }
        else
        {
            _reactions.Add(reaction);
        }

        var kept = Reactions.Write(_reactions
            .Where(set => (set.Room, set.Seq) == (reaction.Room, reaction.Seq))
            .GroupBy(set => set.Emoji)
            .Select(set => new ReactionCount(set.Key, set.Count(), string.Join(' ', set.Take(Reactions.Named).Select(by => by.By.Handle)))));
        return Revise(Rows(reaction.Room), reaction.Seq, row => row with { Reactions = kept });
    }

    private Kept Add(Draft draft)
    {
        var rows = Rows(draft.Room);
        if (rows.Find(row => row.Author == draft.By.Id && row.Cid == draft.Cid) is { } first)
        {
            return new(first, IsNew: false);
        }

        var seq = rows.Count + 1;
        var rev = rows.Count == 0 ? 1 : rows.Max(row => row.Rev) + 1;
        var message = new ChatMessage(seq, rev, ++_lastId, draft.By.Id, draft.By.Name, draft.By.Handle, draft.Text, draft.At, draft.Cid, Born: rev, Kind: draft.Kind, File: draft.File);
        rows.Add(message);
        return new(message, IsNew: true);
    }

    private Kept Add(Act act)
    {
        if (act.Effect is RoomEffect.Clear)
        {
            foreach (var row in Rows(act.Room).Where(row => row.Deleted == 0).ToList())
            {
                Revise(Rows(act.Room), row.Seq, row => row with { Text = "", Deleted = 1, Reactions = "", File = null });
            }
        }

        var kept = act.Line is { } line ? Add(line) : new Kept(ChatMessage.None, IsNew: true);
        _rules[act.Room] = Rules(act.Room).After(act.Effect, kept.Message);
        return kept;
    }

    private Kept Add(Change change)
    {
        switch (change)
        {
            case Naming naming:
                _names[naming.Person] = naming with { Room = default };
                break;
            case AddressBan ban:
                _bans[ban.Address] = ban;
                break;
            case AddressPardon pardon:
                _bans.Remove(pardon.Address);
                break;
        }

        return new(ChatMessage.None, IsNew: true);
    }

    private RoomRules Rules(RoomName room) => _rules.GetValueOrDefault(room, RoomRules.None);

    private List<ChatMessage> Rows(RoomName room) => _rooms.TryGetValue(room, out var rows) ? rows : _rooms[room] = [];
}
