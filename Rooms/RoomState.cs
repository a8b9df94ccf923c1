namespace HtmxChat.Rooms;

/// <summary>The rules of a room as values in, values out: no task, no clock, no socket, no store.</summary>
/// <param name="name">The room.</param>
/// <param name="mark">How far its history had come when it was opened.</param>
/// <param name="options">Its limits.</param>
public sealed class RoomState(RoomName name, RoomMark mark, ChatOptions options)
{
    /// <summary>People named in the roster at once; the others are counted.</summary>
    public const int RosterShown = 50;

    /// <summary>A person is in the roster this long after the last tab closed, so that a reload is no leave and join.</summary>
    public static readonly TimeSpan LeaveGrace = TimeSpan.FromSeconds(10);

    /// <summary>The least time from one roster to the next, however many come and go.</summary>
    public static readonly TimeSpan RosterInterval = TimeSpan.FromMilliseconds(100);

    private readonly LinkedList<Presence> _roster = [];
    private readonly Dictionary<string, LinkedListNode<Presence>> _people = [];
    private RoomMark _mark = mark;
    private bool _rosterChanged;
    private bool _rosterWaits;

    /// <summary>The highest rev anybody in the room may have seen.</summary>
    public long Rev => _mark.Rev;

    /// <summary>The people in the room now, in the order in which they came.</summary>
    public RoomEvent.RosterChanged Roster => new([.. People.Take(RosterShown)], _roster.Count);

