using System.Buffers.Binary;

namespace HtmxChat.Tests.Web;

/// <summary>What a client must not send (RFC 6455), and the close code it is due. Frames are masked with zeros, so that payloads stay readable.</summary>
internal static class FrameSequences
{
    private const int Continuation = 0, Text = 1, Binary = 2, Close = 8, Ping = 9, Pong = 10;
    private const int Protocol = 1002, NotText = 1003, NotUtf8 = 1007, TooBig = 1009;

    /// <summary>Each sequence with its name and the code it is closed with.</summary>
    public static IEnumerable<(string Name, byte[] Bytes, int Code)> All() =>
        [.. ReservedBits(), .. ReservedOpcodes(), .. Unmasked(), .. Controls(), .. Continuations(), .. Closes(), .. Lengths(), .. NoText()];

    /// <summary>One frame.</summary>
    public static byte[] Frame(int opcode, byte[] payload, bool final = true, bool masked = true, int reserved = 0)
    {
        byte[] length = payload.Length < 126
            ? [(byte)payload.Length]
            : payload.Length <= ushort.MaxValue ? [126, .. Big(payload.Length, 2)] : [127, .. Big(payload.Length, 8)];
        length[0] |= (byte)(masked ? 0x80 : 0);
        return [(byte)((final ? 0x80 : 0) | (reserved << 4) | opcode), .. length, .. masked ? new byte[4] : [], .. payload];
    }

    private static IEnumerable<(string, byte[], int)> ReservedBits() =>
        from opcode in (int[])[Continuation, Text, Binary, Close, Ping, Pong]
        from reserved in Enumerable.Range(1, 7)
        select ($"reserved bits {reserved} on opcode {opcode}", Frame(opcode, "ab"u8.ToArray(), reserved: reserved), Protocol);

    private static IEnumerable<(string, byte[], int)> ReservedOpcodes() =>
        from opcode in (int[])[3, 4, 5, 6, 7, 11, 12, 13, 14, 15]
        from final in (bool[])[true, false]
        select ($"reserved opcode {opcode}, final {final}", Frame(opcode, [], final), Protocol);

    private static IEnumerable<(string, byte[], int)> Unmasked() =>
        from opcode in (int[])[Text, Binary, Close, Ping, Pong]
        from payload in (byte[][])[[], [3, 232], new byte[125]]
        select ($"opcode {opcode} unmasked, {payload.Length} bytes", Frame(opcode, payload, masked: false), Protocol);

    private static IEnumerable<(string, byte[], int)> Controls()
    {
        foreach (var opcode in (int[])[Close, Ping, Pong])
        {
            yield return ($"control {opcode} in parts", Frame(opcode, [], final: false), Protocol);
            yield return ($"control {opcode} of 126 bytes", Frame(opcode, new byte[126]), Protocol);
            yield return ($"control {opcode} of 70000 bytes", Frame(opcode, new byte[70_000]), Protocol);
            yield return ($"control {opcode} in parts amid a message", [.. Frame(Text, "a"u8.ToArray(), final: false), .. Frame(opcode, [], final: false)], Protocol);
        }
    }

    private static IEnumerable<(string, byte[], int)> Continuations()
    {
        byte[] begun = Frame(Text, "a"u8.ToArray(), final: false), whole = Frame(Text, "ping"u8.ToArray());
        yield return ("continuation of nothing", Frame(Continuation, "a"u8.ToArray()), Protocol);
        yield return ("continuation of nothing, to be continued", Frame(Continuation, [], final: false), Protocol);
        yield return ("continuation of what has ended", [.. whole, .. Frame(Continuation, [])], Protocol);
        yield return ("continuation after a ping", [.. Frame(Ping, []), .. Frame(Continuation, [])], Protocol);
        yield return ("text amid a text", [.. begun, .. whole], Protocol);
        yield return ("binary amid a text", [.. begun, .. Frame(Binary, [1])], Protocol);
        yield return ("begun again", [.. begun, .. begun], Protocol);
        yield return ("begun again after a ping", [.. begun, .. Frame(Ping, []), .. begun], Protocol);
    }

    private static IEnumerable<(string, byte[], int)> Closes()
    {
        yield return ("close with half a code", Frame(Close, [3]), Protocol);
        foreach (var code in (int[])[0, 1, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999, 5000, 65535])
        {
            yield return ($"close with {code}", Frame(Close, Big(code, 2)), Protocol);
        }

        yield return ("close with a reason that is no text", Frame(Close, [.. Big(1000, 2), 0xff]), Protocol);
        yield return ("close with half a letter", Frame(Close, [.. Big(1000, 2), 0xc3]), Protocol);
    }

