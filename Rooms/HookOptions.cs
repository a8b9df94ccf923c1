namespace HtmxChat.Rooms;

/// <summary>Section <c>Chat:Hooks</c>: whether rooms may have what is said in them sent to other servers.</summary>
public sealed record HookOptions
{
    /// <summary>Whether owners may set a URL that everything said in their room is sent to.</summary>
    public bool Outgoing { get; init; }

    /// <summary>Whether that may be on this machine or in a private network.</summary>
    public bool AllowPrivate { get; init; }
}
