using System.ComponentModel;
using System.Diagnostics;
using System.Net.WebSockets;
using HtmxChat.Tests.Support;

namespace HtmxChat.Tests.Faults.PowerLoss;

/// <summary>The real server with writers on it, killed and started again, and all it did to its files. Its images are made from the record.</summary>
public sealed class PowerLossRun : IAsyncLifetime
{
    private const int Writers = 8;

    private readonly TempFolder _folder = new();
    private readonly List<(long, IReadOnlyDictionary<string, byte[]>)> _stops = [];
    private IReadOnlyList<RecordedChange>? _changes;

    /// <summary>The long run (environment variable <c>LONG=1</c>) looks at many more images.</summary>
    public static bool IsLong => Environment.GetEnvironmentVariable("LONG") == "1";

    /// <summary>What is recorded; the test is skipped where that cannot be.</summary>
    public IReadOnlyList<RecordedChange> Changes
    {
        get
        {
            Assert.SkipWhen(_changes is null, "Writes cannot be recorded: this needs Linux and gcc (Debian: apt-get install gcc libc6-dev).");
            return _changes!;
        }
    }

    /// <summary>All that was said.</summary>
    public IReadOnlyList<PowerLossMessage> Messages { get; private set; } = [];

    /// <summary>The files as they really were when the server had been killed or stopped.</summary>
    public IReadOnlyList<(long LogLength, IReadOnlyDictionary<string, byte[]> Files)> Stops => _stops;

    private string Log => _folder.File("writes");

    private string Data => _folder.File("data");

    public async ValueTask InitializeAsync()
    {
        if (!OperatingSystem.IsLinux() || await Compile() is not { } shim)
        {
            return;
        }

        var writers = Enumerable.Range(0, Writers)
            .Select(i => new PowerLossWriter($"w{i}", $"room-{i % 4}", () => new FileInfo(Log).Length, seed: i))
            .ToList();
        foreach (var session in Enumerable.Range(0, IsLong ? 6 : 3))
        {
            await Meets(writers, shim, session);
        }

        Messages = [.. writers.SelectMany(writer => writer.Messages)];
        _changes = PowerLossLog.Read(Log);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    // In turn: killed when all is quiet, killed in the middle of its writing, stopped.
    private async Task Meets(IReadOnlyList<PowerLossWriter> writers, string shim, int session)
    {
        var dies = session % 3 == 1;
        await using var server = ServerProcess.Start(
            _folder.Path,
            ["--Chat:Data", Data, "--Chat:Limits:MessageInterval", "00:00:00"],
            [("LD_PRELOAD", shim), ("HTMXCHAT_WRITES", Log), .. dies ? [("HTMXCHAT_DIES_AT_WRITE", $"{500 + session}")] : Array.Empty<(string, string)>()]);
        try
        {
            var url = await server.Url;

            // A deletion empties the log at once: the first session has none and is longer, and more bytes, so that its log comes to be started over.
            var stayed = await Task.WhenAll(writers.Select(writer => writer.Talks(url, count: session == 0 ? 200 : 40, deletes: session > 0)));
            Assert.All(stayed, isHere => Assert.NotEqual(dies, isHere));
        }
        catch (Exception gone) when (dies && gone is InvalidOperationException or HttpRequestException or WebSocketException)
        {
            // Killed before it served, or while they came: its index had much to catch up with.
        }

        if (session % 3 == 0)
        {
            await server.Kills();
        }
        else if (!dies)
        {
            await server.Terminates();
        }

        await server.Ends();
        _stops.Add((
            new FileInfo(Log).Length,
            Directory.GetFiles(Data, "chat.db*")
                .Where(file => !file.EndsWith("-shm", StringComparison.Ordinal))
                .ToDictionary(file => Path.GetFileName(file), File.ReadAllBytes)));
    }

    private async Task<string?> Compile()
    {
        var shim = _folder.File("shim.so");
        try
        {
            var source = Repository.File("tests", "Faults", "PowerLoss", "PowerLossShim.c");
            var start = new ProcessStartInfo("gcc", ["-shared", "-fPIC", "-o", shim, source, "-ldl", "-lpthread"]) { RedirectStandardError = true };
            using var gcc = Process.Start(start)!;
            var errors = await gcc.StandardError.ReadToEndAsync().Soon();
            await gcc.WaitForExitAsync().Soon();
            return gcc.ExitCode == 0 ? shim : throw new InvalidOperationException(errors);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
