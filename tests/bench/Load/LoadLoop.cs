using System.Diagnostics;
using System.Net;

namespace HtmxChat.Bench.Load;

/// <summary>The one thread that carries all connections of a load.</summary>
/// <param name="server">Where they go.</param>
internal sealed class LoadLoop(IPEndPoint server) : IDisposable
{
    // So many at once that the server's accept queue is never full, which would cost a second each.
    private const int MaxOpening = 64;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly byte[] _buffer = new byte[1 << 20];
    private readonly List<LoadSocket> _sockets = [];

    public Epoll Epoll { get; } = new();

    /// <summary>Of all connections, heads and frames included.</summary>
    public long BytesReceived { get; set; }

    /// <summary>Opens connections and waits until all are ready.</summary>
    /// <param name="sockets">The connections.</param>
    /// <param name="ready">How many are.</param>
    public void OpenAll(IReadOnlyList<LoadSocket> sockets, Func<int> ready)
    {
        var (before, known, since) = (ready(), 0, Stopwatch.GetTimestamp());
        for (var opened = 0; ready() - before < sockets.Count;)
        {
            while (opened < sockets.Count && opened - (ready() - before) < MaxOpening)
            {
                Open(sockets[opened++]);
            }

            Poll(TimeSpan.FromMilliseconds(100));
            if (ready() != known)
            {
                (known, since) = (ready(), Stopwatch.GetTimestamp());
            }
            else if (Stopwatch.GetElapsedTime(since) > Patience)
            {
                throw new LoadException($"Only {ready() - before} of {sockets.Count} connections came about.");
            }
        }
    }

    /// <summary>Opens a connection, or one that was closed again.</summary>
    public void Open(LoadSocket socket)
    {
        if (socket.Id < 0)
        {
            _sockets.Add(socket);
        }

        socket.Open(this, socket.Id < 0 ? _sockets.Count - 1 : socket.Id, server);
    }

    /// <summary>Does what is to be done, waiting for it at most so long. The last millisecond of a wait is not slept through.</summary>
    public void Poll(TimeSpan atMost)
    {
        var count = Epoll.Wait((int)Math.Clamp(atMost.TotalMilliseconds, 0, 200));
        for (var i = 0; i < count; i++)
        {
            var (id, isReadable, isWritable) = Epoll[i];
            var socket = _sockets[id];
            if (isWritable && socket.IsOpen)
            {
                socket.Write();
            }

            if (isReadable && socket.IsOpen)
            {
                socket.Read(_buffer);
            }
        }
    }

    public void Dispose()
    {
        foreach (var socket in _sockets.Where(socket => socket.IsOpen))
        {
            socket.Close();
        }

        Epoll.Dispose();
    }
}

/// <summary>A load could not be carried out; the message says why.</summary>
internal sealed class LoadException(string message) : Exception(message);
