using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;

namespace HtmxChat.Tests.Support;

/// <summary>A client of the demo's JSON protocol: one socket, and each text message as it came.</summary>
public sealed class DemoClient : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly Channel<string> _received = Channel.CreateUnbounded<string>();
    private Task _reading = Task.CompletedTask;

    private DemoClient()
    {
    }

    /// <summary>Opens a socket and says nothing.</summary>
    public static async Task<DemoClient> Connects(Uri server, string room, string? origin = null, string? from = null)
    {
        var client = new DemoClient();
        if (origin is not null)
        {
            client._socket.Options.SetRequestHeader("Origin", origin);
        }

        if (from is not null)
        {
            client._socket.Options.SetRequestHeader("X-Forwarded-For", from);
        }

        await client._socket.ConnectAsync(new UriBuilder(server) { Scheme = "ws", Path = $"/api/room/{room}/websocket" }.Uri, CancellationToken.None).Soon();
        client._reading = client.ReadAsync();
        return client;
    }

    /// <summary>Opens a socket, gives a name and waits until it is ready; what came before is read away.</summary>
    public static async Task<DemoClient> Enters(Uri server, string room, string name)
    {
        var client = await Connects(server, room);
        await client.Gives(name);
        await client.ReadsTo("""{"ready":true}""");
        return client;
    }

    /// <summary>The first frame.</summary>
    public Task Gives(string name) => Sends(JsonSerializer.Serialize(new { name }));

    public Task Says(string message) => Sends(JsonSerializer.Serialize(new { message }));

    public Task Sends(string text) => _socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, CancellationToken.None).Soon();

    /// <summary>The next message; the close code as text once it is closed.</summary>
    public async Task<string> Reads() => await _received.Reader.ReadAsync().Soon();

    /// <summary>The next message of a chat, without its time.</summary>
    public async Task<(string Name, string Message)> Hears()
    {
        using var json = JsonDocument.Parse(await Reads());
        return (json.RootElement.GetProperty("name").GetString()!, json.RootElement.GetProperty("message").GetString()!);
    }

    /// <summary>The messages up to this one, which is the last of them.</summary>
    public async Task<IReadOnlyList<string>> ReadsTo(string last)
    {
        List<string> read = [];
        do
        {
            read.Add(await Reads());
        }
        while (read[^1] != last);

        return read;
    }

    /// <summary>Messages that are here now. Whatever was sent before the ping was answered has come.</summary>
    public async Task<IReadOnlyList<string>> ReadsToPong()
    {
        await Sends("ping");
        var read = await ReadsTo("pong");
        return [.. read.SkipLast(1)];
    }

    /// <summary>Says good-bye and waits for the answer.</summary>
    public async Task Leaves()
    {
        await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None).Soon();
        await _reading.Soon();
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        await _reading.Soon();
        _socket.Dispose();
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[1 << 16];
        var length = 0;
        try
        {
            while (true)
            {
                var received = await _socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
                length += received.Count;
                if (received.MessageType == WebSocketMessageType.Close)
                {
                    _received.Writer.TryWrite($"closed {(int)_socket.CloseStatus!}");
                    if (_socket.State == WebSocketState.CloseReceived)
                    {
                        await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
                    }

                    return;
                }

                if (received.EndOfMessage)
                {
                    _received.Writer.TryWrite(Encoding.UTF8.GetString(buffer, 0, length));
                    length = 0;
                }
            }
        }
        catch (Exception lost) when (lost is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            _received.Writer.TryWrite("closed 1006");
        }
    }
}
