using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace HtmxChat.Bench.Load;

/// <summary>What a sender says, framed once: for each send only number and time are written into it.
/// The text begins with a mark of fixed length that outlasts HTML and JSON, by which every delivery is known again.</summary>
internal sealed class Message
{
    /// <summary>Bytes of a mark: a caret at each end, sender and number in the room (4 bytes each) and time (8 bytes) as hex between.</summary>
    public const int MarkLength = 1 + KeyLength + TimeLength + 1;

    private const int KeyLength = 16;
    private const int TimeLength = 16;
    private const byte Caret = (byte)'^';
    private const string Words = "the quick brown fox jumps over the lazy dog and ";

    private static readonly string Key = new('K', KeyLength);
    private static readonly string Time = new('T', TimeLength);

    private readonly byte[] _frame;
    private readonly int[] _keys;
    private readonly int[] _times;
    private readonly int _sender;

    /// <summary>Frames it.</summary>
    /// <param name="peer">Whose protocol is spoken.</param>
    /// <param name="room">The room it is said in.</param>
    /// <param name="sender">Who says it.</param>
    /// <param name="size">Characters of the text.</param>
    public Message(Servers.Peer peer, string room, int sender, int size)
    {
        var filler = string.Concat(Enumerable.Repeat(Words, size / Words.Length + 1));
        var text = $"^{Key}{Time}^ {filler}"[..Math.Max(size, MarkLength)].TrimEnd();
        _sender = sender;
        _frame = WebSocketClient.Framed(Encoding.UTF8.GetBytes(peer.Message(room, text, Key)));
        _keys = Places(Key);
        _times = Places(Time);
    }

    /// <summary>The frame; good until the next call.</summary>
    /// <param name="number">Of this message in its room.</param>
    /// <param name="time">When it was said, or was due to be.</param>
    public ReadOnlySpan<byte> At(int number, long time)
    {
        Write(_keys, (ulong)_sender << 32 | (uint)number);
        Write(_times, (ulong)time);
        return _frame;
    }

    /// <summary>The next mark in a text, which is shortened to what follows it.</summary>
    public static bool TryFind(ref ReadOnlySpan<byte> text, out int sender, out int number, out long time)
    {
        Span<byte> mark = stackalloc byte[(KeyLength + TimeLength) / 2];
        for (int at; (at = text.IndexOf(Caret)) >= 0 && text.Length - at >= MarkLength;)
        {
            var found = text.Slice(at, MarkLength);
            if (found[^1] == Caret && Convert.FromHexString(found[1..^1], mark, out _, out _) == System.Buffers.OperationStatus.Done)
            {
                sender = BinaryPrimitives.ReadInt32BigEndian(mark);
                number = BinaryPrimitives.ReadInt32BigEndian(mark[4..]);
                time = BinaryPrimitives.ReadInt64BigEndian(mark[8..]);
                text = text[(at + MarkLength)..];
                return true;
            }

            text = text[(at + 1)..];
        }

        (sender, number, time) = (0, 0, 0);
        return false;
    }

    private void Write(int[] places, ulong value)
    {
        foreach (var place in places)
        {
            value.TryFormat(_frame.AsSpan(place, 16), out _, "x16", CultureInfo.InvariantCulture);
        }
    }

    private int[] Places(string hole)
    {
        var sought = Encoding.ASCII.GetBytes(hole);
        return [.. Enumerable.Range(0, _frame.Length - sought.Length + 1).Where(at => _frame.AsSpan(at).StartsWith(sought))];
    }
}
