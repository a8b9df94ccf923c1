using System.IO.Pipelines;

namespace HtmxChat.Views;

/// <summary>
/// A pipe writer over one array that grows and is used again: what a view is rendered into when its bytes are wanted.
/// For one thread at a time; written memory is good until the next write or <see cref="Clear"/>.
/// </summary>
internal sealed class FrameWriter(int initialBytes = 4096) : PipeWriter
{
    // One huge frame must not keep its size for the writer's whole life.
    private const int MaxKeptBytes = 256 * 1024;

    private byte[] _buffer = new byte[initialBytes];
    private int _written;

    public ReadOnlyMemory<byte> WrittenMemory => _buffer.AsMemory(0, _written);

    public ReadOnlySpan<byte> WrittenSpan => _buffer.AsSpan(0, _written);

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => _written;

    public void Clear()
    {
        _written = 0;
        if (_buffer.Length > MaxKeptBytes)
        {
            _buffer = new byte[initialBytes];
        }
    }

    /// <summary>Puts bytes between what is written already.</summary>
    public void Insert(ReadOnlySpan<byte> bytes, int at)
    {
        MakeRoom(bytes.Length);
        _buffer.AsSpan(at, _written - at).CopyTo(_buffer.AsSpan(at + bytes.Length));
        bytes.CopyTo(_buffer.AsSpan(at));
        _written += bytes.Length;
    }

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        MakeRoom(sizeHint);
        return _buffer.AsMemory(_written);
    }

    public override Span<byte> GetSpan(int sizeHint = 0)
    {
        MakeRoom(sizeHint);
        return _buffer.AsSpan(_written);
    }

    public override void Advance(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, _buffer.Length - _written);
        _written += bytes;
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => default;

    public override void CancelPendingFlush()
    {
    }

    public override void Complete(Exception? exception = null)
    {
    }

    private void MakeRoom(int sizeHint)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sizeHint);
        var needed = checked(_written + Math.Max(sizeHint, 1));
        if (needed > _buffer.Length)
        {
            Array.Resize(ref _buffer, (int)Math.Max(needed, Math.Min(2L * _buffer.Length, Array.MaxLength)));
        }
    }
}
