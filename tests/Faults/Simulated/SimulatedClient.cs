using HtmxChat.Rooms;
using HtmxChat.Tests.Support;

namespace HtmxChat.Tests.Faults.Simulated;

/// <summary>A person with one page of one room: reads, says, sends again, edits, deletes, goes and comes back, as the seed decides.</summary>
internal sealed class SimulatedClient
{
    private readonly Simulation _simulation;
    private readonly Random _random;
    private readonly RoomName _room;
    private readonly string _id;
    private readonly string _address;
    private readonly int _outboxBytes;
    private readonly List<SimulatedSend> _waiting = [];
    private readonly List<(SimulatedSend? Send, Task<Outcome> Answer)> _answers = [];
    private readonly SimulatedLog _log;
    private SimulatedTab? _tab;
    private string _people = "";
    private int _sends;
    private int _names;

    public SimulatedClient(Simulation simulation, Random random, RoomName room, int number)
    {
        (_simulation, _random, _room) = (simulation, random, room);
        _id = "p" + number;
        _address = "192.0.2." + random.Next(2);
        _outboxBytes = random.Next(4) == 0 ? 200 : 100_000;
        _log = new SimulatedLog(simulation.Checker, _id);
    }

    /// <summary>The room it is in.</summary>
    public RoomName Room => _room;

    /// <summary>The name it has chosen last.</summary>
    public string Name => $"{_id}-{_names}";

    private Person Person => new(_id, Name, "h-" + _id);

    /// <summary>Does one thing.</summary>
    public void Act()
    {
        TakeAnswers();
        if (_tab is null)
        {
            Come();
        }
        else if (_tab.IsOver || _random.Next(40) == 0)
        {
            Go();
        }
        else if (_random.Next(10) < (_outboxBytes < 1000 ? 1 : 5))
        {
            Read();
        }
        else
        {
            Ask(_tab);
        }
    }

    /// <summary>After the last fault: reads all, comes back, sends what is unanswered again. False if there was nothing to do.</summary>
    public bool Settle()
    {
        TakeAnswers();
        var acted = false;
        while (_tab is not null && Read())
        {
            acted = true;
        }

        if (_tab is { IsOver: true })
        {
            Go();
        }

        if (_tab is null)
        {
            acted = true;
            Join();
        }

        foreach (var send in _waiting)
        {
            acted = true;
            Post(send, byHttp: false);
        }

        return acted;
    }

    /// <summary>When all is quiet.</summary>
    public void Check(IEnumerable<string> people)
    {
        foreach (var send in _waiting)
        {
            _simulation.Checker.Found(Finding.Unanswered, send.Key);
        }

        _simulation.Checker.Log(_room, _id, _log.Rows, _log.First);
        if (!_people.Split(' ').Order(StringComparer.Ordinal).SequenceEqual(people.Order(StringComparer.Ordinal)))
        {
            _simulation.Checker.Found(Finding.Roster, $"{_id} in {_room} is told {_people}");
        }
    }

    /// <summary>The process at the other end was killed: the connection is gone with all that was on its way.</summary>
    public void Lose()
    {
        _tab = null;
        _answers.Clear();
    }

    private void Come()
    {
        if (_random.Next(4) == 0)
        {
            try
            {
                var page = _simulation.Store.LatestAsync(_room, Simulation.PageSize).Result;
                foreach (var row in page)
                {
                    _simulation.Checker.Seen(_room, SimulatedRow.Of(row));
                }

                _log.Open(page.Select(SimulatedRow.Of));
                _simulation.Trace($"{_id} loads the page to rev {_log.Rev}");
            }
            catch (AggregateException)
            {
                _simulation.Trace($"{_id} gets no page");
            }
        }
        else
        {
            Join();
        }
    }

    private void Join()
    {
        if (_simulation.Open(_room) is not { } room)
        {
            return;
        }

        var wire = new Wire(_outboxBytes, scheduler: _simulation.Sockets);
        var member = new Member(Person, wire.Outbox);
        _simulation.Trace($"{_id} joins after {_log.Rev}");
        _tab = _simulation.Connect(room, member, wire);
        _simulation.Post(_tab.Room, new RoomCommand.Join(member, _log.Rev));
        foreach (var send in _waiting.Where(_ => _random.Next(3) > 0))
        {
            Post(send, byHttp: false);
        }
    }

    private void Go()
    {
        _simulation.Trace($"{_id} goes ({_tab!.Member.Outbox.Reason})");
        _tab.Member.Outbox.Close(CloseReason.Normal);
        _simulation.PostLeave(_tab.Room, new RoomCommand.Leave(_tab.Member));
        _tab = null;
    }

