using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace HtmxChat.Tests.Support;

/// <summary>A client that stops wherever it wants: in the hand-shake, in a frame, before reading. It speaks WebSocket by hand (RFC 6455).</summary>
internal sealed class RawSocket : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp);
    private readonly string _host;
    private NetworkStream _stream = null!;

    private RawSocket(Uri server) => _host = server.Authority;

    /// <summary>Connects.</summary>
    /// <param name="server">Where.</param>
    /// <param name="receiveBuffer">Bytes the kernel holds for it, about; null for what is usual.</param>
    public static async Task<RawSocket> ConnectsTo(Uri server, int? receiveBuffer = null)
    {
        var raw = new RawSocket(server);
        raw._socket.ReceiveBufferSize = receiveBuffer ?? raw._socket.ReceiveBufferSize;
        await raw._socket.ConnectAsync(IPAddress.Loopback, server.Port).Soon();
        raw._stream = new NetworkStream(raw._socket);
        return raw;
    }

    /// <summary>Sends bytes as they are.</summary>
    public Task Sends(string ascii) => Sends(Encoding.ASCII.GetBytes(ascii));

    /// <inheritdoc cref="Sends(string)"/>
    public Task Sends(byte[] bytes) => _stream.WriteAsync(bytes).AsTask().Soon();

    /// <summary>Sends the request that opens a live socket, or the first part of it.</summary>
    public Task AsksToOpen(string room, long after = 0, string? cookie = null, double part = 1)
    {
        var request = RequestToOpen(room, after, cookie);
        return Sends(request[..(int)(request.Length * part)]);
    }

    /// <summary>The request that opens a live socket.</summary>
    public byte[] RequestToOpen(string room, long after = 0, string? cookie = null) => Encoding.ASCII.GetBytes(
        $"GET /r/{room}/live?after={after} HTTP/1.1\r\nHost: {_host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + $"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{(cookie is null ? "" : $"Cookie: {cookie}\r\n")}\r\n");

    /// <summary>Opens a live socket and reads no further than the hand-shake.</summary>
    public async Task Opens(string room, long after = 0, string? cookie = null)
    {
        await AsksToOpen(room, after, cookie);
        Assert.StartsWith("HTTP/1.1 101", await ReadsHead());
    }

    /// <summary>Reads the head of an answer, or what there is of it before the server ends the connection.</summary>
    public async Task<string> ReadsHead()
    {
        var (head, next) = ("", new byte[1]);
        try
        {
            while (!head.EndsWith("\r\n\r\n", StringComparison.Ordinal) && await _stream.ReadAsync(next).Soon() > 0)
            {
                head += (char)next[0];
            }
        }
        catch (IOException)
        {
            // Reset is ended too.
        }

        return head;
    }

    /// <summary>Posts a message by form and does not wait for the answer.</summary>
    public Task Posts(string room, string text, string cid, string cookie)
    {
        var form = $"text={Uri.EscapeDataString(text)}&cid={cid}";
        return Sends($"POST /r/{room}/messages HTTP/1.1\r\nHost: {_host}\r\nCookie: {cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {form.Length}\r\n\r\n{form}");
    }

    /// <summary>Sends a text frame, or the first part of it.</summary>
    public Task SendsFrame(string text, double part = 1)
    {
        var frame = Frame(text);
        return _stream.WriteAsync(frame.AsMemory(0, (int)(frame.Length * part))).AsTask().Soon();
    }

    /// <summary>A text frame: final, masked with zeros, so that the payload stays as it is.</summary>
    public static byte[] Frame(string text)
    {
        var payload = Encoding.UTF8.GetBytes(text);
        byte[] length = payload.Length < 126 ? [(byte)(0x80 | payload.Length)] : [0x80 | 126, (byte)(payload.Length >> 8), (byte)payload.Length];
        return [0x81, .. length, 0, 0, 0, 0, .. payload];
    }

    /// <summary>Reads to the end, and returns the close code; null if the stream just ended.</summary>
    /// <param name="took">Is given each text frame.</param>
    /// <param name="pause">Between two reads of 16 KiB.</param>
    public async Task<int?> ReadsOn(Action<string>? took = null, TimeSpan pause = default)
    {
        var buffer = new byte[1 << 16];
        try
        {
            while (true)
            {
                await _stream.ReadExactlyAsync(buffer.AsMemory(0, 2));
                var (opcode, length) = (buffer[0] & 0xF, (long)(buffer[1] & 0x7F));
                if (length >= 126)
                {
                    var size = length == 126 ? 2 : 8;
                    await _stream.ReadExactlyAsync(buffer.AsMemory(0, size));
                    length = size == 2 ? BinaryPrimitives.ReadUInt16BigEndian(buffer) : BinaryPrimitives.ReadInt64BigEndian(buffer);
                }

                if (length > buffer.Length)
                {
                    buffer = new byte[length];
                }

                for (var read = 0; read < length;)
                {
                    var part = (int)Math.Min(length - read, 16 * 1024);
                    await _stream.ReadExactlyAsync(buffer.AsMemory(read, part));
                    read += part;
                    if (pause > TimeSpan.Zero)
                    {
                        await Task.Delay(pause);
                    }
                }

                switch (opcode)
                {
                    case 1:
                        took?.Invoke(Encoding.UTF8.GetString(buffer, 0, (int)length));
                        break;
                    case 8:
                        return BinaryPrimitives.ReadUInt16BigEndian(buffer);
                }
            }
        }
        catch (Exception end) when (end is IOException or ObjectDisposedException)
        {
            return null;
        }
    }

    /// <summary>Reads, and throws away, until the server has ended the connection.</summary>
    public async Task IsCut()
    {
        var buffer = new byte[4096];
        try
        {
            while (await _stream.ReadAsync(buffer).Soon() > 0)
            {
            }
        }
        catch (IOException)
        {
            // Reset is ended too.
        }
    }

    /// <summary>Says that nothing more comes (FIN), and goes on reading.</summary>
    public void HalfCloses() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Is gone at once, with what was not read.</summary>
    public void Drops()
    {
        _socket.LingerState = new LingerOption(true, 0);
        Dispose();
    }

    public void Dispose()
    {
        _stream?.Dispose();
        _socket.Dispose();
    }
}
