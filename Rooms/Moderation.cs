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
    public readonly record struct Ruling(Refusal? Refusal, RoomEffect? Effect = null, ActLine? Line = null);

    /// <summary>The line for a message that somebody else than its author has deleted.</summary>
    public static ActLine Removal(RoomRole by) => new(by, new Deed(DeedKind.RemovedMessage));

    /// <summary>Another setting, a cleared room, a link made or revoked, a bar lifted, a role given back.</summary>
    public static Ruling Rule(RoomRules rules, RoomCommand.Moderate ask)
    {
        var role = rules.RoleOf(ask.By);
        return ask.Effect switch
        {
            RoomEffect.Resign => Resign(rules, ask.By),
            _ when role < RoomRole.Moderator => new(Refusal.NotModerator),
            RoomEffect.Configure configure => Configure(rules, configure, role),
            RoomEffect.Clear => new(null, ask.Effect, new(role, new Deed(DeedKind.ClearedRoom))),
            RoomEffect.Lift(var handle) => rules.Bans.FirstOrDefault(ban => ban.Handle == handle) is { } ban
                ? new(null, ask.Effect, new(role, new Deed(ban.Kind == BanKind.Muted ? DeedKind.LetWrite : DeedKind.LetIn, ban.Name, ban.Handle)))
                : new(Refusal.NobodyOfThatHandle),
            RoomEffect.MakeKey or RoomEffect.RevokeKey or RoomEffect.AddBot or RoomEffect.RemoveBot or RoomEffect.SetHook when role < RoomRole.Owner => new(Refusal.NotOwner),
            RoomEffect.MakeKey({ Role: RoomRole.Moderator or RoomRole.Owner } key) => new(null, ask.Effect, new(role, new Deed(key.Role == RoomRole.Owner ? DeedKind.MadeOwnerLink : DeedKind.MadeModeratorLink))),
            RoomEffect.RevokeKey(var hash, _) => rules.Keys.FirstOrDefault(key => key.Hash == hash) is { } key
                ? new(null, new RoomEffect.RevokeKey(hash, ask.By.Id), new(role, new Deed(key.Role == RoomRole.Owner ? DeedKind.RevokedOwnerLink : DeedKind.RevokedModeratorLink)))
                : new(Refusal.NoSuchLink),
            RoomEffect.AddBot when rules.Bots.Count >= RoomBot.Most => new(Refusal.TooManyBots),
            RoomEffect.AddBot(var bot) => new(null, ask.Effect, new(role, new Deed(DeedKind.LetBotPost, bot.Name))),
            RoomEffect.RemoveBot(var hash) => rules.Bots.FirstOrDefault(bot => bot.Hash == hash) is { } bot
                ? new(null, ask.Effect, new(role, new Deed(DeedKind.TookBotAway, bot.Name)))
                : new(Refusal.NoSuchBot),
            RoomEffect.SetHook({ } hook) => new(null, ask.Effect, new(role, new Deed(DeedKind.SetHook, new Uri(hook.Url).Host))),
            RoomEffect.SetHook when rules.Hook is { } hook => new(null, ask.Effect, new(role, new Deed(DeedKind.TookHookAway, new Uri(hook.Url).Host))),
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
            : new(null, new RoomEffect.Bar(ban), new(role, time == ForGood
                ? new Deed(ask.Kind == BanKind.Muted ? DeedKind.MutedForGood : DeedKind.RemovedForGood, target.Name, target.Handle)
                : new Deed(ask.Kind == BanKind.Muted ? DeedKind.Muted : DeedKind.Removed, target.Name, target.Handle, (long)Math.Ceiling(time.TotalSeconds))));
    }

    /// <summary>A link was opened.</summary>
    public static Ruling Rule(RoomRules rules, RoomCommand.Open ask) =>
        rules.Keys.FirstOrDefault(key => key.Hash == ask.Hash) is not { } key ? new(Refusal.NoSuchLink)
        : rules.Grants.Any(grant => grant.Person == ask.By.Id && grant.Role >= key.Role) ? new(null)
        : new(null, new RoomEffect.Give(new RoomGrant(ask.By.Id, key.Role, key.Hash)), new(RoomRole.Visitor, new Deed(key.Role == RoomRole.Owner ? DeedKind.BecameOwner : DeedKind.BecameModerator, ask.By.Name, ask.By.Handle)));

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
        Deed?[] deeds =
        [
            effect.Topic is null ? null : effect.Topic.Length == 0 ? new(DeedKind.TookTopicAway) : new(DeedKind.SetTopic, effect.Topic),
            effect.Welcome is null ? null : new(effect.Welcome.Length == 0 ? DeedKind.TookWelcomeAway : DeedKind.ChangedWelcome),
            effect.Lock switch
            {
                null => null,
                RoomLock.NobodyNew => new(DeedKind.ClosedRoom),
                RoomLock.NobodyWrites => new(DeedKind.LockedRoom),
                _ => new(DeedKind.OpenedRoom),
            },
            effect.SlowSeconds is null ? null : effect.SlowSeconds == 0 ? new(DeedKind.TurnedSlowModeOff) : new(DeedKind.TurnedSlowModeOn, Seconds: effect.SlowSeconds),
        ];
        Deed[] done = [.. deeds.OfType<Deed>()];
        return done.Length == 0 ? new(null) : new(null, effect, new(role, done));
    }

    private static Ruling Resign(RoomRules rules, Person by) => rules.Grants.FirstOrDefault(grant => grant.Person == by.Id) is { } grant
        ? new(null, new RoomEffect.Resign(by.Id), new(RoomRole.Visitor, new Deed(grant.Role == RoomRole.Owner ? DeedKind.ResignedAsOwner : DeedKind.ResignedAsModerator, by.Name, by.Handle)))
        : new(Refusal.NotModerator);
}