    private bool Read()
    {
        if (!_tab!.TryRead(out var lines))
        {
            return false;
        }

        _simulation.Trace($"{_id} reads {string.Join(" | ", lines)}");
        _log.Show(lines);
        foreach (var line in lines)
        {
            switch (line.Split(' '))
            {
                case ["ok", var cid, _]:
                    _waiting.RemoveAll(send => send.Cid == cid);
                    break;
                case ["no", var cid]:
                    Refused(cid);
                    break;
                case ["here", ..]:
                    _people = line["here ".Length..];
                    break;
                default:
                    break;
            }
        }

        return true;
    }

    // Half of the people try again later, with the same cid.
    private void Refused(string cid)
    {
        if (_random.Next(2) == 0)
        {
            _waiting.RemoveAll(send => send.Cid == cid);
        }
    }

    private void Ask(SimulatedTab tab)
    {
        var own = _log.Rows.Where(row => row.Author == _id && !row.Deleted).ToList();
        switch (_random.Next(10))
        {
            case 0 when own.Count > 0:
                Revise(tab, own[_random.Next(own.Count)].Seq, delete: true);
                break;
            case 1 or 2 when own.Count > 0:
                Revise(tab, own[_random.Next(own.Count)].Seq, delete: false);
                break;
            case 3 when _waiting.Count > 0:
                Post(_waiting[_random.Next(_waiting.Count)], byHttp: _random.Next(2) == 0);
                break;
            case 4:
                _names++;
                _simulation.Trace($"{_id} is now {Name}");
                _simulation.Post(tab.Room, new RoomCommand.Rename(tab.Member.Person, Name, From: tab.Member));
                break;
            default:
                Say(tab);
                break;
        }
    }

    private void Say(SimulatedTab tab)
    {
        if (_simulation.TryTake(_address))
        {
            var send = new SimulatedSend(_room, _id, $"c{++_sends}", tab.Number);
            _simulation.Checker.Sent(send);
            _waiting.Add(send);
            Post(send, byHttp: _random.Next(6) == 0, isFirst: true);
        }
    }

    private void Post(SimulatedSend send, bool byHttp, bool isFirst = false)
    {
        send.Again |= byHttp || !isFirst;
        if (_simulation.Open(_room) is { } room && byHttp)
        {
            _simulation.Trace($"{_id} posts {send.Cid}");
            _simulation.Post(room, new RoomCommand.Say(Person, send.Text, send.Cid, Answer: Answered(send)));
        }
        else if (_tab is not null)
        {
            _simulation.Trace($"{_id} says {send.Cid}");
            _simulation.Post(_tab.Room, new RoomCommand.Say(_tab.Member.Person, send.Text, send.Cid, _tab.Member));
        }
    }

    private void Revise(SimulatedTab tab, long seq, bool delete)
    {
        var byHttp = _random.Next(3) == 0;
        var (from, answer) = byHttp ? (null, Answered(null)) : (tab.Member, (TaskCompletionSource<Outcome>?)null);
        if (delete)
        {
            _simulation.Trace($"{_id} deletes {seq}");
            _simulation.Post(tab.Room, new RoomCommand.Delete(Person, seq, from, answer));
        }
        else
        {
            var text = $"edit-{_id}.{++_sends}";
            _simulation.Checker.Edited(_room, seq, text);
            _simulation.Trace($"{_id} edits {seq} to {text}");
            _simulation.Post(tab.Room, new RoomCommand.Edit(Person, seq, text, from, answer));
        }
    }

    private TaskCompletionSource<Outcome> Answered(SimulatedSend? send)
    {
        var answer = new TaskCompletionSource<Outcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        _answers.Add((send, answer.Task));
        return answer;
    }

    private void TakeAnswers()
    {
        foreach (var (send, answer) in _answers.Where(answer => answer.Answer.IsCompleted))
        {
            if (answer.Result.Kept is { } kept)
            {
                _simulation.Trace($"{_id} is answered {kept.Message.Seq}");
                _simulation.Checker.Seen(_room, SimulatedRow.Of(kept.Message));
                if (send is not null)
                {
                    _simulation.Checker.Acknowledged(_room, _id, send.Cid, kept.Message.Seq);
                    _waiting.Remove(send);
                }
            }
            else if (send is not null)
            {
                Refused(send.Cid);
            }
        }

        _answers.RemoveAll(answer => answer.Answer.IsCompleted);
    }
}
