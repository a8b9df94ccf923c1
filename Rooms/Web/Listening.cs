using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using HtmxChat.Rooms.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace HtmxChat.Rooms.Web;

/// <summary>How the server listens.</summary>
public static class Listening
{
    // Connections inherit it; set, it no longer grows by itself to megabytes.
    private const int SendBufferBytes = 64 * 1024;

    private const int MaxBodyBytes = 128 * 1024;

    /// <summary>Connections one address may have open beside twice its sockets: for pages, and for those that are just ending.</summary>
    private const int PageConnections = 100;

    private static readonly byte[] TooMany = "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 10\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray();

    /// <summary>Bounds what a client that never reads can hold in the kernel, and receives without a change of thread.</summary>
    public static void UseLeanSockets(this IWebHostBuilder host) => host.UseSockets(sockets =>
    {
        sockets.CreateBoundListenSocket = Listen;
        // Unsafe for handlers that block: what comes in is then handled by the thread that received it. A socket's reader posts and never waits.
        sockets.UnsafePreferInlineScheduling = true;
    });

    /// <summary>Bounds what clients can hold open. Beyond the sockets that are admitted as many connections again may ask for pages.</summary>
    internal static void Bound(KestrelServerOptions kestrel, LimitOptions limits)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
        kestrel.Limits.MaxConcurrentConnections = 2L * limits.Connections;
        // A wall behind the one that answers; the server counts a socket a moment longer than that one does.
        kestrel.Limits.MaxConcurrentUpgradedConnections = (long)limits.Connections + limits.ConnectionsPerAddress;
        kestrel.Limits.RequestHeadersTimeout = limits.HeaderTimeout;
        kestrel.Limits.KeepAliveTimeout = limits.IdleTimeout;
    }

    /// <summary>Leaves nobody all the connections, which cost nothing but to open them, and gives each a <see cref="SocketOutput"/>.
    /// A proxy holds those of all its visitors.</summary>
    internal static void Share(KestrelServerOptions kestrel, ChatOptions chat)
    {
        var most = (int)Math.Min((2L * chat.Limits.ConnectionsPerAddress) + PageConnections, int.MaxValue);
        var open = new ConnectionLimiter(chat.Limits with { ConnectionsPerAddress = most, ConnectionsPerRoom = int.MaxValue, Connections = int.MaxValue });
        var proxies = RoomServices.Proxies(chat).ToArray();
        kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Use(next => connection => ServeAsync(WithSocketOutput(connection), next)));

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

    // The innermost layer: TLS, if there is any, comes above it.
    private static ConnectionContext WithSocketOutput(ConnectionContext connection)
    {
        if (connection.Features.Get<IConnectionSocketFeature>()?.Socket is { } socket)
        {
            socket.Blocking = false;
            connection.Transport = new Duplex(connection.Transport.Input, new SocketOutput(socket, connection.Transport.Output));
        }

        return connection;
    }

    private static Socket Listen(EndPoint endpoint)
    {
        var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
        socket.SendBufferSize = SendBufferBytes;
        return socket;
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
