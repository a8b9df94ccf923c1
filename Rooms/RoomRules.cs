namespace HtmxChat.Rooms;

/// <summary>What holds in a room beside its messages: its settings, who has which role, and who is barred.</summary>
/// <param name="Topic">One line under the room's name; empty for none.</param>
/// <param name="Welcome">What whoever comes in reads first; empty for none.</param>
/// <param name="Lock">Who is kept out.</param>
/// <param name="SlowSeconds">Each may say something once in so many seconds; 0 for no such rule.</param>
/// <param name="Rev">The rev of the line that told of the last change to the settings; 0 if there was none.</param>
/// <param name="ClearedSeq">The seq of the line that told that the room was cleared: what stands before it is gone. 0 if it never was.</param>
/// <param name="ClearedRev">The rev of that line.</param>
public sealed record RoomRules(
    string Topic = "",
    string Welcome = "",
    RoomLock Lock = RoomLock.Open,
    long SlowSeconds = 0,
    long Rev = 0,
    long ClearedSeq = 0,
    long ClearedRev = 0)
{
    /// <summary>The rules of a room nobody has made any for.</summary>
    public static readonly RoomRules None = new();

    /// <summary>The links that give a role.</summary>
    public IReadOnlyList<RoomKey> Keys { get; init; } = [];

    /// <summary>Who has a role.</summary>
    public IReadOnlyList<RoomGrant> Grants { get; init; } = [];

    /// <summary>Who is barred, or was.</summary>
    public IReadOnlyList<Ban> Bans { get; init; } = [];

    /// <summary>The programs that may post with a token.</summary>
    public IReadOnlyList<RoomBot> Bots { get; init; } = [];

    /// <summary>Where everything said is sent; null for nowhere.</summary>
    public RoomHook? Hook { get; init; }

    /// <summary>What somebody may do here.</summary>
    public RoomRole RoleOf(Person person) =>
        person.IsOperator ? RoomRole.Operator : Grants.Where(grant => grant.Person == person.Id).Select(grant => grant.Role).DefaultIfEmpty().Max();

    /// <summary>Why somebody may not come in, or null if nothing speaks against it. <paramref name="isKnown"/>: has been here before.</summary>
    public Refusal? EntryRefusal(Person person, bool isKnown, DateTimeOffset now) =>
        RoleOf(person) > RoomRole.Visitor ? null
        : BanOf(person, BanKind.Removed, now) is { } ban ? Refusal.Removed(ban.Until, now)
        : Lock == RoomLock.NobodyNew && !isKnown && !person.IsBot ? Refusal.NobodyNew
        : null;

    /// <summary>Why somebody may not write, or null if nothing speaks against it.</summary>
    public Refusal? WritingRefusal(Person person, bool isKnown, DateTimeOffset now) =>
        EntryRefusal(person, isKnown, now) is { } outside ? outside
        : RoleOf(person) > RoomRole.Visitor ? null
        : BanOf(person, BanKind.Muted, now) is { } ban ? Refusal.Muted(ban.Until, now)
        : Lock == RoomLock.NobodyWrites ? Refusal.NobodyWrites
        : null;

    /// <summary>The rules when <paramref name="effect"/> is kept, told by the line <paramref name="line"/>.</summary>
    public RoomRules After(RoomEffect effect, ChatMessage line) => effect switch
    {
        RoomEffect.Configure set => this with
        {
            Topic = set.Topic ?? Topic,
            Welcome = set.Welcome ?? Welcome,
            Lock = set.Lock ?? Lock,
            SlowSeconds = set.SlowSeconds ?? SlowSeconds,
            Rev = line.Rev,
        },
        RoomEffect.Clear => this with { ClearedSeq = line.Seq, ClearedRev = line.Rev },
        RoomEffect.Bar(var ban) => this with { Bans = [.. Bans.Where(other => other.Person != ban.Person), ban] },
        RoomEffect.Lift(var handle) => this with { Bans = [.. Bans.Where(ban => ban.Handle != handle)] },
        RoomEffect.MakeKey(var key) => this with { Keys = [.. Keys, key] },
        RoomEffect.RevokeKey(var hash, var by) => this with
        {
            Keys = [.. Keys.Where(key => key.Hash != hash)],
            Grants = [.. Grants.Where(grant => grant.Key != hash || grant.Person == by).Select(grant => grant.Key == hash ? grant with { Key = "" } : grant)],
        },
        RoomEffect.Give(var grant) => this with { Grants = [.. Grants.Where(other => other.Person != grant.Person), grant] },
        RoomEffect.AddBot(var bot) => this with { Bots = [.. Bots, bot] },
        RoomEffect.RemoveBot(var hash) => this with { Bots = [.. Bots.Where(bot => bot.Hash != hash)] },
        RoomEffect.SetHook(var hook) => this with { Hook = hook },
        RoomEffect.Resign(var person) => this with { Grants = [.. Grants.Where(grant => grant.Person != person)] },
        _ => throw new ArgumentOutOfRangeException(nameof(effect), effect, "no rule for it"),
    };

    private Ban? BanOf(Person person, BanKind kind, DateTimeOffset now) => Bans.FirstOrDefault(ban => ban.Kind == kind && ban.Bars(person, now));
}

/// <summary>What an act changes in the <see cref="RoomRules"/>.</summary>
public abstract record RoomEffect
{
    private RoomEffect()
    {
    }

    /// <summary>Other settings; null leaves one as it is.</summary>
    public sealed record Configure(string? Topic = null, string? Welcome = null, RoomLock? Lock = null, long? SlowSeconds = null) : RoomEffect;

    /// <summary>All messages so far are deleted.</summary>
    public sealed record Clear : RoomEffect;

    /// <summary>Somebody is muted or removed; takes the place of an earlier bar.</summary>
    public sealed record Bar(Ban Ban) : RoomEffect;

    /// <summary>Somebody is no longer barred.</summary>
    public sealed record Lift(string Handle) : RoomEffect;

    /// <summary>A new link.</summary>
    public sealed record MakeKey(RoomKey Key) : RoomEffect;

    /// <summary>A link is void, and with it the roles it gave, except that of <paramref name="By"/>, who revokes it.</summary>
    public sealed record RevokeKey(string Hash, string By) : RoomEffect;

    /// <summary>Somebody has a role now, instead of the one before.</summary>
    public sealed record Give(RoomGrant Grant) : RoomEffect;

    /// <summary>A program may post.</summary>
    public sealed record AddBot(RoomBot Bot) : RoomEffect;

    /// <summary>A program may post no longer.</summary>
    public sealed record RemoveBot(string Hash) : RoomEffect;

    /// <summary>Everything said is sent there from now on; null for nowhere.</summary>
    public sealed record SetHook(RoomHook? Hook) : RoomEffect;

    /// <summary>Somebody gives the own role back.</summary>
    public sealed record Resign(string Person) : RoomEffect;
}
