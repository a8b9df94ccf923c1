using System.Buffers.Binary;
using System.Text;

namespace HtmxChat.Bench.Load;

/// <summary>A client's end of a WebSocket (RFC 6455), as little of it as a load needs: it opens, says what the peer's protocol
/// wants said first, takes text and answers pings. What a server may not send is an error of the run.</summary>
/// <param name="peer">Whose protocol is spoken.</param>
/// <param name="room">The room it goes to.</param>
internal abstract class WebSocketClient(Servers.Peer peer, string room) : LoadSocket
{
    private const byte Text = 0x1;
    private const byte CloseFrame = 0x8;
    private const byte Ping = 0x9;
    private const byte Pong = 0xA;

    private static readonly byte[] GoodBye = Framed(CloseFrame, [0x03, 0xE8]);

    private readonly List<byte> _fragments = [];
    private bool _isUpgraded;
    private int _greeted;

    /// <summary>Open, and past what the protocol wants said first.</summary>
    public bool IsLive { get; private set; }

    /// <summary>A client's text frame. Its mask is four zero bytes: valid, undone by the server like any other, and the bytes of
    /// the text can be changed in place.</summary>
    public static byte[] Framed(ReadOnlySpan<byte> text) => Framed(Text, text);

    /// <summary>Says good-bye and does not wait for the answer.</summary>
    public void Leave()
    {
        Send(GoodBye);
        if (IsOpen)
        {
            IsLive = false;
            Close();
        }
    }

    /// <summary>The connection is live.</summary>
    protected abstract void Joined();

    /// <summary>A whole text has come.</summary>
    protected abstract void Received(ReadOnlySpan<byte> text, long now);

    protected override void Opened()
    {
        (_isUpgraded, _greeted, IsLive) = (false, 0, false);
        _fragments.Clear();
        Send(Encoding.ASCII.GetBytes(
            $"""
            GET {peer.LivePath(room)} HTTP/1.1
            Host: 127.0.0.1:{peer.Port}
            Origin: http://127.0.0.1:{peer.Port}
            Upgrade: websocket
            Connection: Upgrade
            Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==
            Sec-WebSocket-Version: 13


            """.ReplaceLineEndings("\r\n")));
    }

    protected override int Take(ReadOnlySpan<byte> bytes, long now)
    {
        var done = 0;
        if (!_isUpgraded)
        {
            var end = bytes.IndexOf("\r\n\r\n"u8);
            if (end < 0)
            {
                return 0;
            }

            if (!bytes.StartsWith("HTTP/1.1 101 "u8))
            {
                throw new LoadException($"The server opens no socket: {Encoding.UTF8.GetString(bytes[..Math.Min(end, 400)])}");
            }

            _isUpgraded = true;
            done = end + 4;
            Greet();
        }

        while (IsOpen && TryReadFrame(bytes[done..], out var head, out var payload, out var length))
        {
            done += length;
            TakeFrame(head, payload, now);
        }

        return IsOpen ? done : bytes.Length;
    }

    protected override void Lost() => IsLive = false;

    private static byte[] Framed(byte kind, ReadOnlySpan<byte> payload)
    {
        var isShort = payload.Length < 126;
        var frame = new byte[(isShort ? 6 : 8) + payload.Length];
        frame[0] = (byte)(0x80 | kind);
        frame[1] = (byte)(0x80 | (isShort ? payload.Length : 126));
        if (!isShort)
        {
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), checked((ushort)payload.Length));
        }

        payload.CopyTo(frame.AsSpan(frame.Length - payload.Length));
        return frame;
    }

    // False until all of the frame is there.
    private static bool TryReadFrame(ReadOnlySpan<byte> bytes, out byte head, out ReadOnlySpan<byte> payload, out int length)
    {
        head = 0;
        payload = default;
        length = 0;
        if (bytes.Length < 2)
        {
            return false;
        }

        head = bytes[0];
        var start = bytes[1] switch { < 126 => 2, 126 => 4, 127 => 10, _ => throw new LoadException("The server masks a frame.") };
        if (bytes.Length < start)
        {
            return false;
        }

        var size = start switch
        {
            2 => bytes[1],
            4 => BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]),
            _ => checked((int)BinaryPrimitives.ReadUInt64BigEndian(bytes[2..])),
        };
        length = start + size;
        if (bytes.Length < length)
        {
            return false;
        }

        payload = bytes[start..length];
        return true;
    }

    private void TakeFrame(byte head, ReadOnlySpan<byte> payload, long now)
    {
        var (isFinal, kind) = ((head & 0x80) != 0, head & 0x0F);
        switch (kind)
        {
            case CloseFrame:
                Close();
                Lost();
                break;
            case Ping:
                Send(Framed(Pong, payload));
                break;
            case Pong:
                break;
            case Text when isFinal:
                TakeText(payload, now);
                break;
            default:
                _fragments.AddRange(payload);
                if (isFinal)
                {
                    var whole = _fragments.ToArray();
                    _fragments.Clear();
                    TakeText(whole, now);
                }

                break;
        }
    }

    private void TakeText(ReadOnlySpan<byte> text, long now)
    {
        if (!IsLive)
        {
            if (text.IndexOf(peer.Greeting[_greeted].Awaited) >= 0)
            {
                _greeted++;
                Greet();
            }

            return;
        }

        Received(text, now);
    }

    private void Greet()
    {
        if (_greeted < peer.Greeting.Count)
        {
            Send(Framed(Encoding.UTF8.GetBytes(peer.Greeting[_greeted].Said(room))));
            return;
        }

        IsLive = true;
        Joined();
    }
}
