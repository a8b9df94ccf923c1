using System.Net;
using HtmxChat.Rooms;
using HtmxChat.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace HtmxChat.Tests.Faults.Simulated;

/// <summary>Rooms, their writer, their clients and the clock on one thread: a seed decides who goes next and what fails.</summary>
internal sealed class Simulation : IDisposable
{
    public const int PageSize = 4;

    private const int MostSteps = 5000;

    private static readonly LimitOptions Limits = new() { MessageInterval = TimeSpan.FromSeconds(2), MessageGrace = TimeSpan.FromSeconds(4) };
    private static readonly ChatOptions Options = new() { PageSize = PageSize, ReplayLimit = 6 };

    private readonly Random _random;
    private readonly PlantedBug? _bug;
    private readonly FakeTime _time = new();
    private readonly RoomMetrics _metrics = new();
    private readonly RateLimiter _limiter;
    private readonly SimulatedFaults _faults;
    private readonly SimulatedFrames _frames;
    private readonly SeededScheduler _sockets;
    private readonly Dictionary<RoomName, Room> _rooms = [];
    private readonly List<SimulatedClient> _clients = [];
    private readonly List<(Room Room, RoomCommand Command)> _late = [];
    private readonly HashSet<Room> _closing = [];
    private readonly List<string> _trace = [];
    private SeededScheduler _scheduler;
    private HistoryWriter _writer;
    private int _tabs;
    private int _stepsBefore;

    public Simulation(int seed, PlantedBug? bug = null)
    {
        _random = new Random(seed);
        _bug = bug;
        _faults = new SimulatedFaults(_random);
        _frames = new SimulatedFrames(bug);
        _sockets = new SeededScheduler(_random);
        _scheduler = new SeededScheduler(_random);
        _limiter = new RateLimiter(Limits, bug?.Clock(_time) ?? _time);
        Checker = new Checker(Limits.MessageInterval, Limits.MessageGrace);
        Store = bug?.Store ?? new SimulatedStore();
        Store.Faults = _faults;
        Store.Appended = room => Checker.Stored(room, Store.Rows(room));
        _writer = new HistoryWriter(Store, hasThread: false);

        var rooms = _random.Next(2, 4);
        for (var i = 0; i < rooms; i++)
        {
            RoomName.TryParse("room-" + i, out var room);
            _rooms[room] = Start(room);
            var clients = _random.Next(4, 9);
            for (var j = 0; j < clients; j++)
            {
                _clients.Add(new SimulatedClient(this, _random, room, _clients.Count));
            }
        }
    }

    public Checker Checker { get; }

    public SimulatedStore Store { get; }

    /// <summary>What was done, step by step.</summary>
    public IReadOnlyList<string> Steps => _trace;

    /// <summary>What was done up to the first anomaly.</summary>
    public IEnumerable<string> StepsBefore => _trace.Take(_stepsBefore);

    /// <summary>Does all that the seed has in store, and then lets it come to rest.</summary>
    public void Run()
    {
        var steps = _random.Next(300, 500);
        for (var i = 0; i < steps; i++)
        {
            Step();
            _sockets.RunAll();
        }

        Settle();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var room in _rooms.Values)
        {
            room.Dispose();
        }

