namespace HtmxChat.Rooms;

/// <summary>What those who keep order may do, and the line that tells everybody of it. Values in, values out.</summary>
internal static class Moderation
{
    /// <summary>Characters a topic may have.</summary>
    public const int MaxTopicLength = 200;

    /// <summary>Characters a welcome may have.</summary>
    public const int MaxWelcomeLength = 1000;

    /// <summary>The longest time between two messages that slow mode may ask for.</summary>
    public const int MaxSlowSeconds = 3600;

    private static readonly TimeSpan ForGood = TimeSpan.FromDays(365 * 10);

    /// <summary>What comes of what somebody asks for.</summary>
    /// <param name="Refusal">Why nothing does.</param>
    /// <param name="Effect">What changes; null if nothing does.</param>
    /// <param name="Line">What everybody is told; null for nothing.</param>
    public readonly record struct Ruling(Refusal? Refusal, RoomEffect? Effect = null, string? Line = null);

    /// <summary>The line for a message that somebody else than its author has deleted.</summary>
    public static string Removal(RoomRole by) => $"{Who(by)} removed a message.";

    /// <summary>Another setting, a cleared room, a link made or revoked, a bar lifted, a role given back.</summary>
    public static Ruling Rule(RoomRules rules, RoomCommand.Moderate ask)
    {
        var role = rules.RoleOf(ask.By);
        return ask.Effect switch
        {
            RoomEffect.Resign => Resign(rules, ask.By),
            _ when role < RoomRole.Moderator => new(Refusal.NotModerator),
            RoomEffect.Configure configure => Configure(rules, configure, role),
            RoomEffect.Clear => new(null, ask.Effect, $"{Who(role)} cleared the room."),
            RoomEffect.Lift(var handle) => rules.Bans.FirstOrDefault(ban => ban.Handle == handle) is { } ban
                ? new(null, ask.Effect, $"{Who(role)} let {Whom(ban.Name, ban.Handle)} {(ban.Kind == BanKind.Muted ? "write" : "come in")} again.")
                : new(Refusal.NobodyOfThatHandle),
            RoomEffect.MakeKey or RoomEffect.RevokeKey or RoomEffect.AddBot or RoomEffect.RemoveBot or RoomEffect.SetHook when role < RoomRole.Owner => new(Refusal.NotOwner),
            RoomEffect.MakeKey({ Role: RoomRole.Moderator or RoomRole.Owner } key) => new(null, ask.Effect, $"{Who(role)} made a link for {Plural(key.Role)}."),
            RoomEffect.RevokeKey(var hash, _) => rules.Keys.FirstOrDefault(key => key.Hash == hash) is { } key
                ? new(null, new RoomEffect.RevokeKey(hash, ask.By.Id), $"{Who(role)} revoked a link for {Plural(key.Role)}.")
                : new(Refusal.NoSuchLink),
            RoomEffect.AddBot when rules.Bots.Count >= RoomBot.Most => new(Refusal.TooManyBots),
            RoomEffect.AddBot(var bot) => new(null, ask.Effect, $"{Who(role)} let the bot {Isolated(bot.Name)} post here."),
            RoomEffect.RemoveBot(var hash) => rules.Bots.FirstOrDefault(bot => bot.Hash == hash) is { } bot
                ? new(null, ask.Effect, $"{Who(role)} took the bot {Isolated(bot.Name)} away.")
                : new(Refusal.NoSuchBot),
            RoomEffect.SetHook({ } hook) => new(null, ask.Effect, $"{Who(role)} has everything said here sent to {Isolated(new Uri(hook.Url).Host)}."),
            RoomEffect.SetHook when rules.Hook is { } hook => new(null, ask.Effect, $"{Who(role)} has nothing more sent to {Isolated(new Uri(hook.Url).Host)}."),
            RoomEffect.SetHook => new(null),
            _ => new(Refusal.BadRequest),
        };
    }

    /// <summary>Somebody is muted or removed.</summary>
    public static Ruling Rule(RoomRules rules, RoomCommand.Bar ask, Person? target, DateTimeOffset now)
    {
        var role = rules.RoleOf(ask.By);
        if (role < RoomRole.Moderator)
        {
            return new(Refusal.NotModerator);
        }

        if (target is null)
        {
            return new(Refusal.NobodyOfThatHandle);
        }

        if (target.Id == ask.By.Id || rules.RoleOf(target) >= role)
        {
            return new(Refusal.NotAgainst);
        }

        var time = ask.For > ForGood ? ForGood : ask.For;
        var ban = new Ban(target.Id, target.Address, ask.Kind, target.Name, target.Handle, (now + time).ToUnixTimeMilliseconds());
        // Somebody with a role is never barred: the role goes first.
        return rules.RoleOf(target) > RoomRole.Visitor
            ? new(Refusal.HasRole)
            : new(null, new RoomEffect.Bar(ban), $"{Who(role)} {(ask.Kind == BanKind.Muted ? "muted" : "removed")} {Whom(target.Name, target.Handle)} {(time == ForGood ? "for good" : $"for {Duration.Words(time)}")}.");
    }

