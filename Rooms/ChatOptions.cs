namespace HtmxChat.Rooms;

/// <summary>Section <c>Chat</c> of the configuration.</summary>
public sealed record ChatOptions
{
    /// <summary>Characters the operator token has at least: too many to be guessed.</summary>
    public const int MinOperatorToken = 24;

    /// <summary>Folder of the database and the keys; relative to the working directory, made if missing.</summary>
    public string Data { get; init; } = "data";

    /// <summary>Characters (Unicode scalar values) a message may have.</summary>
    public int MaxMessageLength { get; init; } = 2000;

    /// <summary>Messages on the page, and on each older page.</summary>
    public int PageSize { get; init; } = 100;

    /// <summary>Changes sent to a reader who comes back; after more the log starts anew.</summary>
    public int ReplayLimit { get; init; } = 1000;

    /// <summary>How long after it was said its author may change or delete a message.</summary>
    public TimeSpan EditWindow { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Bytes that may wait for one reader before it is closed as too slow.</summary>
    public int OutboxBytes { get; init; } = 262_144;

    /// <summary>Origins (<c>https://host[:port]</c>) besides the own one whose pages may open sockets and post.</summary>
    public string[] AllowedOrigins { get; init; } = [];

    /// <summary>Origins of the sites that may show the pages in a frame.</summary>
    public string[] EmbedOrigins { get; init; } = [];

    /// <summary>Addresses or networks (CIDR) of proxies whose <c>X-Forwarded-For</c> and <c>-Proto</c> count.</summary>
    public string[] TrustedProxies { get; init; } = [];

    /// <summary>Whoever knows it is the operator: an owner of every room, who also bans addresses. Empty for nobody.</summary>
    public string OperatorToken { get; init; } = "";

    /// <summary>Where the page gets htmx: <c>cdn</c>, <c>local</c>, or <c>auto</c>, the CDN with this host to fall back to.</summary>
    public AssetSource Assets { get; init; }

    /// <summary>Section <c>Chat:Hooks</c>.</summary>
    public HookOptions Hooks { get; init; } = new();

    /// <summary>Section <c>Chat:Limits</c>.</summary>
    public LimitOptions Limits { get; init; } = new();

    /// <summary>Section <c>Chat:Files</c>.</summary>
    public FileOptions Files { get; init; } = new();

    /// <summary>Every value that cannot be used, named with what it should be; none if all is well.</summary>
    public IEnumerable<string> Problems()
    {
        if (string.IsNullOrWhiteSpace(Data))
        {
            yield return "Chat:Data must name a folder.";
        }

        if (MaxMessageLength is < 1 or > 10_000)
        {
            yield return $"Chat:MaxMessageLength must be from 1 to 10000, not {MaxMessageLength}.";
        }

        if (PageSize is < 1 or > 1000)
        {
            yield return $"Chat:PageSize must be from 1 to 1000, not {PageSize}.";
        }

        if (ReplayLimit is < 1 or > 10_000)
        {
            yield return $"Chat:ReplayLimit must be from 1 to 10000, not {ReplayLimit}.";
        }

        if (EditWindow < TimeSpan.Zero)
        {
            yield return $"Chat:EditWindow must not be negative, but is {EditWindow}.";
        }

        if (OutboxBytes < 1)
        {
            yield return $"Chat:OutboxBytes must be at least 1, not {OutboxBytes}.";
        }

        // Its value is not told: it is a secret also when it is a bad one.
        if (OperatorToken.Length is > 0 and < MinOperatorToken || OperatorToken.Any(letter => letter is < '!' or > '~'))
        {
            yield return $"Chat:OperatorToken must have at least {MinOperatorToken} printable ASCII characters without spaces, or be empty.";
        }

        if (!Enum.IsDefined(Assets))
        {
            yield return $"Chat:Assets must be auto, cdn or local, not {Assets}.";
        }

        foreach (var problem in Limits.Problems().Concat(Files.Problems()))
        {
            yield return problem;
        }

        foreach (var (key, origins) in ((string, string[])[])[(nameof(AllowedOrigins), AllowedOrigins), (nameof(EmbedOrigins), EmbedOrigins)])
        {
            foreach (var origin in origins.Where(origin => !IsOrigin(origin)))
            {
                yield return $"Chat:{key} must hold origins like https://example.org, not \"{origin}\".";
            }
        }

        foreach (var proxy in TrustedProxies.Where(proxy => !System.Net.IPNetwork.TryParse(proxy, out _) && !System.Net.IPAddress.TryParse(proxy, out _)))
        {
            yield return $"Chat:TrustedProxies must hold addresses or networks like 10.0.0.0/8, not \"{proxy}\".";
        }
    }

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && uri.Scheme is "http" or "https"
        && string.Equals(uri.GetLeftPart(UriPartial.Authority), text, StringComparison.OrdinalIgnoreCase);
}

/// <summary>Where the page gets htmx from.</summary>
public enum AssetSource
{
    /// <summary>From the CDN, or from this host where the CDN cannot be reached.</summary>
    Auto,
    /// <summary>From the CDN only.</summary>
    Cdn,
    /// <summary>From this host only.</summary>
    Local,
}
