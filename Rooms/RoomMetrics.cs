using System.Diagnostics.Metrics;

namespace HtmxChat.Rooms;

/// <summary>The numbers an operator watches, as the meter <c>HtmxChat</c>.</summary>
public sealed class RoomMetrics : IDisposable
{
    private readonly Meter _meter = new("HtmxChat");
    private readonly UpDownCounter<int> _rooms;
    private readonly UpDownCounter<int> _connections;
    private readonly Counter<int> _messages;
    private readonly Counter<int> _slowReaders;
    private int _open;

    /// <summary>Makes the instruments.</summary>
    public RoomMetrics()
    {
        _rooms = _meter.CreateUpDownCounter<int>("chat.rooms", "{room}", "Rooms in memory");
        _connections = _meter.CreateUpDownCounter<int>("chat.connections", "{connection}", "Open sockets");
        _messages = _meter.CreateCounter<int>("chat.messages", "{message}", "Messages committed");
        _slowReaders = _meter.CreateCounter<int>("chat.slow_readers", "{connection}", "Sockets closed because they did not read");
    }

    /// <summary>A room came into memory.</summary>
    public void RoomOpened() => _rooms.Add(1);

    /// <summary>A room left memory.</summary>
    public void RoomClosed() => _rooms.Add(-1);

    /// <summary>Open sockets.</summary>
    public int Connections => Volatile.Read(ref _open);

    /// <summary>A socket was opened.</summary>
    public void ConnectionOpened()
    {
        Interlocked.Increment(ref _open);
        _connections.Add(1);
    }

    /// <summary>A socket is gone.</summary>
    public void ConnectionClosed()
    {
        Interlocked.Decrement(ref _open);
        _connections.Add(-1);
    }

    /// <summary>So many messages were committed.</summary>
    public void Kept(int messages) => _messages.Add(messages);

    /// <summary>A reader was closed as too slow.</summary>
    public void SlowReader() => _slowReaders.Add(1);

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
