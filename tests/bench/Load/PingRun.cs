using System.Diagnostics;
using System.Text;
using HtmxChat.Bench.Servers;

namespace HtmxChat.Bench.Load;

/// <summary>A ping on each socket, and the next when it is answered.</summary>
internal sealed class PingRun(Workload work, Peer peer, Server server, Progress progress) : LoadRun(work, peer, server, progress)
{
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(0.3);

    private Pinger[] _pingers = [];
    private int _live;
    private bool _isGoing;

    protected override string Unit => "pongs";

    protected override void Prepare()
    {
        _pingers = [.. Enumerable.Range(0, Work.Connections).Select(_ => new Pinger(this))];
        Loop.OpenAll(_pingers, () => _live);
    }

    protected override void Go(string stage, TimeSpan time)
    {
        // Nothing of what went before is on its way any more.
        Poll("settling", Settle);
        _isGoing = true;
        foreach (var pinger in _pingers)
        {
            pinger.Ping();
        }

        Poll(stage, time);
        _isGoing = false;
    }

    private sealed class Pinger(PingRun run) : WebSocketClient(run.Peer, run.Room(0))
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
            if (run._isGoing && text.SequenceEqual("pong"u8))
            {
                run.Done++;
                run.Times.Add(now - _pingedAt);
                Ping();
            }
        }

        protected override void Lost()
        {
            run.Disconnected += IsLive ? 1 : 0;
            base.Lost();
        }
    }
}