    private static IEnumerable<(string, byte[], int)> Lengths()
    {
        foreach (var (announced, code) in ((ulong, int)[])[(65_537, TooBig), (1 << 20, TooBig), (1 << 30, TooBig), (1L << 40, TooBig), (long.MaxValue, TooBig), (1UL << 63, Protocol), (ulong.MaxValue, Protocol)])
        {
            byte[] header = [0x81, 0x80 | 127, .. Big(announced, 8), 0, 0, 0, 0];
            yield return ($"a header announcing {announced} bytes", header, code);
            yield return ($"a header announcing {announced} bytes, and some", [.. header, .. new byte[1000]], code);
        }

        yield return ("more announced in two parts than a message may have", [.. Frame(Text, new byte[60_000], final: false), 0x80, 0x80 | 126, .. Big(60_000, 2), 0, 0, 0, 0], TooBig);
        yield return ("too much in one frame", Frame(Text, [.. Enumerable.Repeat((byte)'x', 65_537)]), TooBig);
        yield return ("a million one-byte fragments", OneByteFragments(1_000_000), TooBig);
        yield return ("length in 16 bits that needs 7", [0x81, 0x80 | 126, 0, 4, 0, 0, 0, 0, .. "ping"u8], Protocol);
        yield return ("length in 64 bits that needs 7", [0x81, 0x80 | 127, .. Big(4, 8), 0, 0, 0, 0, .. "ping"u8], Protocol);
        yield return ("length in 64 bits that needs 16", [0x81, 0x80 | 127, .. Big(1000, 8), 0, 0, 0, 0, .. new byte[1000]], Protocol);
    }

    private static IEnumerable<(string, byte[], int)> NoText()
    {
        yield return ("binary", Frame(Binary, [1, 2, 3]), NotText);
        yield return ("binary, empty", Frame(Binary, []), NotText);
        yield return ("binary in parts", [.. Frame(Binary, [1], final: false), .. Frame(Continuation, [2])], NotText);
        byte[][] bad =
        [
            [0x80], [0xbf], [0xfe], [0xff], [0xc0, 0x80], [0xc1, 0xbf], [0xc3, 0x28], [0xc3], [0xe0, 0x80, 0x80], [0xe0, 0x9f, 0xbf], [0xe2, 0x28, 0xa1], [0xe2, 0x82],
            [0xed, 0xa0, 0x80], [0xed, 0xbf, 0xbf], [0xf0, 0x80, 0x80, 0x80], [0xf0, 0x8f, 0xbf, 0xbf], [0xf0, 0x28, 0x8c, 0xbc], [0xf0, 0x9f, 0x98], [0xf4, 0x90, 0x80, 0x80],
            [0xf5, 0x80, 0x80, 0x80], [0xf8, 0x88, 0x80, 0x80, 0x80],
        ];
        yield return ("no text, and much behind it", [.. Frame(Text, [0xff]), .. Enumerable.Repeat(Frame(Text, [.. Enumerable.Repeat((byte)'x', 60_000)]), 100).SelectMany(frame => frame)], NotUtf8);
        foreach (var bytes in bad)
        {
            byte[] text = [(byte)'a', .. bytes];
            for (var split = 0; split <= text.Length; split++)
            {
                yield return ($"{Convert.ToHexString(text)} split at {split}", [.. Frame(Text, text[..split], final: false), .. Frame(Continuation, text[split..])], NotUtf8);
            }

            yield return ($"{Convert.ToHexString(text)} whole", Frame(Text, text), NotUtf8);
        }
    }

    private static byte[] OneByteFragments(int count)
    {
        byte[] first = Frame(Text, "x"u8.ToArray(), final: false), next = Frame(Continuation, "x"u8.ToArray(), final: false);
        var all = new byte[count * next.Length];
        for (var i = 0; i < count; i++)
        {
            (i == 0 ? first : next).CopyTo(all, i * next.Length);
        }

        return all;
    }

    private static byte[] Big(int number, int bytes) => Big((ulong)number, bytes);

    private static byte[] Big(ulong number, int bytes)
    {
        var all = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(all, number);
        return all[(8 - bytes)..];
    }
}
