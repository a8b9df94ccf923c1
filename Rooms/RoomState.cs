using System.Buffers;

namespace HtmxChat.Rooms;

/// <summary>The rules of a room as values in, values out: no task, no clock, no socket, no store.</summary>
/// <param name="name">The room.</param>
/// <param name="mark">How far its history had come when it was opened.</param>
/// <param name="rules">What held in it then.</param>
/// <param name="options">Its limits.</param>
public sealed class RoomState(RoomName name, RoomMark mark, RoomRules rules, ChatOptions options)
{
    // Looked for at once, since hardly any text has one: control characters, and Unicode's line and paragraph separators.
    private static readonly SearchValues<char> NotPlain = SearchValues.Create(
        [.. Enumerable.Range(0, 0xA0).Select(code => (char)code).Where(IsControl), '\u2028', '\u2029']);

    private readonly Roster _roster = new();
    // Who reads and is not seen: by a reading link, or without a name yet.
    private readonly HashSet<Member> _onlookers = [];
    private readonly Speakers _speakers = new();
    private readonly HashSet<string> _known = [];
    private RoomMark _mark = mark;

    /// <summary>The highest rev anybody in the room may have seen.</summary>
    public long Rev => _mark.Rev;

    /// <summary>What holds in the room beside its messages.</summary>
    public RoomRules Rules { get; private set; } = rules;

    /// <summary>The people in the room now, in the order in which they came.</summary>
    public RoomEvent.RosterChanged Roster => _roster.Now;

    /// <summary>The people who are writing now, in the order in which they began.</summary>
    public RoomEvent.TypingChanged Typing => _roster.Typing;

    /// <summary>Whoever is here, or has lately said something, under this handle.</summary>
    public Person? Find(string handle) => _roster.People.FirstOrDefault(person => person.Handle == handle) ?? _speakers.Find(handle);

    /// <summary>Whom this command is from, if it depends on whether they have ever said anything here: that is to be looked up, and told by <see cref="Meet"/>.</summary>
    public string? Stranger(RoomCommand command)
    {
        var id = command switch
        {
            RoomCommand.Ask ask => ask.By.Id,
            RoomCommand.Join(var member, _) => member.Person.Id,
            RoomCommand.Read(var member, _) => member.Person.Id,
            RoomCommand.Listen(var member) => member.Person.Id,
            _ => null,
        };
        return Rules.Lock == RoomLock.NobodyNew && id is not null && !IsKnown(id) ? id : null;
    }

