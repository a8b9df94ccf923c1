using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.Json;
using System.Text.RegularExpressions;
using HtmxChat.Tests.Support;

namespace HtmxChat.Tests.Faults;

/// <summary>Readers that never read cost only themselves.</summary>
[Collection(Load.Collection)]
public sealed partial class SlowReaderTests(ITestOutputHelper output)
{
    private const int PerSecond = 500;

    // For as long as their buffers fill, those who never read cost what any reader does.
    private const int Filling = 2 * PerSecond;

    [Fact]
    public async Task Beside_readers_that_never_read_all_others_see_everything_in_order()
    {
        var normal = Load.Of(5, 49);
        var seconds = Load.Of(5, 10);
        var figures = Load.Of<int[]>([10], [0, 1, 10, 200]).ToDictionary(slow => slow, _ => new List<(TimeSpan All, TimeSpan Later)>());

        // The machine does other things too: in turns, so that all have their share of it, and the median of three counts.
        for (var round = 0; round < Load.Of(1, 3); round++)
        {
            foreach (var (slow, measured) in figures)
            {
                measured.Add(await MeasuresAsync(slow, normal, seconds));
            }
        }

        var p99 = figures.ToDictionary(figure => figure.Key, figure => (All: Median(figure.Value.Select(p99 => p99.All)), Later: Median(figure.Value.Select(p99 => p99.Later))));
        output.WriteLine(string.Join("; ", p99.Select(figure =>
            $"{figure.Key} slow: p99 of the {normal} others {figure.Value.All.TotalMilliseconds:0} ms, from the third second on {figure.Value.Later.TotalMilliseconds:0} ms")));

        // The ratio is for people. What a test can say on a machine with other work: nobody waited for a reader that never reads.
        Assert.All(p99, figure => Assert.InRange(figure.Value.All, TimeSpan.Zero, TimeSpan.FromSeconds(2)));
    }

    [Fact]
    public async Task A_reader_closed_as_too_slow_is_counted()
    {
        var slow = 0L;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument is { Meter.Name: "HtmxChat", Name: "chat.slow_readers" })
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<int>((_, count, _, _) => Interlocked.Add(ref slow, count));
        listener.Start();
        await using var server = ChatServer.Start(settings: ("Chat:OutboxBytes", "100000"));
        using var never = await RawSocket.ConnectsTo(server.Url, receiveBuffer: 4096);
        await never.Opens("general");
        await using var ada = await Tab.OpenAsync(server.Url, "general", "Ada");

        for (var said = 1; said <= 500; said++)
        {
            await ada.Says(new string('x', 2000));
            await ada.SeesRows(said - 10);
        }

        Assert.NotEqual(1000, await never.ReadsOn().Soon());
        await Bounded.Until(() => Volatile.Read(ref slow) >= 1);
        Assert.Null(ada.Closed);
    }

    private async Task<(TimeSpan All, TimeSpan Later)> MeasuresAsync(int slow, int normal, int seconds)
    {
        using var data = new TempFolder();
        await using var server = ServerProcess.Start(data.Path, ["--Chat:Data", data.Path, "--Chat:Limits:MessageInterval", "00:00:00", "--Chat:Limits:ConnectionsPerAddress", "1000"]);
        var url = await server.Url;
        List<RawSocket> sockets = [];
        try
        {
            List<Reader> readers = [];
            for (var i = 0; i < slow + normal; i++)
            {
                var socket = await RawSocket.ConnectsTo(url, i < slow ? 4096 : null);
                sockets.Add(socket);
                await socket.Opens("general");
                if (i >= slow)
                {
                    readers.Add(new Reader(socket, PerSecond * seconds));
                }
            }

            await SaysAsync(sockets[^1], seconds);
            await Task.WhenAll(readers.Select(reader => reader.HasAll.Task)).WaitAsync(Load.Patience);

            // A slow one that reads at last finds that it was closed, or nothing more.
            foreach (var socket in sockets.Take(slow))
            {
                Assert.True(await socket.ReadsOn().Soon() is null or 1013);
            }

            var peak = PeakBytesOf(data.Path);
            output.WriteLine($"{slow} slow beside {normal}: the server never held more than {peak >> 20} MiB");
            Assert.InRange(peak ?? 0, 0, 400L << 20);
            Assert.All(readers, reader => Assert.Equal(Enumerable.Range(1, PerSecond * seconds).Select(seq => (long)seq), reader.Seqs));
            return (P99(readers.SelectMany(reader => reader.Latencies)), P99(readers.SelectMany(reader => reader.Latencies.Skip(Filling))));
        }
        finally
        {
            sockets.ForEach(socket => socket.Dispose());
        }
    }

    private static TimeSpan Median(IEnumerable<TimeSpan> times) => Quantile(times, 50);

    private static TimeSpan P99(IEnumerable<TimeSpan> times) => Quantile(times, 99);

    private static TimeSpan Quantile(IEnumerable<TimeSpan> times, int percent)
    {
        var sorted = times.Order().ToList();
        return sorted[sorted.Count * percent / 100];
    }

    // Ten every 20 ms, of 500 characters: the instant, and something to fill.
    private static async Task SaysAsync(RawSocket speaker, int seconds)
    {
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        for (var said = 0; said < PerSecond * seconds; said++)
        {
            if (said % 10 == 0)
            {
                await pace.WaitForNextTickAsync();
            }

            await speaker.SendsFrame(JsonSerializer.Serialize(new { type = "say", text = $"at={Stopwatch.GetTimestamp()};".PadRight(500, 'x'), cid = $"c-{said}" }));
        }
    }

    // The most memory that the process with this command line has ever had; known on Linux.
    private static long? PeakBytesOf(string argument)
    {
        foreach (var folder in OperatingSystem.IsLinux() ? Directory.GetDirectories("/proc") : [])
        {
            try
            {
                if (File.ReadAllText($"{folder}/cmdline").Split('\0').Contains(argument))
                {
                    var line = File.ReadLines($"{folder}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
                    return long.Parse(line["VmHWM:".Length..^"kB".Length]) * 1024;
                }
            }
            catch (Exception other) when (other is IOException or UnauthorizedAccessException)
            {
                // No process, or one that has just ended.
            }
        }

        return null;
    }

    [GeneratedRegex(@" data-seq=""(\d+)""|>at=(\d+);")]
    private static partial Regex SeqOrTime();

    private sealed class Reader
    {
        public Reader(RawSocket socket, int expected) => _ = socket.ReadsOn(frame => Take(frame, expected));

        public List<long> Seqs { get; } = [];

        public List<TimeSpan> Latencies { get; } = [];

        public TaskCompletionSource HasAll { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        private void Take(string frame, int expected)
        {
            foreach (Match match in SeqOrTime().Matches(frame))
            {
                if (match.Groups[1].Success)
                {
                    Seqs.Add(long.Parse(match.Groups[1].Value));
                }
                else
                {
                    Latencies.Add(Stopwatch.GetElapsedTime(long.Parse(match.Groups[2].Value)));
                }
            }

            if (Latencies.Count >= expected)
            {
                HasAll.TrySetResult();
            }
        }
    }
}
