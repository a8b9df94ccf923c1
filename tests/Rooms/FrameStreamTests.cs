using HtmxChat.Rooms.Sockets;
using HtmxChat.Tests.Support;

namespace HtmxChat.Tests.Rooms;

/// <summary>Who may write to the stream under a socket, and when.</summary>
public sealed class FrameStreamTests
{
    [Fact]
    public async Task A_connection_that_is_lost_fails_whoever_writes_to_it_and_keeps_nobody_waiting()
    {
        var lost = new LostConnection();
        await using var stream = new FrameStream(lost);
        var first = stream.WriteAsync("first"u8.ToArray()).AsTask();
        var waits = stream.WriteAsync("waits"u8.ToArray()).AsTask();

        lost.IsLost();
        await Assert.ThrowsAsync<IOException>(() => first.Soon());
        await Assert.ThrowsAsync<IOException>(() => waits.Soon());
        await Assert.ThrowsAsync<IOException>(() => stream.WriteAsync("later"u8.ToArray()).AsTask().Soon());
    }

    /// <summary>Takes nothing of the first write; once lost it refuses at once, as a socket does.</summary>
    private sealed class LostConnection : MemoryStream
    {
        private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private bool _isLost;

        public void IsLost()
        {
            _isLost = true;
            _first.SetException(new IOException("reset"));
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            _isLost ? throw new IOException("reset") : new(_first.Task);
    }
}
