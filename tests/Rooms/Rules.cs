using HtmxChat.Rooms;
using HtmxChat.Tests.Support;
using HtmxChat.Views.Languages;

namespace HtmxChat.Tests.Rooms;

/// <summary>A <see cref="RoomState"/> without a room: commands in, events out.</summary>
internal sealed class Rules
{
    public static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    private readonly RoomState _state;

    public Rules(ChatOptions? options = null, RoomMark mark = default)
    {
        RoomName.TryParse("general", out var name);
        Room = name;
        _state = new RoomState(name, mark, RoomRules.None, options ?? new ChatOptions());
    }

    public RoomName Room { get; }

    public long Rev => _state.Rev;

    public RoomEvent.RosterChanged Roster => _state.Roster;

    public IEnumerable<string> Names => Roster.People.Select(person => person.Name);

    public static Member Tab(string name, string? id = null) => new(new Person(id ?? name, name, "h-" + (id ?? name)), new Wire(100_000).Outbox);

    public static ChatMessage Message(long seq, string text = "hi", string cid = "c") =>
        new(seq, seq, seq, "Ada", "Ada", "h-Ada", text, Noon.ToUnixTimeMilliseconds(), cid, Born: seq);

    /// <summary>What holds in the room.</summary>
    public RoomRules Held => _state.Rules;

    /// <summary>See <see cref="RoomState.Stranger"/>.</summary>
    public string? Stranger(RoomCommand command) => _state.Stranger(command);

    public void Meets(string personId) => _state.Meet(personId);

    /// <summary>Something is asked for, accepted and kept: the line everybody is told, in English, and what happened.</summary>
    public (string? Line, IReadOnlyList<RoomEvent> Events) Does(RoomCommand.Ask ask)
    {
        var act = Assert.IsType<Act>(Assert.IsType<RoomEvent.Accepted>(Assert.Single(Apply(ask))).Change);
        var message = act.Line is { } line
            ? new ChatMessage(Rev + 1, Rev + 1, 1, line.By.Id, line.By.Name, line.By.Handle, line.Text, line.At, line.Cid, Rev + 1, Kind: line.Kind)
            : ChatMessage.None;
        return (act.Line is null ? null : Words.ForPrograms.Of(message), Apply(new RoomCommand.Keep(ask, new Kept(message, IsNew: true), act.Effect)));
    }

    /// <summary>Why what is asked for is refused.</summary>
    public Refusal Refused(RoomCommand ask, DateTimeOffset? now = null) => Assert.IsType<RoomEvent.Rejected>(Assert.Single(Apply(ask, now))).Refusal;

    /// <summary>One command, without the end of its turn.</summary>
    public IReadOnlyList<RoomEvent> Apply(RoomCommand command, DateTimeOffset? now = null)
    {
        List<RoomEvent> events = [];
        _state.Apply(command, now ?? Noon, events);
        return events;
    }

    /// <summary>The end of a turn.</summary>
    public IReadOnlyList<RoomEvent> Settle()
    {
        List<RoomEvent> events = [];
        _state.Settle(events);
        return events;
    }

    /// <summary>A tab that has joined.</summary>
    public Member Joined(string name, string? id = null)
    {
        var tab = Tab(name, id);
        Apply(new RoomCommand.Join(tab, 0));
        return tab;
    }

    /// <summary>The last tab leaves: what shall come back when the grace is over.</summary>
    public RoomEvent.Postponed Left(Member tab) => Assert.IsType<RoomEvent.Postponed>(Apply(new RoomCommand.Leave(tab))[^1]);

    /// <summary>What somebody would have kept.</summary>
    public Draft Drafted(string text, DateTimeOffset? now = null, Person? by = null) => Assert.IsType<Draft>(Assert.IsType<RoomEvent.Accepted>(Said(text, now, by)).Change);

    /// <summary>Why somebody is refused.</summary>
    public Refusal Rejected(string text) => Assert.IsType<RoomEvent.Rejected>(Said(text)).Refusal;

    private RoomEvent Said(string text, DateTimeOffset? now = null, Person? by = null) =>
        Assert.Single(Apply(new RoomCommand.Say(by ?? Tab("Ada").Person, text, "c"), now));
}
