namespace HtmxChat.Rooms;

/// <summary>Section <c>Chat:Limits</c>: what one address, and all together, may ask of the server.</summary>
public sealed record LimitOptions
{
    /// <summary>Time between two messages of one address that it may keep up for ever; zero switches the limiter off.</summary>
    public TimeSpan MessageInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How far ahead of that pace an address may be before it has to wait.</summary>
    public TimeSpan MessageGrace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Section <c>Chat:Limits:Costs</c>.</summary>
    public CostOptions Costs { get; init; } = new();

    /// <summary>Sockets one address may have open.</summary>
    public int ConnectionsPerAddress { get; init; } = 100;

    /// <summary>Sockets one room may have open; null for as many as <see cref="Connections"/>.</summary>
    public int? ConnectionsPerRoom { get; init; }

    /// <summary>Sockets that may be open in all.</summary>
    public int Connections { get; init; } = 10_000;

    /// <summary>How long a request's head may take to arrive.</summary>
    public TimeSpan HeaderTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a connection may stay open without a request, or a socket without having joined.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Every value that cannot be used, named with what it should be; none if all is well.</summary>
    public IEnumerable<string> Problems()
    {
        foreach (var (name, value) in ((string, TimeSpan)[])[(nameof(MessageInterval), MessageInterval), (nameof(MessageGrace), MessageGrace)])
        {
            if (value < TimeSpan.Zero)
            {
                yield return $"Chat:Limits:{name} must not be negative, but is {value}.";
            }
        }

        foreach (var action in Enum.GetValues<LimitedAction>())
        {
            if (Costs.Of(action) is not (>= 0 and <= 1000) and var cost)
            {
                yield return $"Chat:Limits:Costs:{action} must be from 0 to 1000 messages, not {cost}.";
            }
        }

        foreach (var (name, value) in ((string, int)[])
            [(nameof(ConnectionsPerAddress), ConnectionsPerAddress), (nameof(ConnectionsPerRoom), ConnectionsPerRoom ?? 1), (nameof(Connections), Connections)])
        {
            if (value < 1)
            {
                yield return $"Chat:Limits:{name} must be at least 1, not {value}.";
            }
        }

        foreach (var (name, value) in ((string, TimeSpan)[])[(nameof(HeaderTimeout), HeaderTimeout), (nameof(IdleTimeout), IdleTimeout)])
        {
            if (value < TimeSpan.FromSeconds(1) || value > TimeSpan.FromHours(1))
            {
                yield return $"Chat:Limits:{name} must be from a second to an hour, not {value}.";
            }
        }
    }
}

/// <summary>Section <c>Chat:Limits:Costs</c>: what each action costs, in messages. Zero is free.</summary>
public sealed record CostOptions
{
    /// <inheritdoc cref="LimitedAction.Message"/>
    public double Message { get; init; } = 1;

    /// <inheritdoc cref="LimitedAction.Edit"/>
    public double Edit { get; init; } = 1;

    /// <inheritdoc cref="LimitedAction.Typing"/>
    public double Typing { get; init; } = 0.05;

    /// <inheritdoc cref="LimitedAction.Join"/>
    public double Join { get; init; } = 0.01;

    /// <inheritdoc cref="LimitedAction.Room"/>
    public double Room { get; init; } = 0.1;

    /// <inheritdoc cref="LimitedAction.Page"/>
    public double Page { get; init; } = 0.005;

    /// <inheritdoc cref="LimitedAction.Search"/>
    public double Search { get; init; } = 0.1;

    /// <inheritdoc cref="LimitedAction.Upload"/>
    public double Upload { get; init; } = 2;

    /// <summary>The cost of an action.</summary>
    public double Of(LimitedAction action) => action switch
    {
        LimitedAction.Message => Message,
        LimitedAction.Edit => Edit,
        LimitedAction.Typing => Typing,
        LimitedAction.Join => Join,
        LimitedAction.Room => Room,
        LimitedAction.Page => Page,
        LimitedAction.Search => Search,
        LimitedAction.Upload => Upload,
        _ => throw new ArgumentOutOfRangeException(nameof(action), action, "no cost for it"),
    };
}
