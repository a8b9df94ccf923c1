using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using HtmxChat.Tests.Support;

namespace HtmxChat.Tests.Faults;

/// <summary>Does over the wire what the page does: keeps what is not acknowledged and sends it again under the same cid on each open,
/// comes back after each close, and resumes after the highest rev it has seen. It writes down all that it sends and is shown.</summary>
internal sealed class PageClient : IAsyncDisposable
{
    // Ahead of the acknowledgements.
    private const int MostPending = 5;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(40);

    private readonly Lock _gate = new();
    private readonly List<LiveFrame.Row> _log = [];
    private readonly List<(string Cid, string Text)> _pending = [];
    private readonly List<(Func<bool> Holds, TaskCompletionSource Told)> _waits = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly HistoryRecorder _history;
    private readonly Random _random;
    private readonly string _cookie;
    private readonly int _edits;
    private readonly Task _living;
    private long _rev;
    private int _sent;
    private volatile bool _isTalking = true;

    public PageClient(Uri server, string name, string room, string cookie, HistoryRecorder history, int seed, int edits)
    {
        (Server, Name, Room, _cookie, _history, _edits) = (server, name, room, cookie, history, edits);
        _random = new Random(seed);
        _living = Task.Run(LiveAsync);
    }

    public string Name { get; }

    public string Room { get; }

    /// <summary>Where it goes the next time it connects.</summary>
    public Uri Server { get; set; }

    /// <summary>The code of the last close.</summary>
    public int? Closed { get; private set; }

    // Where the room has answered its join; null while there is no connection.
    private Uri? _liveAt;

    /// <summary>The log as the frames have made it.</summary>
    public IReadOnlyList<LiveFrame.Row> Log
    {
        get
        {
            lock (_gate)
            {
                return [.. _log];
            }
        }
    }

    /// <summary>Says nothing new from now on, and completes when all it has said is acknowledged and it is live at its server.</summary>
    public Task FallsSilent()
    {
        _isTalking = false;
        return Until(() => _pending.Count == 0 && _liveAt == Server);
    }

    /// <summary>Completes when the room has told it what it had missed.</summary>
    public Task IsLive() => Until(() => _liveAt == Server);

