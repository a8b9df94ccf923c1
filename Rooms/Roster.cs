namespace HtmxChat.Rooms;

/// <summary>Who is in a room: people with their tabs, who of them is idle and who is writing. Belongs to the room's state, and like it
/// has no clock: what is due later it asks for as a <see cref="RoomEvent.Postponed"/> command.</summary>
internal sealed class Roster
{
    /// <summary>People named at once; the others are counted.</summary>
    public const int Shown = 50;

    /// <summary>People named as writing at once; the others are counted.</summary>
    public const int TypingShown = 3;

    /// <summary>A person is here this long after the last tab closed, so that a reload is no leave and join.</summary>
    public static readonly TimeSpan LeaveGrace = TimeSpan.FromSeconds(10);

    /// <summary>A person is shown as writing this long after the tab said so last.</summary>
    public static readonly TimeSpan TypingLasts = TimeSpan.FromSeconds(5);

    /// <summary>The least time from one roster to the next, however many come and go.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly LinkedList<Presence> _present = [];
    private readonly Dictionary<string, LinkedListNode<Presence>> _byId = [];
    private readonly Dictionary<string, int> _looks = [];
    private readonly List<Presence> _typing = [];
    private bool _hasChanged;
    private bool _waits;
    private bool _typingChanged;

    /// <summary>The people, in the order in which they came.</summary>
    public IEnumerable<Person> People => _present.Select(presence => presence.Person);

    /// <summary>Their ids.</summary>
    public IReadOnlyCollection<string> Ids => _byId.Keys;

    /// <summary>As it is shown.</summary>
    public RoomEvent.RosterChanged Now => new([.. People.Take(Shown)], _present.Count)
    {
        Alike = Alike(),
        Idle = _present.Take(Shown).Where(presence => presence.IsIdle).Select(presence => presence.Person.Handle).ToHashSet(),
    };

    /// <summary>The people who are writing, in the order in which they began.</summary>
    public RoomEvent.TypingChanged Typing => new([.. _typing.Take(TypingShown).Select(presence => presence.Person)], _typing.Count);

    /// <summary>Whoever is here under this id.</summary>
    public Person? Find(string id) => _byId.GetValueOrDefault(id)?.Value.Person;

    /// <summary>A tab has come.</summary>
    /// <param name="member">The tab.</param>
    /// <param name="name">The name its person goes by.</param>
    /// <param name="lingers">Whether the person may come back under the same id, and so stays for the grace.</param>
    /// <param name="events">What happened is added to it.</param>
    public void Enter(Member member, string name, bool lingers, List<RoomEvent> events)
    {
        if (!_byId.TryGetValue(member.Person.Id, out var node))
        {
            var person = member.Person with { Name = name };
            node = _byId[person.Id] = _present.AddLast(new Presence(person, lingers));
            CountLook(name, 1);
            _hasChanged = true;
            events.Add(new RoomEvent.Came(person));
        }

        var presence = node.Value;
        presence.Tabs.Add(member);
        _hasChanged |= presence.Idle.Count > 0;
        presence.Visits++;
        presence.Person = presence.Person with { Address = member.Person.Address };
        // A tab that was opened with an older name does not take a newer one back.
        if (member.Person.NamedAt >= presence.Person.NamedAt)
        {
            Name(presence, name, events);
        }
    }

    /// <summary>A tab has gone. Whoever may come back is still here for a while.</summary>
    public void Leave(Member tab, List<RoomEvent> events)
    {
        if (!_byId.TryGetValue(tab.Person.Id, out var node) || !node.Value.Tabs.Remove(tab))
        {
            return;
        }

        _hasChanged |= node.Value.Idle.Remove(tab) || node.Value.IsIdle;
        if (node.Value.Tabs.Count > 0)
        {
            return;
        }

        SetTyping(node.Value, false);
        if (node.Value.Lingers)
        {
            events.Add(new RoomEvent.Postponed(new RoomCommand.Forget(tab.Person.Id, node.Value.Visits), LeaveGrace));
        }
        else
        {
            Remove(node, events);
        }
    }

    /// <summary>The grace of a visit is over: whoever has not come back is gone.</summary>
    public void Forget(string id, int visit, List<RoomEvent> events)
    {
        if (_byId.TryGetValue(id, out var node) && node.Value is { Tabs.Count: 0 } presence && presence.Visits == visit)
        {
            Remove(node, events);
        }
    }

