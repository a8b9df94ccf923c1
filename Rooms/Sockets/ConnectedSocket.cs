using System.Net.Sockets;

namespace HtmxChat.Rooms.Sockets;

/// <summary>What is done with a connected socket.</summary>
internal static class ConnectedSocket
{
    /// <summary>Sends from the thread that calls, with one system call and nothing between. Completes when the socket, which must not be
    /// blocking, has taken all bytes: at once, or as it takes them. One call at a time. Throws <see cref="SocketException"/>
    /// or <see cref="ObjectDisposedException"/> when the connection is lost.</summary>
    public static ValueTask SendAllAsync(this Socket socket, ReadOnlyMemory<byte> bytes)
    {
        var sent = socket.Send(bytes.Span, SocketFlags.None, out var error);
        return (error, sent) switch
        {
            (SocketError.Success, _) when sent == bytes.Length => ValueTask.CompletedTask,
            (SocketError.Success or SocketError.WouldBlock, _) => SendRestAsync(socket, bytes[sent..]),
            _ => throw new SocketException((int)error),
        };
    }

    /// <summary>Sends the end (FIN) after what was sent, and is done with the socket.</summary>
    public static void End(this Socket socket)
    {
        try
        {
            socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // It has ended.
        }

        socket.Dispose();
    }

    private static async ValueTask SendRestAsync(Socket socket, ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await socket.SendAsync(bytes)..];
        }
    }
}
