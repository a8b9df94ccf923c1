using System.Diagnostics;
using System.Text;

namespace HtmxChat.Tests.Support;

/// <summary>The program as its users start it: a process of its own. It ends with the test, whatever happens.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private const string Listening = "Now listening on: ";

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();
    private readonly TaskCompletionSource<Uri> _url = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServerProcess(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(_error, line.Data);
        _process.Exited += (_, _) => _url.TrySetException(new InvalidOperationException("the process has ended"));
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Where it listens, once it does.</summary>
    public Task<Uri> Url => _url.Task.Soon();

    /// <summary>Starts a process.</summary>
    /// <param name="folder">Its working directory.</param>
    /// <param name="arguments">Its command line; without <c>--urls</c> it takes a free port.</param>
    /// <param name="environment">What its environment has besides.</param>
    public static ServerProcess Start(string folder, IEnumerable<string> arguments, params (string Key, string Value)[] environment)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(typeof(Program).Assembly.Location);
        foreach (var argument in arguments.Contains("--urls") ? arguments : ["--urls", "http://127.0.0.1:0", .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var key in start.Environment.Keys.Where(key => key.StartsWith("ASPNETCORE_", StringComparison.Ordinal) || key == "DOTNET_ENVIRONMENT").ToList())
        {
            start.Environment.Remove(key);
        }

        // What a runtime lays down for debuggers, one that is killed leaves behind.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        foreach (var (key, value) in environment)
        {
            start.Environment[key] = value;
        }

        return new ServerProcess(start);
    }

    /// <summary>Waits until it has ended by itself.</summary>
    public async Task<(int ExitCode, string Output, string Error)> Ends()
    {
        await _process.WaitForExitAsync().Soon();
        lock (_output)
        {
            return (_process.ExitCode, _output.ToString(), _error.ToString());
        }
    }

    /// <summary>Asks it to stop, as a service manager does.</summary>
    public async Task Terminates()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString()]);
        await kill.WaitForExitAsync().Soon();
    }

    /// <summary>The files of the assemblies it has loaded, by name. Linux only.</summary>
    public IEnumerable<string> Assemblies() =>
        [.. File.ReadLines($"/proc/{_process.Id}/maps").Select(line => Path.GetFileName(line)).Where(file => file.EndsWith(".dll", StringComparison.Ordinal)).Distinct()];

    /// <summary>Ends it without a warning (SIGKILL).</summary>
    public async Task Kills()
    {
        _process.Kill();
        await _process.WaitForExitAsync().Soon();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await Kills();
        }

        _process.Dispose();
        _ = _url.Task.Exception;
    }

    private void Take(string? line)
    {
        Keep(_output, line);
        if (line?.IndexOf(Listening, StringComparison.Ordinal) is >= 0 and var at)
        {
            _url.TrySetResult(new Uri(line[(at + Listening.Length)..]));
        }
    }

    private void Keep(StringBuilder text, string? line)
    {
        lock (_output)
        {
            text.AppendLine(line);
        }
    }
}
