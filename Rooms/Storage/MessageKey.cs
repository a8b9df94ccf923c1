using System.IO.Hashing;
using System.Text;

namespace HtmxChat.Rooms.Storage;

/// <summary>By what a message is known that comes a second time.</summary>
/// <param name="Room">The room's id in the store.</param>
/// <param name="Author">64 bits for the author, half of what the id would take.</param>
/// <param name="Cid">The id its client gave it, as it is: clients that count keep what they say side by side.</param>
internal readonly record struct MessageKey(long Room, long Author, string Cid)
{
    public static MessageKey Of(long room, string author, string cid) => new(room, OfAuthor(author), cid);

    /// <summary>See <see cref="Author"/>: XXH3, the same for ever. Two authors of one room have the same by chance only, once in 10¹⁹.</summary>
    public static long OfAuthor(string author)
    {
        var length = Encoding.UTF8.GetMaxByteCount(author.Length);
        var bytes = length <= 512 ? stackalloc byte[512] : new byte[length];
        return (long)XxHash3.HashToUInt64(bytes[..Encoding.UTF8.GetBytes(author, bytes)]);
    }
}
