using System.Diagnostics;
using HtmxChat.Bench.Servers;

namespace HtmxChat.Bench.Load;

/// <summary>Members of rooms, some of whom talk.</summary>
internal sealed class ChatRun(Workload work, Peer peer, Server server, Progress progress) : LoadRun(work, peer, server, progress)
{
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(0.3);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly RoomLog[] _rooms = [.. Enumerable.Range(0, work.Rooms).Select(_ => new RoomLog())];
    private Member[] _members = [];
    private Member[] _senders = [];
    private int _live;
    private bool _isTalking;
    private long _again;
    private long _outOfOrder;
    private long _unknown;
    private long _sent;
    private long _sentBefore;

    protected override string Unit => "deliveries";

    protected override string State => $", {Expected - Done:#,0} on their way, {_again} twice, {_outOfOrder} out of order{base.State}";

    private long Expected => _rooms.Sum(room => (long)room.Said * room.Members);

    protected override void Prepare()
    {
        _members = [.. Enumerable.Range(0, Work.Connections).Select(id => new Member(this, id))];
        _senders = _members[..Work.Senders];
        Loop.OpenAll(_members, () => _live);
        Poll("settling", Settle);
    }

    protected override void Go(string stage, TimeSpan time)
    {
        _sentBefore = _sent;
        _isTalking = true;
        if (Work.Rate > 0)
        {
            Poll(stage, time, AtRate());
        }
        else
        {
            for (var i = 0; i < Work.Window; i++)
            {
                foreach (var sender in _senders)
                {
                    sender.SayNext();
                }
            }

            Poll(stage, time);
        }

        _isTalking = false;
        Drain();
    }

    protected override Measurement Complete(Measurement measured) => measured with
    {
        Sent = _sent - _sentBefore,
        Lost = Math.Max(Expected - Done, 0),
        Again = _again,
        OutOfOrder = _outOfOrder,
        Unknown = _unknown,
    };

    // Due times stand fast: what is sent late is late from the reader's view, too.
    private Func<TimeSpan> AtRate()
    {
        var (start, count) = (Stopwatch.GetTimestamp(), 0L);
        return () =>
        {
            while (true)
            {
                var due = start + (long)(count * Stopwatch.Frequency / Work.Rate);
                if (due - Stopwatch.GetTimestamp() is > 0 and var ticks)
                {
                    return Stopwatch.GetElapsedTime(0, ticks);
                }

                _senders[count++ % _senders.Length].Say(due);
            }
        };
    }

    // What is on its way belongs to the time that sent it.
    private void Drain()
    {
        for (var (done, since) = (Done, Stopwatch.GetTimestamp()); Done < Expected && Stopwatch.GetElapsedTime(since) < Patience;)
        {
            Loop.Poll(TimeSpan.FromMilliseconds(50));
            if (Done != done)
            {
                (done, since) = (Done, Stopwatch.GetTimestamp());
            }
        }
    }

    /// <summary>One connection in one room.</summary>
    private sealed class Member(ChatRun run, int id) : WebSocketClient(run.Peer, run.Room(id % run.Work.Rooms))
    {
        private readonly RoomLog _room = run._rooms[id % run.Work.Rooms];
        private readonly RoomLog.Reader _seen = new();
        private readonly Message _message = new(run.Peer, run.Room(id % run.Work.Rooms), id, run.Work.Size);
        private int _inFlight;

        /// <summary>Says one more thing if the window allows it.</summary>
        public void SayNext()
        {
            if (_inFlight < run.Work.Window)
            {
                Say(Stopwatch.GetTimestamp());
            }
        }

        public void Say(long time)
        {
            if (IsLive)
            {
                _inFlight++;
                run._sent++;
                Send(_message.At(_room.Say(id), time));
            }
        }

        protected override void Joined()
        {
            _room.Members++;
            run._live++;
        }

        protected override void Received(ReadOnlySpan<byte> text, long now)
        {
            while (Message.TryFind(ref text, out var sender, out var number, out var time))
            {
                switch (_room.See(_seen, sender, number))
                {
                    case Sight.Again:
                        run._again++;
                        continue;
                    case Sight.Unknown:
                        run._unknown++;
                        continue;
                    case Sight.OutOfOrder:
                        run._outOfOrder++;
                        break;
                }

                run.Done++;
                run.Times.Add(now - time);
                if (sender == id)
                {
                    _inFlight--;
                    if (run._isTalking && run.Work.Rate == 0)
                    {
                        SayNext();
                    }
                }
            }
        }

        protected override void Lost()
        {
            run.Disconnected += IsLive ? 1 : 0;
            base.Lost();
        }
    }
}
