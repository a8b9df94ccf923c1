using System.Diagnostics;
using HtmxChat.Bench.Servers;

namespace HtmxChat.Bench.Load;

/// <summary>Joining a room, reading its backlog, leaving; at once again.</summary>
internal sealed class JoinRun(Workload work, Peer peer, Server server, Progress progress) : LoadRun(work, peer, server, progress)
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    private Joiner[] _joiners = [];

    protected override string Unit => "joins";

    protected override void Prepare()
    {
        Backlog.Fill(Loop, Peer, Room(0), Work.Backlog);
        _joiners = [.. Enumerable.Range(0, Work.Connections).Select(_ => new Joiner(this))];
    }

    protected override void Go(string stage, TimeSpan time) => Poll(stage, time, () =>
    {
        foreach (var joiner in _joiners.Where(joiner => !joiner.IsOpen))
        {
            Loop.Open(joiner);
        }

        return Step;
    });

    private sealed class Joiner(JoinRun run) : WebSocketClient(run.Peer, run.Room(0))
    {
        private int _seen;

        protected override void Joined() => _seen = 0;

        protected override void Received(ReadOnlySpan<byte> text, long now)
        {
            while (Message.TryFind(ref text, out _, out _, out _))
            {
                _seen++;
            }

            if (_seen >= run.Work.Backlog)
            {
                run.Done++;
                run.Times.Add(Stopwatch.GetTimestamp() - OpenedAt);
                Leave();
            }
        }

        protected override void Lost()
        {
            run.Disconnected++;
            base.Lost();
        }
    }
}
