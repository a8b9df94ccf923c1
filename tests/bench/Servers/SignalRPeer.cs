namespace HtmxChat.Bench.Servers;

/// <summary>The usual way to build a chat in ASP.NET Core: a hub with groups, over WebSockets, with the JSON protocol.
/// It keeps nothing and limits nobody.</summary>
/// <param name="port">Where it listens.</param>
internal sealed class SignalRPeer(int port) : Peer(PeerName, port)
{
    public const string PeerName = "SignalR";

    // Ends each message of the JSON protocol.
    private const string End = "\u001E";

    public override IReadOnlyList<string> Command => [typeof(SignalRPeer).Assembly.Location, SignalRServer.Verb, Port.ToString()];

    public override IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>();

    public override IReadOnlyList<(Func<string, string> Said, byte[] Awaited)> Greeting { get; } =
    [
        (_ => $$"""{"protocol":"json","version":1}{{End}}""", [.. "{}\u001E"u8]),
        (room => $$"""{"type":1,"invocationId":"1","target":"Join","arguments":["{{room}}"]}{{End}}""", [.. "\"type\":3"u8]),
    ];

    // It is not answered.
    public override string Ping => $$"""{"type":6}{{End}}""";

    public override bool Can(WorkKind kind) => kind is WorkKind.Chat or WorkKind.Idle;

    public override string LivePath(string room) => "/chat";

    public override string Message(string room, string text, string id) => $$"""{"type":1,"target":"Say","arguments":["{{text}}"]}{{End}}""";
}