        _metrics.Dispose();
    }

    public void Trace(string step)
    {
        _trace.Add(step);
        if (Checker.First is null)
        {
            _stepsBefore = _trace.Count;
        }
    }

    /// <summary>The room of this name; null while it is closing.</summary>
    public Room? Open(RoomName name)
    {
        if (_rooms[name] is { Completion.IsCompleted: true } gone)
        {
            gone.Dispose();
            _rooms[name] = Start(name);
        }

        return _closing.Contains(_rooms[name]) ? null : _rooms[name];
    }

    /// <summary>Runs what goes on at sockets.</summary>
    public TaskScheduler Sockets => _sockets;

    /// <summary>A connection that takes what comes.</summary>
    public SimulatedTab Connect(Room room, Member member, Wire wire)
    {
        var tab = new SimulatedTab(++_tabs, room, member, wire, Checker, _bug);
        tab.Start(_sockets);
        return tab;
    }

    /// <summary>A command on its way to a room; a fault brings it twice.</summary>
    public void Post(Room room, RoomCommand command)
    {
        foreach (var posted in _bug is null ? [command] : _bug.Posts(command))
        {
            room.TryPost(posted);
            if (posted is RoomCommand.Ask && _faults.Duplicate)
            {
                Trace("which comes twice");
                room.TryPost(posted);
            }
        }
    }

    /// <summary>A leave, which may come after the join of the connection that follows.</summary>
    public void PostLeave(Room room, RoomCommand leave)
    {
        if (_faults.Late)
        {
            Trace("and is late to leave");
            _late.Add((room, leave));
        }
        else
        {
            room.TryPost(leave);
        }
    }

    /// <summary>Asks the limiter.</summary>
    public bool TryTake(string address)
    {
        var granted = _limiter.TryTake(IPAddress.Parse(address), out _);
        if (granted)
        {
            Checker.Granted(address, _time.GetElapsedTime(0));
        }

        return granted;
    }

    private void Step()
    {
        if (_faults.Crash)
        {
            Crash();
            return;
        }

        switch (_random.Next(100))
        {
            case < 40:
                _scheduler.RunOne();
                break;
            case < 52:
                Write();
                break;
            case < 60:
                Pass();
                break;
            case < 61:
                _time.Step(TimeSpan.FromMinutes(_random.Next(-90, 90)));
                Trace("the clock is set");
                break;
            case < 63:
                ComeLate();
                break;
            case 63 when _random.Next(5) == 0:
                Close();
                break;
            default:
                _clients[_random.Next(_clients.Count)].Act();
                break;
        }
    }

    private void Write()
    {
        if (_writer.TryKeep())
        {
            Trace("the writer has written");
        }
    }

    private void Pass()
    {
        var by = TimeSpan.FromMilliseconds(_random.Next(10) == 0 ? 11_000 : _random.Next(2000));
        Trace($"{by.TotalMilliseconds} ms pass");
        _time.Advance(by);
    }

    private void ComeLate()
    {
        foreach (var (room, leave) in _late)
        {
            Trace("a late leave comes");
            room.TryPost(leave);
        }

        _late.Clear();
    }

    // As the registry does: the next room of this name opens only when this one has written its last word.
    private void Close()
    {
        var room = _rooms.Values.ElementAt(_random.Next(_rooms.Count));
        Trace($"{room.Name} closes");
        _closing.Add(room);
        room.Close();
    }

    // Whatever the process held is gone: rooms with their mailboxes, the writer with what waits, connections, tasks.
    private void Crash()
    {
        Trace("the process is killed");
        _scheduler = new SeededScheduler(_random);
        _writer = new HistoryWriter(Store, hasThread: false);
        _late.Clear();
        _closing.Clear();
        foreach (var (name, room) in _rooms.ToList())
        {
            room.Dispose();
            _rooms[name] = Start(name);
        }

        foreach (var client in _clients)
        {
            client.Lose();
        }
    }

    // Faults are over: everything runs, everybody comes back and has answers.
    private void Settle()
    {
        Trace("all faults are over");
        _faults.On = false;
        ComeLate();
        for (var rests = 0; rests < 2 && _trace.Count < MostSteps;)
        {
            RunAll();
            var acted = false;
            foreach (var client in _clients)
            {
                acted |= client.Settle();
            }

            if (!acted && ++rests < 2)
            {
                Rest();
            }
        }

        foreach (var client in _clients)
        {
            client.Check(_clients.Where(other => other.Room == client.Room).Select(other => other.Name));
        }

        Checker.End();
    }

    // Time for those who left to be forgotten, and for the roster to say so.
    private void Rest()
    {
        for (var seconds = 0; seconds < 12; seconds++)
        {
            RunAll();
            _time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    private void RunAll()
    {
        do
        {
            _scheduler.RunAll();
        }
        while (_writer.TryKeep());

        _sockets.RunAll();
    }

    private Room Start(RoomName name) => new(name, Store, _writer, _frames, Options, _time, _metrics, NullLogger<Room>.Instance, _scheduler);
}