    /// <summary>A link was opened.</summary>
    public static Ruling Rule(RoomRules rules, RoomCommand.Open ask) =>
        rules.Keys.FirstOrDefault(key => key.Hash == ask.Hash) is not { } key ? new(Refusal.NoSuchLink)
        : rules.Grants.Any(grant => grant.Person == ask.By.Id && grant.Role >= key.Role) ? new(null)
        : new(null, new RoomEffect.Give(new RoomGrant(ask.By.Id, key.Role, key.Hash)), $"{Whom(ask.By.Name, ask.By.Handle)} became {Article(key.Role)}.");

    /// <summary>The first link is asked for, in a room where nothing was said up to <paramref name="lastSeq"/>. Nobody is told.</summary>
    public static Ruling Rule(RoomRules rules, RoomCommand.Claim ask, long lastSeq, DateTimeOffset now) =>
        lastSeq > 0 || rules.Keys.Count > 0
            ? new(Refusal.NotUnused)
            : new(null, new RoomEffect.MakeKey(new RoomKey(ask.Hash, RoomRole.Owner, now.ToUnixTimeMilliseconds())));

    private static Ruling Configure(RoomRules rules, RoomEffect.Configure asked, RoomRole role)
    {
        var topic = asked.Topic is null ? null : string.Join(' ', asked.Topic.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        var welcome = asked.Welcome?.ReplaceLineEndings("\n").Trim();
        if (topic?.Length > MaxTopicLength || welcome?.Length > MaxWelcomeLength)
        {
            return new(topic?.Length > MaxTopicLength ? Refusal.TooLong("topic", MaxTopicLength) : Refusal.TooLong("welcome", MaxWelcomeLength));
        }

        if (asked.SlowSeconds is < 0 or > MaxSlowSeconds || (asked.Lock is { } asLock && !Enum.IsDefined(asLock)))
        {
            return new(Refusal.BadRequest);
        }

        var effect = new RoomEffect.Configure(
            topic == rules.Topic ? null : topic,
            welcome == rules.Welcome ? null : welcome,
            asked.Lock == rules.Lock ? null : asked.Lock,
            asked.SlowSeconds == rules.SlowSeconds ? null : asked.SlowSeconds);
        string[] done =
        [
            .. Said(effect.Topic, value => value.Length == 0 ? "took the topic away" : $"set the topic to \u201C\u2068{value}\u2069\u201D"),
            .. Said(effect.Welcome, value => value.Length == 0 ? "took the welcome away" : "changed the welcome"),
            .. Said(effect.Lock?.ToString(), _ => effect.Lock switch
            {
                RoomLock.NobodyNew => "closed the room to newcomers",
                RoomLock.NobodyWrites => "locked the room: only moderators can write",
                _ => "opened the room",
            }),
            .. Said(effect.SlowSeconds?.ToString(System.Globalization.CultureInfo.InvariantCulture), _ => effect.SlowSeconds == 0
                ? "turned slow mode off"
                : $"turned slow mode on: one message each {Duration.Words(TimeSpan.FromSeconds(effect.SlowSeconds!.Value))}"),
        ];
        return done.Length == 0 ? new(null) : new(null, effect, $"{Who(role)} {string.Join(", ", done)}.");

        static string[] Said(string? value, Func<string, string> words) => value is null ? [] : [words(value)];
    }

    private static Ruling Resign(RoomRules rules, Person by) => rules.Grants.FirstOrDefault(grant => grant.Person == by.Id) is { } grant
        ? new(null, new RoomEffect.Resign(by.Id), $"{Whom(by.Name, by.Handle)} is no longer {Article(grant.Role)}.")
        : new(Refusal.NotModerator);

    private static string Who(RoomRole role) => role switch
    {
        RoomRole.Operator => "The operator",
        RoomRole.Owner => "An owner",
        _ => "A moderator",
    };

    private static string Article(RoomRole role) => role == RoomRole.Owner ? "an owner" : "a moderator";

    private static string Plural(RoomRole role) => role == RoomRole.Owner ? "owners" : "moderators";

    private static string Whom(string name, string handle) => $"{Isolated(name)} ({handle})";

    // FSI … PDI, so that a name written from right to left turns nothing around it.
    private static string Isolated(string name) => $"\u2068{name}\u2069";
}
