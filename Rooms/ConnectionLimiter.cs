using System.Net;
using System.Runtime.InteropServices;

namespace HtmxChat.Rooms;

/// <summary>Counts open sockets: in all, per address and per room.</summary>
/// <param name="limits">How many there may be.</param>
public sealed class ConnectionLimiter(LimitOptions limits)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Network, int> _ofAddress = [];
    private readonly Dictionary<RoomName, int> _inRoom = [];
    private int _all;
    private TaskCompletionSource? _none;

    /// <summary>Addresses and rooms remembered now.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _ofAddress.Count + _inRoom.Count;
            }
        }
    }

    /// <summary>Completes when no socket is open; to be asked when none is opened any more.</summary>
    public Task NoneAsync()
    {
        lock (_gate)
        {
            _none ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            TellIfNone();
            return _none.Task;
        }
    }

    /// <summary>Takes a place for one more socket; dispose it when the socket is closed. Null if there is none, and why.</summary>
    public IDisposable? TryOpen(IPAddress address, RoomName room, out Refusal? refusal)
    {
        var network = Network.Of(address);
        lock (_gate)
        {
            refusal = _ofAddress.GetValueOrDefault(network) >= limits.ConnectionsPerAddress ? Refusal.TooManyOfAddress
                : _all >= limits.Connections ? Refusal.TooMany
                : _inRoom.GetValueOrDefault(room) >= (limits.ConnectionsPerRoom ?? limits.Connections) ? Refusal.RoomFull
                : null;
            if (refusal is not null)
            {
                return null;
            }

            Add(network, room, 1);
            return new Place(this, network, room);
        }
    }

    private void Add(Network network, RoomName room, int change)
    {
        _all += change;
        Change(_ofAddress, network, change);
        Change(_inRoom, room, change);
        TellIfNone();
    }

    private void TellIfNone()
    {
        if (_all == 0)
        {
            _none?.TrySetResult();
        }
    }

    private static void Change<TKey>(Dictionary<TKey, int> counts, TKey key, int change) where TKey : notnull
    {
        ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(counts, key, out _);
        count += change;
        if (count == 0)
        {
            counts.Remove(key);
        }
    }

    private sealed class Place(ConnectionLimiter limiter, Network network, RoomName room) : IDisposable
    {
        private bool _isLeft;

        public void Dispose()
        {
            lock (limiter._gate)
            {
                if (!_isLeft)
                {
                    _isLeft = true;
                    limiter.Add(network, room, -1);
                }
            }
        }
    }
}