    /// <summary>Completes when the server has closed with this code.</summary>
    public Task IsClosed(int code) => Until(() => Closed == code);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _living.Soon();
        _stop.Dispose();
    }

    private async Task LiveAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            using var socket = new ClientWebSocket();
            using var abort = _stop.Token.Register(socket.Abort);
            try
            {
                socket.Options.SetRequestHeader("Cookie", _cookie);
                var url = new UriBuilder(Server) { Scheme = "ws", Path = $"/r/{Room}/live", Query = $"after={_rev}" }.Uri;
                await socket.ConnectAsync(url, _stop.Token).Soon();
                Change(() => Closed = null);
                var reading = ReadAsync(socket, Server);
                await TalkAsync(socket, reading);
                await reading;
            }
            catch (Exception gone) when (gone is WebSocketException or IOException or SocketException or OperationCanceledException or TimeoutException)
            {
                // It comes back.
            }

            // The page waits too, if longer.
            await Task.Delay(Pause);
        }
    }

    private async Task TalkAsync(ClientWebSocket socket, Task reading)
    {
        try
        {
            foreach (var (cid, text) in Copy(_pending))
            {
                await SayAsync(socket, cid, text);
            }

            using var pace = new PeriodicTimer(Pause);
            while (!reading.IsCompleted && await pace.WaitForNextTickAsync(_stop.Token))
            {
                if (_isTalking && Copy(_pending).Count < MostPending)
                {
                    await ActAsync(socket);
                }
            }
        }
        finally
        {
            if (!reading.IsCompleted)
            {
                socket.Abort();
                await reading;
            }
        }
    }

    private async Task ActAsync(ClientWebSocket socket)
    {
        var own = _random.Next(100) < _edits ? Copy(_log).Where(row => row.Text.StartsWith($"{Name}-", StringComparison.Ordinal)).TakeLast(10).ToList() : [];
        if (own.Count == 0)
        {
            var cid = $"{Name}-{++_sent}";
            var text = $"{cid} <{new string('&', _random.Next(80))}>";
            lock (_gate)
            {
                _pending.Add((cid, text));
            }

            await SayAsync(socket, cid, text);
            return;
        }

        var row = own[_random.Next(own.Count)];
        if (_random.Next(4) == 0)
        {
            _history.Add(new(EventKind.Send, Name, Room, Seq: row.Seq));
            await SendAsync(socket, new { type = "delete", seq = row.Seq });
        }
        else
        {
            var text = $"{Name}-edit-{++_sent}";
            _history.Add(new(EventKind.Send, Name, Room, Seq: row.Seq, Text: text));
            await SendAsync(socket, new { type = "edit", seq = row.Seq, text });
        }
    }

    private Task SayAsync(ClientWebSocket socket, string cid, string text)
    {
        _history.Add(new(EventKind.Send, Name, Room, cid, Text: text));
        return SendAsync(socket, new { type = "say", text, cid });
    }

    private static Task SendAsync(ClientWebSocket socket, object frame) =>
        socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(frame), WebSocketMessageType.Text, true, CancellationToken.None).Soon();

    private async Task ReadAsync(ClientWebSocket socket, Uri server)
    {
        var buffer = new byte[1 << 16];
        var length = 0;
        try
        {
            while (true)
            {
                var received = await socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
                length += received.Count;
                if (received.MessageType == WebSocketMessageType.Close)
                {
                    Change(() => Closed = (int)socket.CloseStatus!);
                    await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None).Soon();
                    return;
                }

                if (received.EndOfMessage)
                {
                    var frame = Encoding.UTF8.GetString(buffer, 0, length);
                    length = 0;
                    Change(() =>
                    {
                        Apply(frame);
                        _liveAt = server;
                    });
                }
                else if (length == buffer.Length)
                {
                    Array.Resize(ref buffer, buffer.Length * 2);
                }
            }
        }
        catch (Exception cut) when (cut is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            // What was not whole is not applied.
        }
        finally
        {
            Change(() => _liveAt = null);
        }
    }

    private void Apply(string frame)
    {
        foreach (var change in LiveFrame.Read(frame))
        {
            switch (change)
            {
                case LiveFrame.Change.Append(var row):
                    Show(EventKind.Recv, row);
                    _log.Add(row);
                    break;
                case LiveFrame.Change.Replace(var row):
                    Show(EventKind.Recv, row, isReplacement: true);
                    if (_log.FindIndex(old => old.Seq == row.Seq) is >= 0 and var place)
                    {
                        _log[place] = row;
                    }

                    break;
                case LiveFrame.Change.Reset(var rows):
                    _rev = 0;
                    _log.Clear();
                    _log.AddRange(rows);
                    rows.ToList().ForEach(row => Show(EventKind.Page, row));
                    break;
                case LiveFrame.Change.Acknowledge(var cid):
                    _history.Add(new(EventKind.Ack, Name, Room, cid));
                    _pending.RemoveAll(pending => pending.Cid == cid);
                    break;
                case LiveFrame.Change.Refuse(_, var cid):
                    _history.Add(new(EventKind.Err, Name, Room, cid));
                    break;
            }
        }
    }

    private void Show(EventKind kind, LiveFrame.Row row, bool isReplacement = false)
    {
        _rev = Math.Max(_rev, row.Rev);
        _history.Add(new(kind, Name, Room, Seq: row.Seq, Rev: row.Rev, Text: row.Text, IsReplacement: isReplacement));
    }

    private Task Until(Func<bool> holds)
    {
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _waits.Add((holds, told));
        }

        Change(() => { });
        return told.Task.WaitAsync(Load.Patience);
    }

    private void Change(Action change)
    {
        lock (_gate)
        {
            change();
            foreach (var (_, told) in _waits.Where(wait => wait.Holds()))
            {
                told.TrySetResult();
            }
        }
    }

    private List<T> Copy<T>(List<T> list)
    {
        lock (_gate)
        {
            return [.. list];
        }
    }
}
