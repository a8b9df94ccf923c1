using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace HtmxChat.Rooms.Web;

/// <summary>How the server listens.</summary>
public static class Listening
{
    private const int MaxBodyBytes = 128 * 1024;

    /// <summary>Connections one address may have open beside twice its sockets: for pages, and for those that are just ending.</summary>
    private const int PageConnections = 100;

    private static readonly byte[] TooMany = "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 10\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray();

    /// <summary>Listens by <see cref="DetachableTransport"/> where it can.</summary>
    public static void UseLeanSockets(this IWebHostBuilder host) =>
        host.ConfigureServices(services => services.AddSingleton<IConnectionListenerFactory, DetachableTransport>());

    /// <summary>Bounds what the web server itself holds: connections for pages, and as many for sockets that are not detached.
    /// All sockets are bounded where they are opened, by <see cref="ConnectionLimiter"/>.</summary>
    internal static void Bound(KestrelServerOptions kestrel, LimitOptions limits)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
        kestrel.Limits.MaxConcurrentConnections = 2L * limits.Connections;
        kestrel.Limits.RequestHeadersTimeout = limits.HeaderTimeout;
        kestrel.Limits.KeepAliveTimeout = limits.IdleTimeout;
    }

    /// <summary>Leaves nobody all the connections, which cost nothing but to open them. A proxy holds those of all its visitors.</summary>
    internal static void Share(KestrelServerOptions kestrel, ChatOptions chat)
    {
        var most = (int)Math.Min((2L * chat.Limits.ConnectionsPerAddress) + PageConnections, int.MaxValue);
        var open = new ConnectionLimiter(chat.Limits with { ConnectionsPerAddress = most, ConnectionsPerRoom = int.MaxValue, Connections = int.MaxValue });
        var proxies = RoomServices.Proxies(chat).ToArray();
        kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Use(next => connection => ServeAsync(connection, next)));

        async Task ServeAsync(ConnectionContext connection, ConnectionDelegate next)
        {
            var address = (connection.RemoteEndPoint as IPEndPoint)?.Address ?? IPAddress.IPv6Loopback;
            address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
            if (proxies.Any(proxy => proxy.Contains(address)))
            {
                await next(connection);
                return;
            }

            using var place = open.TryOpen(address, default, out _);
            if (place is null)
            {
                await connection.Transport.Output.WriteAsync(TooMany);
                return;
            }

            await next(connection);
        }
    }
}
