using System.Diagnostics;
using System.Text;
using HtmxChat.Bench.Servers;

namespace HtmxChat.Bench.Load;

/// <summary>Sockets that are held and ping, spread evenly over the interval.</summary>
internal sealed class IdleRun(Workload work, Peer peer, Server server, Progress progress) : LoadRun(work, peer, server, progress)
{
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan PingInterval = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    private Member[] _members = [];
    private int _live;

    protected override string Unit => "answers";

    protected override string State => $", {_live:#,0} sockets{base.State}";

    protected override void Prepare()
    {
        _members = [.. Enumerable.Range(0, Work.Connections).Select(id => new Member(this, id))];
        Loop.OpenAll(_members, () => _live);
        Poll("settling", Settle);
    }

    protected override void Go(string stage, TimeSpan time)
    {
        var (start, pinged) = (Stopwatch.GetTimestamp(), 0);
        Poll(stage, time, () =>
        {
            for (var due = (int)(Stopwatch.GetElapsedTime(start) / PingInterval * _members.Length); pinged < due; pinged++)
            {
                _members[pinged % _members.Length].Ping();
            }

            return Step;
        });
    }

    /// <summary>One connection in one room.</summary>
    private sealed class Member(IdleRun run, int id) : WebSocketClient(run.Peer, run.Room(id % run.Work.Rooms))
    {
        private readonly byte[] _ping = Framed(Encoding.UTF8.GetBytes(run.Peer.Ping));
        private long _pingedAt;

        public void Ping()
        {
            _pingedAt = Stopwatch.GetTimestamp();
            Send(_ping);
        }

        protected override void Joined() => run._live++;

        protected override void Received(ReadOnlySpan<byte> text, long now)
        {
            if (text.SequenceEqual("pong"u8))
            {
                run.Done++;
                run.Times.Add(now - _pingedAt);
            }
        }

        protected override void Lost()
        {
            run.Disconnected += IsLive ? 1 : 0;
            run._live -= IsLive ? 1 : 0;
            base.Lost();
        }
    }
}