    /// <summary>Sends people away, with all their tabs.</summary>
    public void Dismiss(Func<Person, bool> whom, Refusal refusal, List<RoomEvent> events)
    {
        foreach (var node in _byId.Values.Where(node => whom(node.Value.Person)).ToList())
        {
            events.AddRange(node.Value.Tabs.Select(tab => new RoomEvent.Dismissed(tab, refusal)));
            Remove(node, events);
        }
    }

    /// <summary>A person has another name, if here.</summary>
    public void Rename(string id, string name, long at, List<RoomEvent> events)
    {
        if (_byId.TryGetValue(id, out var node))
        {
            Name(node.Value, name, events);
            node.Value.Person = node.Value.Person with { NamedAt = at };
        }
    }

    /// <summary>Something is being written at a tab.</summary>
    public void Type(Member tab, List<RoomEvent> events)
    {
        if (_byId.TryGetValue(tab.Person.Id, out var node))
        {
            SetTyping(node.Value, true);
            events.Add(new RoomEvent.Postponed(new RoomCommand.StopTyping(tab.Person.Id, ++node.Value.Strokes), TypingLasts));
        }
    }

    /// <summary>A person is not writing any more; with a stroke only if there was none after it.</summary>
    public void StopTyping(string id, int? stroke = null)
    {
        if (_byId.TryGetValue(id, out var node) && (stroke is null || stroke == node.Value.Strokes))
        {
            SetTyping(node.Value, false);
        }
    }

    /// <summary>Nobody is at a tab, or somebody again.</summary>
    public void Rest(Member tab, bool isIdle)
    {
        if (_byId.TryGetValue(tab.Person.Id, out var node) && node.Value.Tabs.Contains(tab))
        {
            var wasIdle = node.Value.IsIdle;
            _ = isIdle ? node.Value.Idle.Add(tab) : node.Value.Idle.Remove(tab);
            _hasChanged |= node.Value.IsIdle != wasIdle;
        }
    }

    /// <summary>It may be shown again.</summary>
    public void Release() => _waits = false;

    /// <summary>Ends a turn: adds what is told once however much caused it.</summary>
    public void Settle(List<RoomEvent> events)
    {
        if (_typingChanged)
        {
            _typingChanged = false;
            events.Add(Typing);
        }

        if (_hasChanged && !_waits)
        {
            (_hasChanged, _waits) = (false, true);
            events.Add(Now);
            events.Add(new RoomEvent.Postponed(new RoomCommand.ShowRoster(), Interval));
        }
    }

    private void Remove(LinkedListNode<Presence> node, List<RoomEvent> events)
    {
        CountLook(node.Value.Person.Name, -1);
        SetTyping(node.Value, false);
        _byId.Remove(node.Value.Person.Id);
        _present.Remove(node);
        _hasChanged = true;
        events.Add(new RoomEvent.Went(node.Value.Person));
    }

    private void Name(Presence presence, string newName, List<RoomEvent> events)
    {
        if (presence.Person.Name != newName)
        {
            events.Add(new RoomEvent.Went(presence.Person));
            CountLook(presence.Person.Name, -1);
            CountLook(newName, 1);
            presence.Person = presence.Person with { Name = newName };
            events.Add(new RoomEvent.Came(presence.Person));
            _hasChanged = true;
        }
    }

    private void SetTyping(Presence presence, bool isTyping)
    {
        if (!isTyping)
        {
            _typingChanged |= _typing.Remove(presence);
        }
        else if (!_typing.Contains(presence))
        {
            _typing.Add(presence);
            _typingChanged = true;
        }
    }

    // How many people here have names that look like this one.
    private void CountLook(string personName, int change)
    {
        var look = Lookalike.Skeleton(personName);
        var count = _looks.GetValueOrDefault(look) + change;
        if (count > 0)
        {
            _looks[look] = count;
        }
        else
        {
            _looks.Remove(look);
        }
    }

    // All guests look alike, and pass for nobody.
    private HashSet<string> Alike() =>
    [
        .. People.Take(Shown)
            .Where(person => person.Name != PersonName.Guest && _looks.GetValueOrDefault(Lookalike.Skeleton(person.Name)) > 1)
            .Select(person => person.Handle),
    ];

    // Whoever may come back under the same id lingers for the grace.
    private sealed class Presence(Person person, bool lingers)
    {
        public Person Person { get; set; } = person;

        public bool Lingers { get; } = lingers;

        public List<Member> Tabs { get; } = [];

        public int Visits { get; set; }

        /// <summary>How often a tab has said that it is written in.</summary>
        public int Strokes { get; set; }

        /// <summary>The tabs at which nobody has been for a while.</summary>
        public HashSet<Member> Idle { get; } = [];

        public bool IsIdle => Idle.Count > 0 && Idle.Count == Tabs.Count;
    }
}
