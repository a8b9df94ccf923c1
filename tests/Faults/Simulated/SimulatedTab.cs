using HtmxChat.Rooms;
using HtmxChat.Tests.Support;

namespace HtmxChat.Tests.Faults.Simulated;

/// <summary>One connection of a simulated client: what its outbox gives is checked at once and read later.</summary>
internal sealed class SimulatedTab(int number, Room room, Member member, Wire wire, Checker checker, PlantedBug? bug)
{
    private readonly Queue<(Frame Frame, string[] Lines)> _arrived = new();
    private Task? _taking;

    public int Number { get; } = number;

    public Room Room { get; } = room;

    public Member Member { get; } = member;

    /// <summary>The outbox is closed and there is nothing more to read.</summary>
    public bool IsOver => IsClosed && _arrived.Count == 0;

    private bool IsClosed { get; set; }

    /// <summary>Goes on taking what comes, as a connection's writer does.</summary>
    public void Start(TaskScheduler scheduler) =>
        _taking = Task.Factory.StartNew(TakeAsync, CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler).Unwrap();

    /// <summary>The lines of the next frame.</summary>
    public bool TryRead(out string[] lines)
    {
        if (_taking is { Exception: { } failure })
        {
            throw failure;
        }

        (var frame, lines) = _arrived.Count > 0 ? _arrived.Dequeue() : (null, []);
        if (frame is not null)
        {
            wire.Taken(frame);
        }

        return frame is not null;
    }

    private async Task TakeAsync()
    {
        while (await wire.NextAsync() is { } frame)
        {
            foreach (var copy in bug is null ? [frame] : bug.Delivers(frame))
            {
                var lines = copy.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
                foreach (var line in lines.Where(line => line.StartsWith('+') || line.StartsWith('~')))
                {
                    checker.Seen(Room.Name, SimulatedRow.Parse(line[1..]));
                }

                foreach (var line in lines.Where(line => line.StartsWith("ok ", StringComparison.Ordinal)))
                {
                    var parts = line.Split(' ');
                    checker.Acknowledged(Room.Name, Member.Person.Id, parts[1], long.Parse(parts[2], System.Globalization.CultureInfo.InvariantCulture));
                }

                _arrived.Enqueue((copy, lines));
            }
        }

        IsClosed = true;
    }
}