    /// <summary>Somebody has been here before: closed to newcomers, the room is not closed to them.</summary>
    public void Meet(string personId) => _known.Add(personId);

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
                Delete(delete, now, events);
                break;
            case RoomCommand.React react:
                events.Add(React(react, now));
                break;
            case RoomCommand.Moderate moderate:
                events.Add(Govern(moderate, Moderation.Rule(Rules, moderate), now));
                break;
            case RoomCommand.Bar bar:
                events.Add(Govern(bar, Moderation.Rule(Rules, bar, Find(bar.Handle) ?? bar.Target, now), now));
                break;
            case RoomCommand.Open open:
                events.Add(Govern(open, Moderation.Rule(Rules, open), now));
                break;
            case RoomCommand.Claim claim:
                events.Add(Govern(claim, Moderation.Rule(Rules, claim, _mark.Seq, now), now));
                break;
            case RoomCommand.Keep keep:
                Keep(keep, now, events);
                break;
            case RoomCommand.Reload(var stored, var unseen, var held):
                events.AddRange(unseen.Select(Happened));
                (_mark, Rules) = (stored, held);
                break;
            case RoomCommand.Join(var member, _) when EntryRefusal(member, now) is { } refusal:
                events.Add(new RoomEvent.Dismissed(member, refusal));
                break;
            case RoomCommand.Join(var member, var after):
                _roster.Enter(member, member.Person.Name, lingers: true, events);
                events.Add(new RoomEvent.Joined(member, after));
                break;
            case RoomCommand.Read(var member, _) when EntryRefusal(member, now) is { } refusal:
                events.Add(new RoomEvent.Dismissed(member, refusal));
                break;
            case RoomCommand.Read(var member, var after):
                _onlookers.Add(member);
                events.Add(new RoomEvent.Joined(member, after));
                break;
            case RoomCommand.Listen(var member) when EntryRefusal(member, now) is { } refusal:
                events.Add(new RoomEvent.Dismissed(member, refusal));
                break;
            case RoomCommand.Listen(var member):
                _onlookers.Add(member);
                events.Add(new RoomEvent.Listened(member, [.. _roster.People]));
                break;
            case RoomCommand.Enter(var member, _) when EntryRefusal(member, now) is not null:
                break;
            case RoomCommand.Enter(var member, var name):
                _onlookers.Remove(member);
                _roster.Enter(member, name, lingers: false, events);
                events.Add(new RoomEvent.Entered(member));
                break;
            case RoomCommand.Banish(var address):
                Dismiss(person => person.Address == address, Refusal.Banned, events);
                break;
            case RoomCommand.Leave(var member):
                _onlookers.Remove(member);
                events.Add(new RoomEvent.Left(member));
                _roster.Leave(member, events);
                break;
            case RoomCommand.Forget(var personId, var visit):
                _roster.Forget(personId, visit, events);
                break;
            case RoomCommand.Rename rename:
                events.Add(Rename(rename, now, events));
                break;
            case RoomCommand.Type(var member) when WritingRefusal(member.Person, now) is null:
                _roster.Type(member, events);
                break;
            case RoomCommand.Type:
                break;
            case RoomCommand.StopTyping(var personId, var stroke):
                _roster.StopTyping(personId, stroke);
                break;
            case RoomCommand.Rest(var member, var isIdle):
                _roster.Rest(member, isIdle);
                break;
            case RoomCommand.Look(var answer):
                answer.TrySetResult([.. _roster.People]);
                break;
            case RoomCommand.ShowRoster:
                _roster.Release();
                break;
            case RoomCommand.Wake:
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(command), command, "no rule for it");
        }
    }

    /// <summary>Ends a turn: adds what is told once however many commands caused it.</summary>
    public void Settle(List<RoomEvent> events) => _roster.Settle(events);

    private RoomEvent Say(RoomCommand.Say say, DateTimeOffset now)
    {
        if (Check(say.Text, out var text) is { } refusal && (say.File is null || refusal != Refusal.Blank))
        {
            return new RoomEvent.Rejected(say, refusal);
        }

        var bytes = say.File?.Bytes ?? 0;
        if (bytes > 0 && _mark.FileBytes + bytes > options.Files.RoomBytes)
        {
            return new RoomEvent.Rejected(say, Refusal.FilesFull);
        }

        if ((WritingRefusal(say.By, now) ?? Slow(say, now)) is { } barred)
        {
            return new RoomEvent.Rejected(say, barred);
        }

        var by = _roster.Find(say.By.Id) ?? say.By;
        _mark = _mark with { FileBytes = _mark.FileBytes + bytes };
        _speakers.Heard(by, say.Cid, now);
        return new RoomEvent.Accepted(say, new Draft(name, by, text, Tick(now), say.Cid, by.IsBot ? MessageKind.Bot : MessageKind.Text) { File = say.File });
    }

    private Refusal? EntryRefusal(Member member, DateTimeOffset now) => Rules.EntryRefusal(member.Person, IsKnown(member.Person.Id), now);

    private Refusal? WritingRefusal(Person by, DateTimeOffset now) => Rules.WritingRefusal(by, IsKnown(by.Id), now);

    // A resend is the same message again, and waits for nothing.
    private Refusal? Slow(RoomCommand.Say say, DateTimeOffset now) =>
        Rules.SlowSeconds > 0 && Rules.RoleOf(say.By) == RoomRole.Visitor
        && _speakers.Last(say.By.Id) is { } last && last.Cid != say.Cid
        && last.At.AddSeconds(Rules.SlowSeconds) - now is var wait && wait > TimeSpan.Zero
            ? Refusal.Slow(wait, Rules.SlowSeconds)
            : null;

    // The clock may step back; the times shown in a room never do, and no two messages have the same.
    private long Tick(DateTimeOffset now)
    {
        _mark = _mark with { At = Math.Max(now.ToUnixTimeMilliseconds(), _mark.At + 1) };
        return _mark.At;
    }

    private RoomEvent Edit(RoomCommand.Edit edit, DateTimeOffset now)
    {
        var wrong = Check(edit.Text, out var text) ?? WritingRefusal(edit.By, now);
        return (Check(edit, now) ?? wrong) is { } refusal
            ? new RoomEvent.Rejected(edit, refusal)
            : new RoomEvent.Accepted(edit, new Edit(name, edit.Seq, text, Math.Max(now.ToUnixTimeMilliseconds(), edit.Target!.At)));
    }

    private void Delete(RoomCommand.Delete delete, DateTimeOffset now, List<RoomEvent> events)
    {
        var refusal = Check(delete, now);
        var role = Rules.RoleOf(delete.By);
        if (refusal is { Code: RefusalCode.NotAllowed } && role > RoomRole.Visitor && delete.Target!.Kind != MessageKind.Act)
        {
            events.Add(new RoomEvent.Accepted(delete, new Deletion(name, delete.Seq)));
            events.Add(new RoomEvent.Accepted(delete, Line(delete.By, Moderation.Removal(role), now)));
        }
        else
        {
            events.Add(refusal is null ? new RoomEvent.Accepted(delete, new Deletion(name, delete.Seq)) : new RoomEvent.Rejected(delete, refusal));
        }
    }

    private RoomEvent React(RoomCommand.React react, DateTimeOffset now)
    {
        var refusal = react.Target is not { IsSpoken: true } ? Refusal.NotFound
            : !Reactions.Quick.Contains(react.Emoji) ? Refusal.BadRequest
            : WritingRefusal(react.By, now);
        return refusal is null
            ? new RoomEvent.Accepted(react, new Reaction(name, react.Seq, react.By, react.Emoji, react.On, now.ToUnixTimeMilliseconds()))
            : new RoomEvent.Rejected(react, refusal);
    }

    // It is on the disk.
    private void Keep(RoomCommand.Keep keep, DateTimeOffset now, List<RoomEvent> events)
    {
        var (ask, kept, effect) = keep;
        if (effect is not null)
        {
            Rules = Rules.After(effect, kept.Message);
        }

        if (effect is RoomEffect.Clear)
        {
            events.Add(new RoomEvent.StartedAnew(name, []));
        }

        if (kept is { IsNew: true, Message.Seq: > 0 })
        {
            events.Add(Happened(kept.Message));
            _roster.StopTyping(kept.Message.Author);
        }

        Enforce(effect, now, events);
        _mark = _mark with
        {
            Seq = Math.Max(_mark.Seq, kept.Message.Seq),
            Rev = Math.Max(_mark.Rev, kept.Message.Rev),
            FileBytes = effect is RoomEffect.Clear ? 0 : _mark.FileBytes - Freed(ask, kept),
        };
        events.Add(new RoomEvent.Acknowledged(ask, kept));
    }

    private RoomEvent Govern(RoomCommand.Govern ask, Moderation.Ruling ruling, DateTimeOffset now) => ruling switch
    {
        { Refusal: { } refusal } => new RoomEvent.Rejected(ask, refusal),
        { Effect: { } effect } => new RoomEvent.Accepted(ask, new Act(name, effect, ruling.Line is { } line ? Line(ask.By, line, now) : null)),
        _ => Nothing(ask),
    };

    private Draft Line(Person by, ActLine line, DateTimeOffset now) =>
        new(name, by with { Name = "", Handle = "" }, line.ToText(), Tick(now), Guid.NewGuid().ToString("N"), MessageKind.Act);

    // It holds already.
    private static RoomEvent.Acknowledged Nothing(RoomCommand.Ask ask) => new(ask, new Kept(ChatMessage.None, IsNew: false));

    // What a new rule means for those who are here.
    private void Enforce(RoomEffect? effect, DateTimeOffset now, List<RoomEvent> events)
    {
        switch (effect)
        {
            case RoomEffect.Configure configure:
                events.Add(new RoomEvent.RulesChanged(Rules));
                if (configure.Lock is not null)
                {
                    _known.Clear();
                    _known.UnionWith(_roster.Ids);
                }

                break;
            case RoomEffect.Bar({ Kind: BanKind.Removed } ban):
                Dismiss(person => ban.Bars(person, now), Refusal.Removed(ban.Until, now), events);
                break;
        }
    }

    // Whoever has a role stays, whatever address they share.
    private void Dismiss(Func<Person, bool> whom, Refusal refusal, List<RoomEvent> events)
    {
        bool Goes(Person person) => whom(person) && Rules.RoleOf(person) == RoomRole.Visitor;
        _roster.Dismiss(Goes, refusal, events);
        foreach (var onlooker in _onlookers.Where(member => Goes(member.Person)).ToList())
        {
            _onlookers.Remove(onlooker);
            events.Add(new RoomEvent.Dismissed(onlooker, refusal));
        }
    }

    private RoomEvent Rename(RoomCommand.Rename rename, DateTimeOffset now, List<RoomEvent> events)
    {
        if (WritingRefusal(rename.By, now) is { } refusal)
        {
            return new RoomEvent.Rejected(rename, refusal);
        }

        var at = now.ToUnixTimeMilliseconds();
        _roster.Rename(rename.By.Id, rename.Name, at, events);
        return rename.From is null ? Nothing(rename) : new RoomEvent.Accepted(rename, new Naming(name, rename.By.Id, rename.Name, at));
    }

    // A file counts from when its message is accepted. A resend brings none; a deletion takes one away.
    private static long Freed(RoomCommand.Ask ask, Kept kept) => ask switch
    {
        RoomCommand.Say { File: { } file } when !kept.IsNew => file.Bytes,
        RoomCommand.Delete { Target.File: { } file } when kept.Message.Deleted == 1 => file.Bytes,
        _ => 0,
    };

    // A row that was said after the last known rev is new to everybody here; any other is one they have.
    private RoomEvent Happened(ChatMessage message) =>
        message.Born > _mark.Rev ? new RoomEvent.Said(message) : new RoomEvent.Changed(message);

    private Refusal? Check(RoomCommand.Revise revise, DateTimeOffset now) => revise.Target switch
    {
        null or { Deleted: 1 } => Refusal.NotFound,
        var target when target.Author != revise.By.Id || target.Kind == MessageKind.Act => Refusal.NotYours,
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

    private bool IsKnown(string personId) => _roster.Find(personId) is not null || _known.Contains(personId);

    /// <summary>A text as it is kept.</summary>
    internal static string Clean(string text)
    {
        if (text.AsSpan().ContainsAny(NotPlain))
        {
            text = text.ReplaceLineEndings("\n");
            text = text.Any(IsControl) ? string.Concat(text.Where(letter => !IsControl(letter))) : text;
        }

        return text.TrimEnd().TrimStart('\n');
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
}
