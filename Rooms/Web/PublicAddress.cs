using System.Net;

namespace HtmxChat.Rooms.Web;

/// <summary>Which addresses are those of other hosts on the internet: none of this machine, of a private network or of a special use
/// (the IANA registries of special-purpose addresses). What visitors choose must not lead anywhere else.</summary>
internal static class PublicAddress
{
    private static readonly System.Net.IPNetwork[] Special =
    [
        .. ((string[])[
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            // Of the rest of IPv6 only 2000::/3 is in use; 64:ff9b::/96, 2002::/16 and 2001::/32 hold an IPv4 address, which may be any.
            "::/3", "4000::/2", "8000::/1", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"]).Select(network => System.Net.IPNetwork.Parse(network)),
    ];

    /// <summary>Whether this is one.</summary>
    public static bool Is(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return !Special.Any(network => network.Contains(plain));
    }
}
