using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using HtmxChat.Bench.Load;

namespace HtmxChat.Bench.Servers;

/// <summary>A peer's process. It ends with this object, and with this program.</summary>
internal sealed partial class Server : IDisposable
{
    private const int Terminate = 15;

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(8);

    private readonly Process _process;
    private readonly StringBuilder _error = new();

    private Server(Peer peer)
    {
        Address = new IPEndPoint(IPAddress.Loopback, peer.Port);
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", peer.Command)
        {
            WorkingDirectory = Path.GetDirectoryName(peer.Command[0])!,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var key in start.Environment.Keys.Where(key => key.StartsWith("ASPNETCORE_", StringComparison.Ordinal) || key == "DOTNET_ENVIRONMENT").ToList())
        {
            start.Environment.Remove(key);
        }

        // The same collector for all, whatever their projects say.
        start.Environment["DOTNET_gcServer"] = "0";
        foreach (var (key, value) in peer.Environment)
        {
            start.Environment[key] = value;
        }

        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => { };
        _process.ErrorDataReceived += (_, line) => _error.AppendLine(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        AppDomain.CurrentDomain.ProcessExit += Kill;
    }

    /// <summary>From the start of the process to the answer to its first page.</summary>
    public TimeSpan StartTime { get; private set; }

    /// <summary>Its address.</summary>
    public IPEndPoint Address { get; }

    /// <summary>CPU time it has used, user and system.</summary>
    public TimeSpan CpuTime
    {
        get
        {
            Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Bytes of memory that are in use by it (resident set).</summary>
    public long Memory
    {
        get
        {
            Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Starts a peer and waits until it has answered a page.</summary>
    public static async Task<Server> StartAsync(Peer peer)
    {
        var since = Stopwatch.GetTimestamp();
        var server = new Server(peer);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{peer.Port}"), Timeout = TimeSpan.FromSeconds(2) };
        while (true)
        {
            try
            {
                using var answer = await http.GetAsync("/");
                answer.EnsureSuccessStatusCode();
                server.StartTime = Stopwatch.GetElapsedTime(since);
                return server;
            }
            catch (Exception notYet) when (notYet is HttpRequestException or OperationCanceledException)
            {
                if (server._process.HasExited || Stopwatch.GetElapsedTime(since) > StartTimeout)
                {
                    server.Dispose();
                    throw new LoadException($"{peer.Name} did not start: {notYet.Message} {server._error}");
                }

                await Task.Delay(5);
            }
        }
    }

    /// <summary>A port nobody listens on now.</summary>
    public static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _ = kill(_process.Id, Terminate);
            if (!_process.WaitForExit(StopTimeout))
            {
                _process.Kill();
                _process.WaitForExit();
            }
        }

        AppDomain.CurrentDomain.ProcessExit -= Kill;
        _process.Dispose();
    }

    private void Refresh()
    {
        if (_process.HasExited)
        {
            throw new LoadException($"The server has ended by itself. {_error}");
        }

        _process.Refresh();
    }

    private void Kill(object? sender, EventArgs e) => _process.Kill();

    [LibraryImport("libc")]
    private static partial int kill(int process, int signal);
}
