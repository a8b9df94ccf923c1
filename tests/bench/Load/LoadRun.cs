using System.Diagnostics;
using HtmxChat.Bench.Servers;

namespace HtmxChat.Bench.Load;

/// <summary>One run of one workload on one server, all of it on the calling thread.</summary>
/// <param name="work">What is asked of it.</param>
/// <param name="peer">Who is asked.</param>
/// <param name="server">Its process.</param>
/// <param name="progress">Says how far it is.</param>
internal abstract class LoadRun(Workload work, Peer peer, Server server, Progress progress) : IDisposable
{
    protected Workload Work { get; } = work;

    protected Peer Peer { get; } = peer;

    protected LoadLoop Loop { get; } = new(server.Address);

    protected Histogram Times { get; } = new();

    /// <summary>Deliveries, pongs, joins or pages.</summary>
    protected long Done { get; set; }

    protected long Disconnected { get; set; }

    protected long MemoryBefore { get; } = server.Memory;

    /// <summary>Carries it out.</summary>
    public static Measurement Run(Workload work, Peer peer, Server server, Progress progress)
    {
        using LoadRun run = work.Kind switch
        {
            WorkKind.Chat => new ChatRun(work, peer, server, progress),
            WorkKind.Idle => new IdleRun(work, peer, server, progress),
            WorkKind.Join => new JoinRun(work, peer, server, progress),
            WorkKind.Ping => new PingRun(work, peer, server, progress),
            WorkKind.Page => new PageRun(work, peer, server, progress),
            _ => throw new ArgumentOutOfRangeException(nameof(work)),
        };
        run.Prepare();
        if (work.Warm > 0)
        {
            run.Go("warming up", TimeSpan.FromSeconds(work.Warm));
        }

        run.Times.Clear();
        var (done, bytes) = (run.Done, run.Loop.BytesReceived);
        var before = Usage.Now(server);
        run.Go("measuring", TimeSpan.FromSeconds(work.Seconds));
        return run.Complete(new Measurement
        {
            Work = work.Name,
            Peer = peer.Name,
            Usage = Usage.Now(server) - before,
            Done = run.Done - done,
            Bytes = run.Loop.BytesReceived - bytes,
            Latency = ((double[])[0.5, 0.9, 0.99, 0.999]).ToDictionary(share => share, share => Stopwatch.GetElapsedTime(0, run.Times.Quantile(share)))
                .Append(new(1, Stopwatch.GetElapsedTime(0, run.Times.Max))).ToDictionary(),
            Disconnected = run.Disconnected,
            MemoryBefore = run.MemoryBefore,
            MemoryAfter = server.Memory,
            Connections = work.Connections,
            StartTime = server.StartTime,
        });
    }

    public void Dispose() => Loop.Dispose();

    /// <summary>Opens what is needed before the first measured second.</summary>
    protected abstract void Prepare();

    /// <summary>Loads the server for so long.</summary>
    protected abstract void Go(string stage, TimeSpan time);

    /// <summary>Adds what only this kind of run knows.</summary>
    protected virtual Measurement Complete(Measurement measured) => measured;

    /// <summary>Takes what comes, for so long.</summary>
    /// <param name="stage">For the progress line.</param>
    /// <param name="time">How long.</param>
    /// <param name="act">Called before each wait; returns how long it may last.</param>
    protected void Poll(string stage, TimeSpan time, Func<TimeSpan>? act = null)
    {
        var (start, done) = (Stopwatch.GetTimestamp(), Done);
        while (time - Stopwatch.GetElapsedTime(start) is var left && left > TimeSpan.Zero)
        {
            var wait = act?.Invoke() ?? left;
            Loop.Poll(wait < left ? wait : left);
            if (progress.IsDue)
            {
                var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
                progress.Tell($"{stage} {seconds:0.0} of {time.TotalSeconds:0.0} s, {(Done - done) / seconds:#,0} {Unit}/s{State}");
            }
        }
    }

    /// <summary>What is counted, for the progress line.</summary>
    protected abstract string Unit { get; }

    /// <summary>More for the progress line.</summary>
    protected virtual string State => Disconnected > 0 ? $", {Disconnected} disconnected" : "";

    protected string Room(int number) => $"bench-{number}";
}
