namespace HtmxChat.Rooms;

/// <summary>Why a reader's connection ends. The values are WebSocket close codes (RFC 6455 section 7.4.1 and its IANA registry).</summary>
public enum CloseReason
{
    /// <summary>Still open.</summary>
    None = 0,
    /// <summary>The client said good-bye.</summary>
    Normal = 1000,
    /// <summary>A frame breaks the protocol's rules.</summary>
    Protocol = 1002,
    /// <summary>Something other than text was sent.</summary>
    NotText = 1003,
    /// <summary>A text is no UTF-8.</summary>
    NotUtf8 = 1007,
    /// <summary>Refused for good: the client must not come back.</summary>
    Refused = 1008,
    /// <summary>A message is larger than the server takes.</summary>
    TooBig = 1009,
    /// <summary>The server failed.</summary>
    Error = 1011,
    /// <summary>The server restarts.</summary>
    Restart = 1012,
    /// <summary>The client reads too slowly.</summary>
    TooSlow = 1013,
}
