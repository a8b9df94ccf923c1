using System.Runtime.CompilerServices;

namespace HtmxChat.Rooms.Sockets;

/// <summary>The stream under a WebSocket, with two who write to it: the protocol, its control frames, and an outbox, frames that
/// are framed already. It lets one write through at a time. Invariant: each of both writes whole frames only, so that a frame of the
/// one is never inside a frame of the other.</summary>
/// <param name="inner">The upgraded connection.</param>
public sealed class FrameStream(Stream inner) : Stream
{
    private readonly SemaphoreSlim _turn = new(1);
    private readonly FrameGuard _guard = new();

    /// <summary>Is told with which code to say good-bye to a client that sends what it must not. Nothing more of it is read then.</summary>
    public Action<CloseReason>? Forbidden { get; set; }

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

    /// <summary>Writes whole frames when it is their turn. Completes when the connection has taken them.</summary>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_turn.Wait(0, CancellationToken.None))
        {
            return WriteLaterAsync(buffer, cancellationToken);
        }

        try
        {
            var writing = inner.WriteAsync(buffer, cancellationToken);
            if (!writing.IsCompleted)
            {
                return EndTurnAsync(writing);
            }

            _turn.Release();
            return writing;
        }
        catch
        {
            _turn.Release();
            throw;
        }
    }

    /// <summary>Reads what the client sends, up to the first thing it must not send. Into an empty buffer, where an idle socket waits, nothing is read.</summary>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => buffer.IsEmpty
        ? inner.ReadAsync(buffer, cancellationToken)
        : ReadGuardedAsync(buffer, cancellationToken);

    /// <summary>Does nothing: the connection sends what is written without being asked.</summary>
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
    public override ValueTask DisposeAsync() => inner.DisposeAsync();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReadGuardedAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        if (_guard.Watch(buffer.Span[..read]) is not CloseReason.None and var wrong)
        {
            Forbidden?.Invoke(wrong);

            // What still comes is read away until the client goes or is aborted: ended with something unread,
            // the connection would be reset, and the good-bye lost with it.
            while (await inner.ReadAsync(buffer, cancellationToken) > 0)
            {
            }

            return 0;
        }

        return read;
    }

    private async ValueTask WriteLaterAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            // What is lost fails at once, or later.
            await inner.WriteAsync(buffer, cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async ValueTask EndTurnAsync(ValueTask writing)
    {
        try
        {
            await writing;
        }
        finally
        {
            _turn.Release();
        }
    }
}
