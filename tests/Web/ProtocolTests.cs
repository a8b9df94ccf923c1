using System.Diagnostics;
using System.Net.Sockets;
using HtmxChat.Tests.Support;

namespace HtmxChat.Tests.Web;

/// <summary>Clients that do not keep to the protocol hurt themselves alone.</summary>
public sealed class ProtocolTests
{
    [Fact]
    public async Task Malformed_frames_are_closed_with_their_code_at_once_and_disturb_nobody()
    {
        await using var server = ChatServer.Start();
        await using var ada = await Tab.OpenAsync(server.Url, "general", "Ada");
        await using var bob = await Tab.OpenAsync(server.Url, "general", "Bob");
        var sequences = FrameSequences.All().ToList();
        Assert.InRange(sequences.Count, 100, 1000);
        TestContext.Current.TestOutputHelper?.WriteLine($"{sequences.Count} sequences");
        var before = GC.GetTotalMemory(forceFullCollection: true);

        List<string> wrong = [];
        foreach (var (name, bytes, code) in sequences)
        {
            // On a busy machine one may be late for another reason: it has ten tries to be in time, and one to be right.
            var tries = 0;
            (int? Code, TimeSpan After) closed;
            do
            {
                closed = await IsClosed(server, bytes);
            }
            while (closed.Code == code && closed.After > TimeSpan.FromSeconds(1) && ++tries < 10);

            if (closed.Code != code || closed.After > TimeSpan.FromSeconds(1))
            {
                wrong.Add($"{name}: {closed.Code} instead of {code} after {closed.After.TotalMilliseconds:0} ms");
            }
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} of {sequences.Count}:\n{string.Join('\n', wrong)}");
        await ada.Says("undisturbed");
        await bob.Sees("undisturbed");
        Assert.Null(ada.Closed);
        Assert.Equal(["undisturbed"], bob.Log.Select(row => row.Text));
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 16 << 20);
    }

    [Fact]
    public async Task Malformed_hand_shakes_open_nothing_and_disturb_nobody()
    {
        await using var server = ChatServer.Start();
        await using var ada = await Tab.OpenAsync(server.Url, "general", "Ada");
        var good = $"GET /r/general/live?after=0 HTTP/1.1\r\nHost: {server.Url.Authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
        (string Old, string New)[] changes =
        [
            ("Version: 13", "Version: 12"), ("Version: 13", "Version: x"), ("Sec-WebSocket-Version: 13\r\n", ""), ("Key: dGhl", "Key: "), ("Key: dGhlIHNhbXBsZSBub25jZQ==", "Key: "), ("Key: dGhlIHNhbXBsZSBub25jZQ==", "Key: not base64!"),
            ("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", ""), ("ZQ==\r\n", "ZQ==\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"), ("GET", "POST"), ("GET", "PUT"), ("GET", "G\0T"), ("GET", "CONNECT"), ("HTTP/1.1", "HTTP/2.0"),
            ("HTTP/1.1", "HTTP/9.9"), ("HTTP/1.1", "HTTQ/1.1"), (" HTTP/1.1", ""), ("Connection: Upgrade", "Connection: close"), ("Connection: Upgrade\r\n", ""), ("Upgrade: websocket", "Upgrade: websockets"), ("Upgrade: websocket", "Upgrade: h2c"),
            ($"Host: {server.Url.Authority}\r\n", ""), ("Host: ", "Host: a\r\nHost: "), ("Host: ", "Host: <script>"), ("Host: ", "Host : "), ("Host: ", "No colon\r\nHost: "), ("Host: ", " folded\r\nHost: "), ("Host: ", "X: a\0b\r\nHost: "),
            ("Host: ", $"X: {new string('x', 40_000)}\r\nHost: "), ("Host: ", string.Concat(Enumerable.Range(0, 200).Select(i => $"X{i}: y\r\n")) + "Host: "), ("/r/general/live", "/r/general/live" + new string('x', 20_000)), ("/r/general/live", "r/general/live"),
            ("/r/general/live", "/r/%00/live"), ("/r/general/live", "/r/%/live"), ("after=0", "after=x"), ("after=0", "after=-1"), ("Host: ", "Content-Length: -1\r\nHost: "), ("Host: ", "Content-Length: 1\r\nContent-Length: 2\r\nHost: "),
            ("Host: ", "Content-Length: x\r\nHost: "), ("Host: ", "Transfer-Encoding: gzip\r\nHost: "), ("Host: ", "Origin: http://evil.example\r\nHost: "), ("GET /r", "\u0016\u0003\u0001\u0002\0\u0001\0GET /r"), ("GET /r/general/live?after=0 HTTP/1.1", "PRI * HTTP/2.0"), ("GET", ""),
        ];

        TestContext.Current.TestOutputHelper?.WriteLine($"{changes.Length} hand-shakes");
        List<string> wrong = [];
        foreach (var (old, changed) in changes)
        {
            using var mallory = await RawSocket.ConnectsTo(server.Url);
            Assert.Contains(old, good);
            await mallory.Sends(good.Replace(old, changed));
            var head = await mallory.ReadsHead();
            if (head.StartsWith("HTTP/1.1", StringComparison.Ordinal) && head["HTTP/1.1 ".Length..][..3] is not (['4', ..] or "505"))
            {
                wrong.Add($"{old} → {changed}: {head.Split('\r')[0]}");
            }
        }

        Assert.Empty(wrong);

        await ada.Says("undisturbed");
        await ada.Sees("undisturbed");
        Assert.Single(ada.Roster);
    }

    private static async Task<(int? Code, TimeSpan After)> IsClosed(ChatServer server, byte[] bytes)
    {
        using var mallory = await RawSocket.ConnectsTo(server.Url);
        await mallory.Opens("general");
        var started = Stopwatch.GetTimestamp();
        var sending = Sends(mallory, bytes);
        var code = await mallory.ReadsOn().Soon();
        var after = Stopwatch.GetElapsedTime(started);
        await sending;
        return (code, after);
    }

    // The server may be gone before all is sent.
    private static async Task Sends(RawSocket socket, byte[] bytes)
    {
        try
        {
            await socket.Sends(bytes);
        }
        catch (Exception gone) when (gone is IOException or SocketException)
        {
        }
    }
}
