using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;

namespace HtmxChat.Rooms.Sockets;

/// <summary>A connection's output that sends from the thread that writes, with one system call and nothing between: no pipe, and no loop that
/// empties it. What the socket does not take at once is sent as it takes it. Invariant: one call of <see cref="FlushAsync"/> at a time.</summary>
/// <param name="socket">Not blocking. Whoever holds the connection ends it.</param>
internal sealed class SocketOutput(Socket socket) : PipeWriter
{
    private const int LeastBytes = 4096;

    private byte[] _written = [];
    private int _length;

    /// <inheritdoc/>
    public override bool CanGetUnflushedBytes => true;

    /// <inheritdoc/>
    public override long UnflushedBytes => _length;

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
        if (_length == 0)
        {
            return default;
        }

        try
        {
            await socket.SendAllAsync(_written.AsMemory(0, _length));
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

    /// <summary>Does nothing: what counts is flushed before.</summary>
    public override void Complete(Exception? exception = null)
    {
    }

    /// <inheritdoc/>
    public override async ValueTask CompleteAsync(Exception? exception = null) => await FlushAsync();

    private static void Return(byte[] buffer)
    {
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
