using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace HtmxChat.Rooms.Web;

/// <summary>How the server listens.</summary>
public static class Listening
{
    // Connections inherit it; set, it no longer grows by itself to megabytes.
    private const int SendBufferBytes = 64 * 1024;

    /// <summary>Bounds what a client that never reads can hold in the kernel.</summary>
    public static void UseBoundedBuffers(this IWebHostBuilder host) => host.UseSockets(sockets => sockets.CreateBoundListenSocket = Listen);

    private static Socket Listen(EndPoint endpoint)
    {
        var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
        socket.SendBufferSize = SendBufferBytes;
        return socket;
    }
}
