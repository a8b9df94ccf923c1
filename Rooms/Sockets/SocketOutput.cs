using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;

namespace HtmxChat.Rooms.Sockets;

/// <summary>A connection's output that sends from the thread that writes, with one system call and nothing between: no pipe, no loop that
/// empties it and no copy of a shared frame. What the socket does not take at once is sent as it takes it.
/// Invariant: one call of <see cref="FlushAsync"/>, <c>WriteAsync</c> or <see cref="SendAsync"/> at a time.</summary>
/// <param name="socket">The connection's socket. It is no longer blocking.</param>
/// <param name="inner">The output that is replaced: to be told of the end, upon which the connection is shut down.</param>
public sealed class SocketOutput(Socket socket, PipeWriter inner) : PipeWriter
{
    private const int LeastBytes = 4096;

    private byte[] _written = [];
    private int _length;

    /// <inheritdoc/>
    public override bool CanGetUnflushedBytes => true;

    /// <inheritdoc/>
    public override long UnflushedBytes => _length;

    /// <summary>Sends bytes and completes when the socket has taken them all. Throws <see cref="SocketException"/> or
    /// <see cref="ObjectDisposedException"/> when the connection is lost.</summary>
    public ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        var sent = socket.Send(bytes.Span, SocketFlags.None, out var error);
        return (error, sent) switch
        {
            (SocketError.Success, _) when sent == bytes.Length => ValueTask.CompletedTask,
            (SocketError.Success or SocketError.WouldBlock, _) => SendRestAsync(bytes[sent..]),
            _ => throw new SocketException((int)error),
        };
    }

    /// <inheritdoc/>
    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        var needed = _length + Math.Max(sizeHint, 1);
        if (needed > _written.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, Math.Max(LeastBytes, 2 * _length)));
            _written.AsSpan(0, _length).CopyTo(larger);
            Return(_written);
            _written = larger;
        }

        return _written.AsMemory(_length);
    }

    /// <inheritdoc/>
    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <inheritdoc/>
    public override void Advance(int bytes) => _length += bytes;

    /// <inheritdoc/>
    public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            await SendAsync(_written.AsMemory(0, _length));
            return default;
        }
        catch (Exception lost) when (lost is SocketException or ObjectDisposedException)
        {
            // Nobody reads any more; whoever reads from the connection sees the same.
            return new FlushResult(isCanceled: false, isCompleted: true);
        }
        finally
        {
            // A quiet connection holds no buffer.
            Return(_written);
            (_written, _length) = ([], 0);
        }
    }

    /// <summary>Does nothing: a send ends when the connection is aborted.</summary>
    public override void CancelPendingFlush()
    {
    }

    /// <inheritdoc/>
    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    /// <inheritdoc/>
    public override async ValueTask CompleteAsync(Exception? exception = null)
    {
        await FlushAsync();
        Complete(exception);
    }

    private static void Return(byte[] buffer)
    {
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async ValueTask SendRestAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await socket.SendAsync(bytes)..];
        }
    }
}
