using System.Buffers;
using System.Net;
using System.Net.Sockets;
using HtmxChat.Rooms.Web;
using HtmxChat.Tests.Support;
using Microsoft.AspNetCore.Connections;

namespace HtmxChat.Tests.Web;

/// <summary>A connection of the web server's over a real socket: how it ends, and how its socket is taken out.</summary>
public sealed class DetachableConnectionTests : IAsyncDisposable
{
    private readonly Socket _listener = new(SocketType.Stream, ProtocolType.Tcp);
    private readonly CountingPool _memory = new();
    private readonly List<IAsyncDisposable> _opened = [];

    public DetachableConnectionTests()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
    }

    [Fact]
    public async Task A_client_who_would_take_one_of_the_last_descriptors_is_sent_away()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "descriptors are no numbers there");
        var transport = new DetachableTransport(new Pools(), descriptors: 0);
        await using var listener = await transport.BindAsync(new IPEndPoint(IPAddress.Loopback, 0));
        var accepting = listener.AcceptAsync();
        using var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(listener.EndPoint).Soon();

        Assert.Equal(0, await client.ReceiveAsync(new byte[1]).Soon());
        Assert.False(accepting.IsCompleted);
        await listener.UnbindAsync();
        Assert.Null(await accepting.AsTask().Soon());
    }

    [Fact]
    public async Task An_idle_connection_holds_no_memory()
    {
        var (connection, client) = await Opens();
        await client.WriteAsync("hello"u8.ToArray());
        var read = await connection.Input.ReadAsync().Soon();
        Assert.Equal("hello"u8.ToArray(), read.Buffer.ToArray());
        Assert.Equal(1, _memory.Held);

        connection.Input.AdvanceTo(read.Buffer.End);
        Assert.Equal(0, _memory.Held);
    }

    [Fact]
    public async Task What_was_sent_arrives_before_the_end()
    {
        var (connection, client) = await Opens();
        await connection.Output.WriteAsync("bye"u8.ToArray());
        await connection.DisposeAsync();

        Assert.Equal("bye"u8.ToArray(), await ToEnd(client));
        Assert.True(connection.ConnectionClosed.IsCancellationRequested);
    }

    [Fact]
    public async Task A_client_that_ends_is_noticed_while_nobody_reads()
    {
        var (connection, client) = await Opens();
        client.Socket.Shutdown(SocketShutdown.Send);

        await Closed(connection);
        Assert.True((await connection.Input.ReadAsync().Soon()).IsCompleted);
    }

    [Fact]
    public async Task A_client_that_resets_is_noticed_while_nobody_reads_and_told_to_who_does()
    {
        var (connection, client) = await Opens();
        client.Socket.Close(timeout: 0);

        await Closed(connection);
        await Assert.ThrowsAsync<ConnectionResetException>(() => connection.Input.ReadAsync().Soon());
    }

    [Fact]
    public async Task An_abort_resets_the_client_and_tells_its_reason_to_who_reads()
    {
        var (connection, client) = await Opens();
        var reading = connection.Input.ReadAsync().AsTask();
        var reason = new ConnectionAbortedException("enough");
        connection.Abort(reason);

        Assert.Same(reason, await Assert.ThrowsAsync<ConnectionAbortedException>(() => reading.Soon()));
        var reset = await Assert.ThrowsAsync<IOException>(() => ToEnd(client));
        Assert.Equal(SocketError.ConnectionReset, ((SocketException)reset.InnerException!).SocketErrorCode);
        Assert.Null(await connection.DetachAsync().Soon());
    }

    [Fact]
    public async Task An_abort_ends_a_connection_whose_client_was_made_to_wait()
    {
        var (connection, client) = await Opens();
        var sending = client.WriteAsync(Random(8 << 20)).AsTask();
        await Bounded.Until(() => _memory.Held >= 200);
        Assert.False(sending.IsCompleted);

        connection.Abort(new ConnectionAbortedException("enough"));
        await Closed(connection);
        await Assert.ThrowsAsync<IOException>(() => sending.Soon());
    }

    [Fact]
    public async Task A_detached_socket_is_left_open_and_the_connection_ends_without_it()
    {
        var (connection, client) = await Opens();
        await using var stream = await connection.DetachAsync().Soon();
        connection.Abort(new ConnectionAbortedException("too late"));
        await connection.DisposeAsync().AsTask().Soon();

        Assert.NotNull(stream);
        Assert.False(connection.ConnectionClosed.IsCancellationRequested);
        await stream.WriteAsync("ping"u8.ToArray());
        var heard = new byte[4];
        await client.ReadExactlyAsync(heard).AsTask().Soon();
        await client.WriteAsync("pong"u8.ToArray());
        Assert.Equal(0, await stream.ReadAsync(Memory<byte>.Empty).Soon());
        await stream.ReadExactlyAsync(heard).AsTask().Soon();
        Assert.Equal("pong"u8.ToArray(), heard);

        await stream.DisposeAsync();
        Assert.Empty(await ToEnd(client));
        Assert.Null(await connection.DetachAsync().Soon());
    }

    [Fact]
    public async Task A_socket_that_was_reset_is_not_detached_and_not_left_open()
    {
        var (connection, client) = await Opens();
        client.Socket.Close(timeout: 0);
        await Closed(connection);

        Assert.Null(await connection.DetachAsync().Soon());
        Assert.True(connection.Socket.SafeHandle.IsClosed);
    }

    [Theory]
    [InlineData(1 << 10, 0, 300)]
    [InlineData(4 << 20, 1000, 5)]
    [InlineData(4 << 20, 2 << 20, 5)]
    public async Task Not_a_byte_is_lost_when_the_socket_is_detached_while_the_client_sends(int bytes, int readBefore, int times)
    {
        var sent = Random(bytes);
        for (var i = 0; i < times; i++)
        {
            var (connection, client) = await Opens();
            var sending = SendsInPieces(client, sent);
            var received = new MemoryStream();
            while (received.Length < readBefore)
            {
                var read = await connection.Input.ReadAsync().Soon();
                received.Write(read.Buffer.ToArray());
                connection.Input.AdvanceTo(read.Buffer.End);
            }

            await using var stream = await connection.DetachAsync().Soon();
            await connection.DisposeAsync();
            await stream!.CopyToAsync(received, TestContext.Current.CancellationToken).Soon();

            await sending;
            Assert.Equal(sent, received.ToArray());
            Assert.Equal(0, _memory.Held);
        }

        static async Task SendsInPieces(NetworkStream client, byte[] bytes)
        {
            for (var at = 0; at < bytes.Length; at += bytes.Length / 16)
            {
                await client.WriteAsync(bytes.AsMemory(at, bytes.Length / 16)).AsTask().Soon();
            }

            client.Socket.Shutdown(SocketShutdown.Send);
        }
    }

    [Fact]
    public async Task What_the_client_does_not_read_at_once_is_sent_as_it_reads()
    {
        var (connection, client) = await Opens();
        await using var stream = await connection.DetachAsync().Soon();
        var bytes = Random(8 << 20);
        var writing = stream!.WriteAsync(bytes).AsTask();
        Assert.False(writing.IsCompleted);

        var received = new byte[bytes.Length];
        await client.ReadExactlyAsync(received).AsTask().Soon();
        await writing.Soon();
        Assert.Equal(bytes, received);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var opened in _opened)
        {
            await opened.DisposeAsync().AsTask().Soon();
        }

        _listener.Dispose();
        _memory.Dispose();
    }

    private static byte[] Random(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    private static async Task<byte[]> ToEnd(NetworkStream client)
    {
        var received = new MemoryStream();
        await client.CopyToAsync(received).Soon();
        return received.ToArray();
    }

    private static async Task Closed(ConnectionContext connection)
    {
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = connection.ConnectionClosed.Register(closed.SetResult);
        await closed.Task.Soon();
    }

    private async Task<(DetachableConnection Connection, NetworkStream Client)> Opens()
    {
        var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(_listener.LocalEndPoint!).Soon();
        var opened = (Connection: new DetachableConnection(await _listener.AcceptAsync().Soon(), _memory), Client: new NetworkStream(client, ownsSocket: true));
        _opened.AddRange([opened.Client, opened.Connection]);
        return opened;
    }

    private sealed class Pools : IMemoryPoolFactory<byte>
    {
        public MemoryPool<byte> Create(MemoryPoolOptions? options) => new CountingPool();
    }

    private sealed class CountingPool : MemoryPool<byte>
    {
        private int _held;

        public int Held => Volatile.Read(ref _held);

        public override int MaxBufferSize => 4096;

        public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
        {
            Interlocked.Increment(ref _held);
            return new Block(this);
        }

        protected override void Dispose(bool disposing)
        {
        }

        private sealed class Block(CountingPool pool) : IMemoryOwner<byte>
        {
            public Memory<byte> Memory { get; } = new byte[4096];

            public void Dispose() => Interlocked.Decrement(ref pool._held);
        }
    }
}