    /// <summary>Applies one command and adds what happened to <paramref name="events"/>.</summary>
    public void Apply(RoomCommand command, DateTimeOffset now, List<RoomEvent> events)
    {
        switch (command)
        {
            case RoomCommand.Say say:
                events.Add(Say(say, now));
                break;
            case RoomCommand.Edit edit:
                events.Add(Edit(edit, now));
                break;
            case RoomCommand.Delete delete:
                events.Add(Delete(delete, now));
                break;
            case RoomCommand.Keep(var ask, var kept):
                if (kept.IsNew)
                {
                    events.Add(Happened(kept.Message));
                }

                _mark = _mark with { Seq = Math.Max(_mark.Seq, kept.Message.Seq), Rev = Math.Max(_mark.Rev, kept.Message.Rev) };
                events.Add(new RoomEvent.Acknowledged(ask, kept));
                break;
            case RoomCommand.Reload(var stored, var unseen):
                events.AddRange(unseen.Select(Happened));
                _mark = stored;
                break;
            case RoomCommand.Join(var member, var after):
                Enter(member, member.Person.Name, lingers: true, events);
                events.Add(new RoomEvent.Joined(member, after));
                break;
            case RoomCommand.Listen(var member):
                events.Add(new RoomEvent.Listened(member, [.. People]));
                break;
            case RoomCommand.Enter(var member, var name):
                Enter(member, name, lingers: false, events);
                events.Add(new RoomEvent.Entered(member));
                break;
            case RoomCommand.Leave(var member):
                events.Add(new RoomEvent.Left(member));
                if (_people.TryGetValue(member.Person.Id, out var left) && left.Value.Tabs.Remove(member) && left.Value.Tabs.Count == 0)
                {
                    if (left.Value.Lingers)
                    {
                        events.Add(new RoomEvent.Postponed(new RoomCommand.Forget(member.Person.Id, left.Value.Visits), LeaveGrace));
                    }
                    else
                    {
                        Forget(left, events);
                    }
                }

                break;
            case RoomCommand.Forget(var personId, var visit):
                if (_people.TryGetValue(personId, out var gone) && gone.Value is { Tabs.Count: 0 } presence && presence.Visits == visit)
                {
                    Forget(gone, events);
                }

                break;
            case RoomCommand.Rename(var member, var newName):
                if (_people.TryGetValue(member.Person.Id, out var renamed))
                {
                    Name(renamed.Value, newName, events);
                }

                break;
            case RoomCommand.ShowRoster:
                _rosterWaits = false;
                break;
            case RoomCommand.Wake:
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(command), command, "no rule for it");
        }
    }

    /// <summary>Ends a turn: adds what is told once however many commands caused it.</summary>
    public void Settle(List<RoomEvent> events)
    {
        if (_rosterChanged && !_rosterWaits)
        {
            (_rosterChanged, _rosterWaits) = (false, true);
            events.Add(Roster);
            events.Add(new RoomEvent.Postponed(new RoomCommand.ShowRoster(), RosterInterval));
        }
    }

    private IEnumerable<Person> People => _roster.Select(presence => presence.Person);

    private RoomEvent Say(RoomCommand.Say say, DateTimeOffset now)
    {
        if (Check(say.Text, out var text) is { } refusal)
        {
            return new RoomEvent.Rejected(say, refusal);
        }

        // The clock may step back; the times shown in a room never do, and no two messages have the same.
        _mark = _mark with { At = Math.Max(now.ToUnixTimeMilliseconds(), _mark.At + 1) };
        var by = _people.TryGetValue(say.By.Id, out var present) ? present.Value.Person : say.By;
        return new RoomEvent.Accepted(say, new Draft(name, by, text, _mark.At, say.Cid));
    }

    private RoomEvent Edit(RoomCommand.Edit edit, DateTimeOffset now)
    {
        var wrong = Check(edit.Text, out var text);
        return (Check(edit, now) ?? wrong) is { } refusal
            ? new RoomEvent.Rejected(edit, refusal)
            : new RoomEvent.Accepted(edit, new Edit(name, edit.Seq, text, Math.Max(now.ToUnixTimeMilliseconds(), edit.Target!.At)));
    }

    private RoomEvent Delete(RoomCommand.Delete delete, DateTimeOffset now) => Check(delete, now) is { } refusal
        ? new RoomEvent.Rejected(delete, refusal)
        : new RoomEvent.Accepted(delete, new Deletion(name, delete.Seq));

    // A row that was said after the last known rev is new to everybody here; any other is one they have.
    private RoomEvent Happened(ChatMessage message) =>
        message.Born > _mark.Rev ? new RoomEvent.Said(message) : new RoomEvent.Changed(message);

    private Refusal? Check(RoomCommand.Revise revise, DateTimeOffset now) => revise.Target switch
    {
        null or { Deleted: 1 } => Refusal.NotFound,
        var target when target.Author != revise.By.Id => Refusal.NotYours,
        var target when now - target.Time > options.EditWindow => Refusal.TooLate,
        _ => null,
    };

    private Refusal? Check(string typed, out string text)
    {
        text = Clean(typed);
        return string.IsNullOrWhiteSpace(text) ? Refusal.Blank
            : Length(text) > options.MaxMessageLength ? Refusal.TooLong(options.MaxMessageLength)
            : null;
    }

    private void Enter(Member member, string name, bool lingers, List<RoomEvent> events)
    {
        if (!_people.TryGetValue(member.Person.Id, out var node))
        {
            var person = member.Person with { Name = name };
            node = _people[person.Id] = _roster.AddLast(new Presence(person, lingers));
            _rosterChanged = true;
            events.Add(new RoomEvent.Came(person));
        }

        node.Value.Tabs.Add(member);
        node.Value.Visits++;
        Name(node.Value, name, events);
    }

    private void Forget(LinkedListNode<Presence> node, List<RoomEvent> events)
    {
        _people.Remove(node.Value.Person.Id);
        _roster.Remove(node);
        _rosterChanged = true;
        events.Add(new RoomEvent.Went(node.Value.Person));
    }

    private void Name(Presence presence, string newName, List<RoomEvent> events)
    {
        if (presence.Person.Name != newName)
        {
            events.Add(new RoomEvent.Went(presence.Person));
            presence.Person = presence.Person with { Name = newName };
            events.Add(new RoomEvent.Came(presence.Person));
            _rosterChanged = true;
        }
    }

    private static string Clean(string text)
    {
        text = text.ReplaceLineEndings("\n").TrimEnd().TrimStart('\n');
        return text.Any(IsControl) ? string.Concat(text.Where(letter => !IsControl(letter))) : text;
    }

    private static bool IsControl(char letter) => char.IsControl(letter) && letter is not ('\n' or '\t');

    private static int Length(string text)
    {
        var length = 0;
        foreach (var _ in text.EnumerateRunes())
        {
            length++;
        }

        return length;
    }

    // Whoever may come back under the same id lingers for the grace.
    private sealed class Presence(Person person, bool lingers)
    {
        public Person Person { get; set; } = person;

        public bool Lingers { get; } = lingers;

        public List<Member> Tabs { get; } = [];

        public int Visits { get; set; }
    }
}
