using System.IO.Hashing;
using System.Text;

namespace HtmxChat.Rooms.Storage;

/// <summary>By what a message is known that comes a second time: its room, its author and the id its client gave it. Hashes (XXH3) take the
/// place of the texts, so that the index over them is a third as large. By chance no two are the same; somebody who makes two of their own
/// that are has one message taken for the other.</summary>
/// <param name="Room">The room's id in the store.</param>
/// <param name="Author">64 bits for the author.</param>
/// <param name="Cid">128 bits for the cid and its author.</param>
internal readonly record struct MessageKey(long Room, long Author, UInt128 Cid)
{
    public static MessageKey Of(long room, string author, string cid)
    {
        var by = OfAuthor(author);
        var bytes = Bytes(cid, stackalloc byte[512]);
        return new MessageKey(room, by, XxHash128.HashToUInt128(bytes, by));
    }

    /// <summary>See <see cref="Author"/>.</summary>
    public static long OfAuthor(string author) => (long)XxHash3.HashToUInt64(Bytes(author, stackalloc byte[512]));

    private static ReadOnlySpan<byte> Bytes(string text, Span<byte> buffer)
    {
        var length = Encoding.UTF8.GetMaxByteCount(text.Length);
        buffer = length <= buffer.Length ? buffer : new byte[length];
        return buffer[..Encoding.UTF8.GetBytes(text, buffer)];
    }
}
