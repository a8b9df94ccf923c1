using System.Net.Sockets;

namespace HtmxChat.Rooms.Sockets;

/// <summary>A socket as a stream that owns it, with no layer of its own: a read waits in the socket alone, a write is sent by the thread that writes.
/// Invariant: one read and one write at a time.</summary>
/// <param name="socket">Connected and not blocking; ended with the stream.</param>
/// <param name="received">What was received of it already: read first.</param>
public sealed class SocketStream(Socket socket, ReadOnlyMemory<byte> received) : Stream
{
    private ReadOnlyMemory<byte> _received = received;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Reads; into an empty buffer it completes when there is something to read.</summary>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_received.IsEmpty)
        {
            return socket.ReceiveAsync(buffer, cancellationToken);
        }

        var length = Math.Min(buffer.Length, _received.Length);
        _received[..length].CopyTo(buffer);
        _received = _received[length..];
        return ValueTask.FromResult(length);
    }

    /// <inheritdoc cref="ConnectedSocket.SendAllAsync"/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => socket.SendAllAsync(buffer);

    /// <summary>Does nothing: what is written is sent without being asked.</summary>
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public override void Flush() => throw new NotSupportedException();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            socket.End();
        }

        base.Dispose(disposing);
    }
}
