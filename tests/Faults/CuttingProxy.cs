using System.Net;
using System.Net.Sockets;

namespace HtmxChat.Tests.Faults;

/// <summary>Stands between clients and the server, and cuts each connection after so many bytes, wherever that is.</summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _carrying = [];
    private readonly IPEndPoint _server;
    private readonly Random _random;
    private readonly Task _accepting;
    private int _cuts;

    public CuttingProxy(Uri server, int seed)
    {
        _server = new IPEndPoint(IPAddress.Loopback, server.Port);
        _random = new Random(seed);
        _listener.Start();
        Url = new Uri($"http://{_listener.LocalEndpoint}");
        _accepting = AcceptAsync();
    }

    public Uri Url { get; }

    /// <summary>Connections cut so far.</summary>
    public int Cuts => Volatile.Read(ref _cuts);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_carrying);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                // One in ten does not survive the hand-shake.
                var isShort = _random.Next(10) == 0;
                _carrying.Add(CarryAsync(client, _random.Next(1, isShort ? 400 : 8_000), _random.Next(1, isShort ? 400 : 80_000), _random.Next(2) == 0));
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    private async Task CarryAsync(TcpClient client, int up, int down, bool isReset)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        using var server = new TcpClient();
        try
        {
            await server.ConnectAsync(_server, end.Token);
            await Task.WhenAny(PumpAsync(client.GetStream(), server.GetStream(), up, end.Token), PumpAsync(server.GetStream(), client.GetStream(), down, end.Token));
        }
        catch (Exception gone) when (gone is SocketException or OperationCanceledException)
        {
            // The server is not there, or the end has come.
        }

        await end.CancelAsync();
        // Half of the cuts are resets, which may take back what was already sent.
        client.LingerState = server.LingerState = new LingerOption(isReset, 0);
        client.Dispose();
        Interlocked.Increment(ref _cuts);
    }

    private static async Task PumpAsync(NetworkStream from, NetworkStream to, int bytes, CancellationToken cancellation)
    {
        var buffer = new byte[4096];
        try
        {
            while (bytes > 0 && await from.ReadAsync(buffer.AsMemory(0, Math.Min(bytes, buffer.Length)), cancellation) is > 0 and var read)
            {
                await to.WriteAsync(buffer.AsMemory(0, read), cancellation);
                bytes -= read;
            }
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // One of the two is gone.
        }
    }
}
