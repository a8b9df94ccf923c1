using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using HtmxChat.Rooms.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace HtmxChat.Rooms.Web;

/// <summary>A client's connection, which the web server holds until it ends or its socket is detached: taken out and left open, while the
/// server ends what it had around it. (Go's net/http calls it Hijack.) One loop receives, into a pipe; what is sent goes to the socket at once.
/// Invariant: a socket is ended by the connection or detached from it, whichever comes first, and never both.</summary>
internal sealed class DetachableConnection : DefaultConnectionContext, IDuplexPipe, IConnectionSocketFeature, IMemoryPoolFeature
{
    // What may be received and not read before the client is made to wait; that of the server's own transport.
    private const int UnreadBytes = 1024 * 1024;

    private const int Held = 0, Ended = 1, Detached = 2;

    private static long _lastId = DateTime.UtcNow.Ticks;

    private readonly Pipe _received;
    private readonly Task _receiving;
    private readonly CancellationTokenSource _closed = new();
    private readonly CancellationTokenSource _letGo = new();
    private Exception? _reason;
    private int _state;

    /// <summary>Takes over an accepted socket and begins to receive.</summary>
    /// <param name="socket">The socket. It is no longer blocking.</param>
    /// <param name="memory">Where what is received and not yet read is held; an idle connection holds none of it.</param>
    public DetachableConnection(Socket socket, MemoryPool<byte> memory)
        : base(Interlocked.Increment(ref _lastId).ToString("X"))
    {
        (Socket, MemoryPool) = (socket, memory);
        socket.Blocking = false;
        (LocalEndPoint, RemoteEndPoint) = (socket.LocalEndPoint, socket.RemoteEndPoint);
        // Inline: what comes in is handled by the thread that received it.
        _received = new Pipe(new PipeOptions(memory, PipeScheduler.Inline, PipeScheduler.ThreadPool, UnreadBytes, UnreadBytes / 2, useSynchronizationContext: false));
        Output = new SocketOutput(socket);
        Transport = this;
        ConnectionClosed = _closed.Token;
        Features.Set<IConnectionSocketFeature>(this);
        Features.Set<IMemoryPoolFeature>(this);
        _receiving = ReceiveAsync();
    }

    /// <inheritdoc/>
    public Socket Socket { get; }

    /// <inheritdoc/>
    public MemoryPool<byte> MemoryPool { get; }

    /// <inheritdoc/>
    public PipeReader Input => _received.Reader;

    /// <inheritdoc/>
    public PipeWriter Output { get; }

    /// <summary>Takes the socket out, with what was received of it and not read. Null if the connection has ended. From now on nothing may be sent by the connection.</summary>
    public async Task<SocketStream?> DetachAsync()
    {
        if (Interlocked.CompareExchange(ref _state, Detached, Held) != Held)
        {
            return null;
        }

        LetGo();
        await _receiving;
        try
        {
            var unread = (await Input.ReadAsync()).Buffer;
            var stream = new SocketStream(Socket, unread.ToArray());
            Input.AdvanceTo(unread.End);
            return stream;
        }
        catch (ConnectionResetException)
        {
            Socket.Dispose();
            return null;
        }
    }

    /// <summary>Ends the connection, if it was not detached: with a reset, or without a reason with what was sent and a FIN.</summary>
    public override void Abort(ConnectionAbortedException? abortReason)
    {
        if (Interlocked.CompareExchange(ref _state, Ended, Held) != Held)
        {
            return;
        }

        _reason = abortReason ?? new ConnectionAbortedException("The server has ended the connection.");
        if (abortReason is null)
        {
            Socket.End();
        }
        else
        {
            Socket.Close(timeout: 0);
        }

        LetGo();
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        Abort(null);
        await Input.CompleteAsync();
        await _receiving;
        await base.DisposeAsync();
    }

    private void LetGo()
    {
        _received.Writer.CancelPendingFlush();
        _letGo.Cancel();
    }

    private async Task ReceiveAsync()
    {
        Exception? lost = null;
        try
        {
            do
            {
                // Waits without a buffer. What is cancelled has taken nothing.
                await Socket.ReceiveAsync(Memory<byte>.Empty, _letGo.Token);
            }
            while (await ReceiveAsync(_received.Writer));
        }
        catch (SocketException reset)
        {
            lost = new ConnectionResetException(reset.Message, reset);
        }
        catch (Exception end) when (end is OperationCanceledException or ObjectDisposedException)
        {
            // Detached, or ended for a reason that is known.
        }

        await _received.Writer.CompleteAsync(_reason ?? lost);
        if (Volatile.Read(ref _state) != Detached)
        {
            // Requests that still run are told.
            await _closed.CancelAsync();
        }
    }

    // False at the end: nothing comes any more, or nobody reads it.
    private async ValueTask<bool> ReceiveAsync(PipeWriter input)
    {
        var length = await Socket.ReceiveAsync(input.GetMemory(), _letGo.Token);
        input.Advance(length);
        return length > 0 && await input.FlushAsync() is { IsCompleted: false, IsCanceled: false };
    }
}
