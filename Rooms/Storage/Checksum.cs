using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace HtmxChat.Rooms.Storage;

/// <summary>Lets damage to a stored row be seen. Not a secret: it guards against bad disks, not against people.</summary>
internal static class Checksum
{
    /// <summary>The first 64 bits of SHA-256 (FIPS 180-4) over what makes a message what it is; the texts are set apart by a zero byte,
    /// which neither can contain.</summary>
    public static long Of(long room, long seq, string author, string text, long at)
    {
        var length = 24 + Encoding.UTF8.GetMaxByteCount(author.Length + text.Length) + 1;
        var bytes = length <= 1024 ? stackalloc byte[1024] : new byte[length];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, room);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], seq);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], at);
        var end = 24 + Encoding.UTF8.GetBytes(author, bytes[24..]);
        bytes[end++] = 0;
        end += Encoding.UTF8.GetBytes(text, bytes[end..]);

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes[..end], hash);
        return BinaryPrimitives.ReadInt64LittleEndian(hash);
    }
}
