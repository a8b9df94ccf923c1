using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace HtmxChat.Bench.Load;

/// <summary>One TCP connection of the load. Belongs to its <see cref="LoadLoop"/>'s thread; nothing here waits.</summary>
internal abstract class LoadSocket
{
    private readonly List<byte> _unsent = [];
    private LoadLoop _loop = null!;
    private Socket _socket = null!;
    private byte[] _tail = [];
    private int _tailLength;

    /// <summary>Not yet closed by either side.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>When it was opened, in ticks of <see cref="Stopwatch"/>.</summary>
    public long OpenedAt { get; private set; }

    /// <summary>How the loop knows it; negative until it does.</summary>
    public int Id { get; private set; } = -1;

    /// <summary>Connects, to a loopback address only, which takes microseconds: so it may block. Throws <see cref="SocketException"/>.</summary>
    public void Open(LoadLoop loop, int id, IPEndPoint server)
    {
        if (!IPAddress.IsLoopback(server.Address))
        {
            throw new ArgumentException("Load goes to this machine alone.", nameof(server));
        }

        OpenedAt = Stopwatch.GetTimestamp();
        _loop = loop;
        _socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        _socket.Connect(server);
        _socket.Blocking = false;
        (Id, IsOpen, _tailLength) = (id, true, 0);
        _unsent.Clear();
        _loop.Epoll.Watch(_socket, id);
        Opened();
    }

    /// <summary>Ends it.</summary>
    public void Close()
    {
        IsOpen = false;
        _socket.Dispose();
    }

    /// <summary>Reads what is there, once.</summary>
    /// <param name="buffer">The loop's. Only the unfinished tail of what was read outlasts the call, in <c>_tail</c>.</param>
    public void Read(byte[] buffer)
    {
        if (_tailLength > buffer.Length / 2)
        {
            throw new InvalidDataException($"The server sends something of more than {buffer.Length / 2} bytes.");
        }

        _tail.AsSpan(0, _tailLength).CopyTo(buffer);
        var received = _socket.Receive(buffer.AsSpan(_tailLength), SocketFlags.None, out var error);
        if (error == SocketError.WouldBlock)
        {
            return;
        }

        if (received == 0 || error != SocketError.Success)
        {
            Close();
            Lost();
            return;
        }

        _loop.BytesReceived += received;
        var there = buffer.AsSpan(0, _tailLength + received);
        var left = there[Take(there, Stopwatch.GetTimestamp())..];
        if (left.Length > _tail.Length)
        {
            _tail = new byte[left.Length * 2];
        }

        left.CopyTo(_tail);
        _tailLength = left.Length;
    }

    /// <summary>Sends what had to wait.</summary>
    public void Write()
    {
        var waiting = _unsent.ToArray();
        _unsent.Clear();
        Send(waiting);
        if (IsOpen && _unsent.Count == 0)
        {
            _loop.Epoll.WatchWriting(_socket, Id, isWanted: false);
        }
    }

    /// <summary>Sends now, or as soon as the connection takes it.</summary>
    protected void Send(ReadOnlySpan<byte> bytes)
    {
        if (!IsOpen)
        {
            return;
        }

        var sent = 0;
        if (_unsent.Count == 0)
        {
            sent = _socket.Send(bytes, SocketFlags.None, out var error);
            if (error is not (SocketError.Success or SocketError.WouldBlock))
            {
                Close();
                Lost();
                return;
            }

            sent = Math.Max(sent, 0);
        }

        if (sent < bytes.Length)
        {
            _unsent.AddRange(bytes[sent..]);
            _loop.Epoll.WatchWriting(_socket, Id, isWanted: true);
        }
    }

    /// <summary>The connection is there.</summary>
    protected abstract void Opened();

    /// <summary>Takes what has come and says how many bytes of it are done with; the rest comes again, with more behind it.</summary>
    protected abstract int Take(ReadOnlySpan<byte> bytes, long now);

    /// <summary>The server has ended it.</summary>
    protected abstract void Lost();
}
