using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace HtmxChat.Rooms.Web;

/// <summary>Listens for the web server, on TCP and Unix sockets, and hands it each client as a <see cref="DetachableConnection"/>. A client who
/// would take one of the last descriptors the process may have open is sent away: without any the store could not be read, and a library that
/// cannot be loaded when it is first needed is never looked for again.</summary>
/// <param name="pools">Makes the memory of each listener.</param>
/// <param name="descriptors">How many descriptors the process may have open.</param>
internal sealed class DetachableTransport(IMemoryPoolFactory<byte> pools, int descriptors) : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    private const string LimitsFile = "/proc/self/limits";

    // Connections inherit it; set, it no longer grows by itself to megabytes: bounds what a client that never reads can hold in the kernel.
    private const int SendBufferBytes = 64 * 1024;

    // Clients who wait to be accepted; the kernel may allow fewer.
    private const int Backlog = 512;

    /// <summary>With as many descriptors as the system tells.</summary>
    public DetachableTransport(IMemoryPoolFactory<byte> pools)
        : this(pools, MostDescriptors())
    {
    }

    /// <inheritdoc/>
    public bool CanBind(EndPoint endpoint) => endpoint is IPEndPoint or UnixDomainSocketEndPoint;

    /// <inheritdoc/>
    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        try
        {
            var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
            socket.SendBufferSize = SendBufferBytes;
            socket.Listen(Backlog);
            return ValueTask.FromResult<IConnectionListener>(new Listener(socket, pools.Create(), FirstOfTheLast(socket)));
        }
        catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw new AddressInUseException(taken.Message, taken);
        }
    }

    // An eighth of what is free when it begins to listen. A new descriptor has the lowest number that is free; on Windows it is no number.
    private long FirstOfTheLast(Socket socket) => OperatingSystem.IsWindows() ? long.MaxValue : descriptors - ((descriptors - socket.Handle) / 8);

    // Where the system does not tell, as many as there can be.
    private static int MostDescriptors() =>
        OperatingSystem.IsLinux()
        && File.ReadLines(LimitsFile).FirstOrDefault(line => line.StartsWith("Max open files", StringComparison.Ordinal)) is { } line
        && int.TryParse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3], CultureInfo.InvariantCulture, out var most) ? most : int.MaxValue;

    private sealed class Listener(Socket socket, MemoryPool<byte> memory, long lastDescriptors) : IConnectionListener
    {
        public EndPoint EndPoint { get; } = socket.LocalEndPoint!;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            while (true)
            {
                try
                {
                    var client = await socket.AcceptAsync(cancellationToken);
                    if (client.Handle >= lastDescriptors)
                    {
                        client.Dispose();
                        continue;
                    }

                    if (EndPoint is IPEndPoint)
                    {
                        client.NoDelay = true;
                    }

                    return new DetachableConnection(client, memory);
                }
                catch (Exception closed) when (closed is ObjectDisposedException or SocketException { SocketErrorCode: SocketError.OperationAborted })
                {
                    return null;
                }
                catch (SocketException)
                {
                    // This one was gone before it was accepted.
                }
            }
        }

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            socket.Dispose();
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync()
        {
            socket.Dispose();
            memory.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
