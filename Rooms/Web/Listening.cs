using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace HtmxChat.Rooms.Web;

/// <summary>How the server listens.</summary>
public static class Listening
{
    // Connections inherit it; set, it no longer grows by itself to megabytes.
    private const int SendBufferBytes = 64 * 1024;

    private const int MaxBodyBytes = 128 * 1024;

    /// <summary>Bounds what a client that never reads can hold in the kernel, and sends without a change of thread.</summary>
    public static void UseLeanSockets(this IWebHostBuilder host) => host.UseSockets(sockets =>
    {
        sockets.CreateBoundListenSocket = Listen;
        // Unsafe for handlers that block: a write is then sent by the thread that writes. A room's loop writes and never waits.
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

    private static Socket Listen(EndPoint endpoint)
    {
        var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
        socket.SendBufferSize = SendBufferBytes;
        return socket;
    }
}
