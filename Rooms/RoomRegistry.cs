namespace HtmxChat.Rooms;

/// <summary>Hands each name to exactly one live <see cref="Room"/>. A room lives as long as somebody holds a lease on it.</summary>
/// <param name="open">Opens a room.</param>
/// <param name="metrics">Counts the open rooms.</param>
public sealed class RoomRegistry(Func<RoomName, Room> open, RoomMetrics metrics)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<RoomName, Entry> _rooms = [];
    private bool _stopped;

    /// <summary>Rooms in memory.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _rooms.Count;
            }
        }
    }

    /// <summary>Enters the room of this name, opening it if it is not in memory. Null once the server is stopping. Dispose the lease to let go.</summary>
    public async ValueTask<RoomLease?> EnterAsync(RoomName name)
    {
        while (true)
        {
            Entry? entry;
            lock (_gate)
            {
                if (_stopped)
                {
                    return null;
                }

                if (!_rooms.TryGetValue(name, out entry))
                {
                    entry = _rooms[name] = new Entry(open(name));
                    metrics.RoomOpened();
                }

                if (entry.Leases >= 0)
                {
                    entry.Leases++;
                    return new RoomLease(entry.Room, () => Leave(entry));
                }
            }

            // It is closing: the next room of this name may open only when this one has written its last word.
            await entry.Gone;
        }
    }

    /// <summary>Tells every open room; one whose mailbox is full is not told.</summary>
    public void Tell(RoomCommand command)
    {
        lock (_gate)
        {
            foreach (var entry in _rooms.Values)
            {
                entry.Room.TryPost(command);
            }
        }
    }

    /// <summary>Lets no one in any more, and completes when every room has carried out what it had accepted and closed its members.</summary>
    public async Task StopAsync()
    {
        Entry[] entries;
        lock (_gate)
        {
            _stopped = true;
            entries = [.. _rooms.Values];
        }

        foreach (var entry in entries)
        {
            entry.Room.Close();
        }

        await Task.WhenAll(entries.Select(entry => entry.Room.Completion));
    }

    private void Leave(Entry entry)
    {
        lock (_gate)
        {
            if (--entry.Leases > 0)
            {
                return;
            }

            entry.Leases = Entry.Closing;
            entry.Room.Close();
            entry.Gone = RemoveAsync(entry.Room);
        }
    }

    private async Task RemoveAsync(Room room)
    {
        await room.Completion;
        lock (_gate)
        {
            _rooms.Remove(room.Name);
        }

        room.Dispose();
        metrics.RoomClosed();
    }

    private sealed class Entry(Room room)
    {
        public const int Closing = -1;

        public Room Room { get; } = room;

        public int Leases { get; set; }

        public Task Gone { get; set; } = Task.CompletedTask;
    }
}

/// <summary>The right to post to a room; while one is held the room stays in memory.</summary>
/// <param name="room">The room.</param>
/// <param name="release">Gives the right back.</param>
public sealed class RoomLease(Room room, Action release) : IDisposable
{
    private Action? _release = release;

    /// <summary>The room.</summary>
    public Room Room { get; } = room;

    /// <inheritdoc/>
    public void Dispose() => Interlocked.Exchange(ref _release, null)?.Invoke();
}
