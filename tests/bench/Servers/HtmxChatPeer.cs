namespace HtmxChat.Bench.Servers;

/// <summary>The program itself, with its limits out of the way: all clients have one address here.</summary>
/// <param name="program">HtmxChat.dll.</param>
/// <param name="data">A data folder of its own.</param>
/// <param name="port">Where it listens.</param>
internal sealed class HtmxChatPeer(string program, string data, int port) : Peer(PeerName, port)
{
    public const string PeerName = "HtmxChat";

    public override IReadOnlyList<string> Command => [program, "--urls", $"http://127.0.0.1:{Port}"];

    public override IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["Logging__LogLevel__Default"] = "Error",
        ["Chat__Data"] = data,
        ["Chat__Limits__MessageInterval"] = "00:00:00",
        ["Chat__Limits__ConnectionsPerAddress"] = "20000",
        ["Chat__Limits__Connections"] = "20000",
    };

    public override string Ping => "ping";

    public override bool Can(WorkKind kind) => true;

    public override string LivePath(string room) => $"/r/{room}/live?after=0";

    public override string Message(string room, string text, string id) => $$"""{"type":"say","text":"{{text}}","cid":"{{id}}"}""";
}
