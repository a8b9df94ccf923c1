using System.Buffers.Binary;
using System.Text;

namespace HtmxChat.Rooms;

/// <summary>What is sent to a client at once: rendered, encoded and framed once and shared by all who receive it, since a server's
/// frames are not masked (RFC 6455 section 5.1). Never changed after it is made.</summary>
public sealed class Frame
{
    /// <summary>The answer to <c>ping</c>.</summary>
    public static readonly Frame Pong = new("pong"u8);

    // FIN and the opcode for text, and how a longer length is told; section 5.2.
    private const byte WholeText = 0x81;
    private const byte HasLength16 = 126;
    private const byte HasLength64 = 127;

    private readonly bool _isLines;

    /// <summary>Frames UTF-8 text.</summary>
    /// <param name="payload">The text.</param>
    /// <param name="isLines">Whether each of its lines, all ended by a line feed, is a message of its own; else the whole is one.</param>
    public Frame(ReadOnlySpan<byte> payload, bool isLines = false)
        : this(isLines, isLines ? FrameLines(payload) : FrameWhole(payload, []))
    {
    }

    private Frame(bool isLines, byte[] bytes) => (_isLines, Bytes) = (isLines, bytes);

    /// <summary>What goes over the wire: one WebSocket frame for each message. Empty if there is nothing to say.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    private ReadOnlySpan<byte> Payload => Bytes.IsEmpty ? [] : Bytes.Span[HeaderLengthOf(Bytes.Span)..];

    /// <summary>Both as one frame, so that they arrive together.</summary>
    public static Frame Join(Frame first, Frame second) => first._isLines
        ? new(isLines: true, bytes: [.. first.Bytes.Span, .. second.Bytes.Span])
        : new(isLines: false, FrameWhole(first.Payload, second.Payload));

    /// <inheritdoc/>
    public override string ToString() => _isLines ? $"{Bytes.Length} bytes of messages" : Encoding.UTF8.GetString(Payload);

    private static byte[] FrameWhole(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        var length = first.Length + second.Length;
        if (length == 0)
        {
            return [];
        }

        var bytes = new byte[HeaderLength(length) + length];
        var rest = WriteHeader(bytes, length);
        first.CopyTo(rest);
        second.CopyTo(rest[first.Length..]);
        return bytes;
    }

    private static byte[] FrameLines(ReadOnlySpan<byte> lines)
    {
        var total = 0;
        foreach (var line in lines.Split((byte)'\n'))
        {
            var length = lines[line].Length;
            total += length > 0 ? HeaderLength(length) + length : 0;
        }

        var bytes = new byte[total];
        var rest = bytes.AsSpan();
        foreach (var line in lines.Split((byte)'\n'))
        {
            if (lines[line] is { Length: > 0 } message)
            {
                rest = WriteHeader(rest, message.Length);
                message.CopyTo(rest);
                rest = rest[message.Length..];
            }
        }

        return bytes;
    }

    private static int HeaderLength(int length) => length < HasLength16 ? 2 : length <= ushort.MaxValue ? 4 : 10;

    private static int HeaderLengthOf(ReadOnlySpan<byte> frame) => frame[1] switch
    {
        HasLength16 => 4,
        HasLength64 => 10,
        _ => 2,
    };

    // What follows the header.
    private static Span<byte> WriteHeader(Span<byte> frame, int length)
    {
        frame[0] = WholeText;
        var header = HeaderLength(length);
        switch (header)
        {
            case 2:
                frame[1] = (byte)length;
                break;
            case 4:
                frame[1] = HasLength16;
                BinaryPrimitives.WriteUInt16BigEndian(frame[2..], (ushort)length);
                break;
            default:
                frame[1] = HasLength64;
                BinaryPrimitives.WriteUInt64BigEndian(frame[2..], (ulong)length);
                break;
        }

        return frame[header..];
    }
}
