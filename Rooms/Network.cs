using System.Buffers.Binary;
using System.Net;

namespace HtmxChat.Rooms;

/// <summary>Whom an address counts for: itself in IPv4; in IPv6 its /64, since one host owns at least that (RFC 6177)
/// and the lower half of the address is its to choose.</summary>
/// <param name="Prefix">The address as IPv6, the free half blank.</param>
public readonly record struct Network(UInt128 Prefix)
{
    /// <summary>The network of an address. An IPv4 address is the same when written as IPv6.</summary>
    public static Network Of(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        var full = address.MapToIPv6();
        full.TryWriteBytes(bytes, out _);
        if (!full.IsIPv4MappedToIPv6)
        {
            bytes[8..].Clear();
        }

        return new(BinaryPrimitives.ReadUInt128BigEndian(bytes));
    }
}
