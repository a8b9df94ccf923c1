using System.Buffers;
using System.Net;
using System.Net.Sockets;
using HtmxChat.Rooms.Sockets;
using HtmxChat.Tests.Support;

namespace HtmxChat.Tests.Rooms;

/// <summary>A connection's output over a real socket.</summary>
public sealed class SocketOutputTests : IDisposable
{
    private const int Much = 8 * 1024 * 1024;

    private readonly Socket _socket;
    private readonly Socket _client = new(SocketType.Stream, ProtocolType.Tcp);
    private readonly SocketOutput _output;

    public SocketOutputTests()
    {
        using var listener = new Socket(SocketType.Stream, ProtocolType.Tcp) { SendBufferSize = 64 * 1024 };
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        _client.Connect(listener.LocalEndPoint!);
        _socket = listener.Accept();
        _socket.Blocking = false;
        _output = new SocketOutput(_socket);
    }

    [Fact]
    public async Task What_is_short_is_sent_before_the_call_returns()
    {
        Assert.True(_socket.SendAllAsync("hello"u8.ToArray()).IsCompletedSuccessfully);
        Assert.Equal("hello"u8.ToArray(), await Received(5));
    }

    [Fact]
    public async Task What_the_socket_does_not_take_at_once_is_sent_as_it_is_read()
    {
        var bytes = Random(Much);
        var sending = _socket.SendAllAsync(bytes).AsTask();

        Assert.False(sending.IsCompleted);
        Assert.Equal(bytes, await Received(Much));
        await sending.Soon();
    }

    [Fact]
    public async Task What_is_written_in_pieces_is_sent_as_one_and_then_no_longer_held()
    {
        var bytes = Random(100_000);
        for (var done = 0; done < bytes.Length;)
        {
            var piece = Math.Min(done % 3000 + 1, bytes.Length - done);
            bytes.AsSpan(done, piece).CopyTo(_output.GetSpan(piece));
            _output.Advance(piece);
            done += piece;
        }

        Assert.Equal(bytes.Length, _output.UnflushedBytes);
        var flushing = _output.FlushAsync().AsTask();
        Assert.Equal(bytes, await Received(bytes.Length));
        Assert.False((await flushing.Soon()).IsCompleted);
        Assert.Equal(0, _output.UnflushedBytes);
    }

    [Fact]
    public async Task A_flush_of_nothing_asks_nothing_of_the_socket()
    {
        _socket.Dispose();
        Assert.False((await _output.FlushAsync().Soon()).IsCompleted);
    }

    [Fact]
    public async Task A_flush_to_a_connection_that_is_lost_says_that_nobody_reads()
    {
        _socket.Dispose();

        Assert.True((await _output.WriteAsync("hello"u8.ToArray()).Soon()).IsCompleted);
        await Assert.ThrowsAnyAsync<ObjectDisposedException>(async () => await _socket.SendAllAsync("hello"u8.ToArray()));
    }

    [Fact]
    public async Task An_abort_ends_a_send_that_hangs()
    {
        var sending = _socket.SendAllAsync(Random(Much)).AsTask();
        Assert.False(sending.IsCompleted);

        _socket.Dispose();
        await Assert.ThrowsAnyAsync<SocketException>(() => sending.Soon());
    }

    [Fact]
    public async Task The_end_comes_after_what_was_written()
    {
        _output.Write("bye"u8);
        await _output.CompleteAsync();

        Assert.Equal("bye"u8.ToArray(), await Received(3));
    }

    public void Dispose()
    {
        _socket.Dispose();
        _client.Dispose();
    }

    private static byte[] Random(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    private async Task<byte[]> Received(int length)
    {
        var bytes = new byte[length];
        using var stream = new NetworkStream(_client);
        await stream.ReadExactlyAsync(bytes).AsTask().Soon();
        return bytes;
    }
}
