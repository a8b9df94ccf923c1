using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace HtmxChat.Tests.Support;

/// <summary>A page without a browser: one live socket, and what its frames make of the page.</summary>
public sealed class Tab : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly Lock _gate = new();
    private readonly List<Row> _log = [];
    private readonly List<string> _frames = [];
    private readonly List<string> _acknowledged = [];
    private readonly List<(string Code, string Text, string Cid)> _notices = [];
    private readonly List<string> _roster = [];
    private readonly List<Row> _replaced = [];
    private readonly List<(Func<bool> Holds, TaskCompletionSource Told)> _waits = [];
    private Task _reading = Task.CompletedTask;

    private Tab()
    {
    }

    /// <summary>A row of the log; a deleted or damaged one has no text but says so.</summary>
    public sealed record Row(long Seq, long Rev, string Name, string Handle, string Text, bool IsEdited = false, bool IsGone = false);

    /// <summary>The rows received, in the order in which they came.</summary>
    public IReadOnlyList<Row> Log => Copy(_log);

    /// <summary>Text frames as they came.</summary>
    public List<string> Frames => Copy(_frames);

    /// <summary>The cids acknowledged.</summary>
    public List<string> Acknowledged => Copy(_acknowledged);

    /// <summary>The notices shown, and the cid each was for.</summary>
    public List<(string Code, string Text, string Cid)> Notices => Copy(_notices);

    /// <summary>The names in the roster.</summary>
    public List<string> Roster => Copy(_roster);

    /// <summary>Answers to ping.</summary>
    public int Pongs { get; private set; }

    /// <summary>How often the log was started anew.</summary>
    public int Resets { get; private set; }

    /// <summary>Topic, lock, slow mode and welcome, as they were told last.</summary>
    public string Rules { get; private set; } = "";

    /// <summary>The close code, once the server has closed.</summary>
    public int? Closed { get; private set; }

    /// <summary>Rows that took the place of others, as they came.</summary>
    public List<Row> Replaced => Copy(_replaced);

    /// <summary>The highest rev received.</summary>
    public long Rev => Copy(_log).Select(row => row.Rev).DefaultIfEmpty().Max();

    /// <summary>Opens a live socket.</summary>
    /// <param name="server">Where.</param>
    /// <param name="room">The room's name.</param>
    /// <param name="name">Chosen on the home page first; null for nobody yet.</param>
    /// <param name="after">The rev to resume after.</param>
    /// <param name="cookie">Instead of <paramref name="name"/>: the cookie of somebody known.</param>
    /// <param name="language">What the browser is set to.</param>
    /// <param name="from">The address a trusted proxy tells.</param>
    /// <param name="path">Where the socket is, if it is not the room's own.</param>
    public static async Task<Tab> OpenAsync(
        Uri server, string room, string? name = null, long after = 0, string? cookie = null, string? language = null, string? from = null, string? path = null)
    {
        var tab = new Tab();
        cookie ??= name is null ? null : await CookieOf(server, name);
        if (cookie is not null)
        {
            tab._socket.Options.SetRequestHeader("Cookie", cookie);
        }

        if (language is not null)
        {
            tab._socket.Options.SetRequestHeader("Accept-Language", language);
        }

        if (from is not null)
        {
            tab._socket.Options.SetRequestHeader("X-Forwarded-For", from);
        }

        await tab._socket.ConnectAsync(new UriBuilder(server) { Scheme = "ws", Path = path ?? $"/r/{room}/live", Query = $"after={after}" }.Uri, CancellationToken.None).Soon();
        tab._reading = tab.ReadAsync();
        return tab;
    }

    /// <summary>Makes an identity and returns its cookie.</summary>
    public static async Task<string> CookieOf(Uri server, string name)
    {
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = server };
        using var answer = await http.PostAsync("/enter", new FormUrlEncodedContent([new("name", name), new("room", "x")])).Soon();
        return answer.Headers.GetValues("Set-Cookie").First().Split(';')[0];
    }

    public Task Sends(string text) => SendsBytes(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text);

    /// <summary>Sends one frame. A socket that is gone is always told as a <see cref="WebSocketException"/>.</summary>
    public async Task SendsBytes(byte[] bytes, WebSocketMessageType type, bool end = true)
    {
        try
        {
            await _socket.SendAsync(bytes, type, end, CancellationToken.None).Soon();
        }
        catch (Exception gone) when (gone is OperationCanceledException or ObjectDisposedException)
        {
            // What .NET throws when the read loop found the socket lost while the send was on its way.
            throw new WebSocketException(WebSocketError.ConnectionClosedPrematurely, gone);
        }
    }

    /// <summary>Sends a message and returns its cid without waiting.</summary>
    public async Task<string> Says(string text, string? cid = null)
    {
        cid ??= Guid.NewGuid().ToString("N");
        await Sends(JsonSerializer.Serialize(new { type = "say", text, cid }));
        return cid;
    }

    /// <summary>Asks for another text of an own message.</summary>
    public Task Edits(long seq, string text) => Sends(JsonSerializer.Serialize(new { type = "edit", seq, text }));

    /// <summary>Asks for an own message to be deleted.</summary>
    public Task Deletes(long seq) => Sends(JsonSerializer.Serialize(new { type = "delete", seq }));

    /// <summary>Waits until the row is one without text.</summary>
    public Task SeesGone(long seq) => Until(() => _log.Exists(row => row.Seq == seq && row.IsGone));

    /// <summary>Waits until a row with this text is there.</summary>
    public Task Sees(string text) => Until(() => _log.Exists(row => row.Text == text));

    /// <summary>Waits until so many rows are there.</summary>
    public Task SeesRows(int count) => Until(() => _log.Count >= count);

    /// <summary>Waits until what was sent under this cid is acknowledged.</summary>
    public Task IsAcknowledged(string cid) => Until(() => _acknowledged.Contains(cid));

    /// <summary>Waits for a notice with this code, as of <c>RefusalCode</c>.</summary>
    public Task IsTold(string code) => Until(() => _notices.Exists(notice => notice.Code == code));

    /// <summary>Waits until the roster names exactly these, in this order.</summary>
    public Task SeesPeople(params string[] names) => Until(() => _roster.SequenceEqual(names));

    /// <summary>Waits until the server has closed the socket and returns the code.</summary>
    public async Task<int> IsClosed()
    {
        await Until(() => Closed is not null);
        return Closed!.Value;
    }

    /// <summary>Sends ping and waits for its pong: whatever was sent before it has been read by the server.</summary>
    public async Task Pings()
    {
        var expected = Pongs + 1;
        await Sends("ping");
        await Until(() => Pongs >= expected);
    }

    /// <summary>Waits until something holds, looking after each frame.</summary>
    public async Task Until(Func<bool> holds)
    {
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (holds())
            {
                return;
            }

            _waits.Add((holds, told));
        }

        try
        {
            await told.Task.Soon();
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"closed {Closed}, frames:\n{string.Join('\n', Frames.TakeLast(20))}");
        }
    }

    /// <summary>Says good-bye and waits for the answer.</summary>
    public async Task Leaves()
    {
        await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None).Soon();
        await _reading.Soon();
    }

    /// <summary>Is gone without a word.</summary>
    public void Drops() => _socket.Abort();

    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        await _reading.Soon();
        _socket.Dispose();
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[1 << 20];
        var length = 0;
        int? code = null;
        try
        {
            while (true)
            {
                var received = await _socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
                length += received.Count;
                if (received.MessageType == WebSocketMessageType.Close)
                {
                    code = (int)_socket.CloseStatus!;
                    if (_socket.State == WebSocketState.CloseReceived)
                    {
                        await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
                    }

                    Change(() => Closed = code);
                    return;
                }

                if (received.EndOfMessage)
                {
                    var text = Encoding.UTF8.GetString(buffer, 0, length);
                    length = 0;
                    Change(() => Apply(text));
                }
                else if (length == buffer.Length)
                {
                    Array.Resize(ref buffer, buffer.Length * 2);
                }
            }
        }
        catch (Exception lost) when (lost is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            Change(() => Closed ??= code ?? 1006);
        }
    }

    private void Apply(string text)
    {
        _frames.Add(text);
        if (text == "pong")
        {
            Pongs++;
            return;
        }

        var body = new HtmlParser().ParseDocument($"<body>{text}").Body!;
        foreach (var element in body.Children)
        {
            switch (element.Id, element.GetAttribute("hx-swap-oob"))
            {
                case ("log", "beforeend"):
                    _log.AddRange(element.Children.Select(ToRow));
                    break;
                case ("log", "innerHTML"):
                    Resets++;
                    _log.Clear();
                    _log.AddRange(element.Children.Select(ToRow));
                    break;
                case ("older", "innerHTML"):
                case ("typing", "innerHTML"):
                    break;
                case ("roster", "innerHTML"):
                    _roster.Clear();
                    _roster.AddRange(element.QuerySelectorAll(".name").Select(person => person.TextContent));
                    break;
                case ("rules", "innerHTML"):
                    Rules = element.TextContent;
                    break;
                case ("notice", "innerHTML"):
                    var notice = element.FirstElementChild!;
                    _notices.Add((notice.GetAttribute("data-code")!, notice.TextContent, notice.GetAttribute("data-cid") ?? ""));
                    break;
                case ({ } id, "true") when id.StartsWith("m-", StringComparison.Ordinal):
                    var row = ToRow(element);
                    _replaced.Add(row);
                    if (_log.FindIndex(old => old.Seq == row.Seq) is var place and >= 0)
                    {
                        _log[place] = row;
                    }

                    break;
                case ({ } id, "delete") when id.StartsWith("p-", StringComparison.Ordinal):
                    _acknowledged.Add(id[2..]);
                    break;
                default:
                    throw new InvalidOperationException($"not in the contract: {element.OuterHtml}");
            }
        }
    }

    private static Row ToRow(IElement row) => new(
        long.Parse(row.GetAttribute("data-seq")!),
        long.Parse(row.GetAttribute("data-rev")!),
        row.QuerySelector(".name")?.TextContent ?? "",
        row.QuerySelector(".handle")?.TextContent ?? "",
        row.QuerySelector(".text")?.GetAttribute("data-source") ?? (row.QuerySelector(".text") ?? row.QuerySelector(".gone") ?? row.QuerySelector(".act"))!.TextContent,
        IsEdited: row.QuerySelector(".edited") is not null,
        IsGone: row.QuerySelector(".gone") is not null);

    private void Change(Action change)
    {
        lock (_gate)
        {
            change();
            foreach (var wait in _waits.Where(wait => wait.Holds()).ToList())
            {
                wait.Told.TrySetResult();
                _waits.Remove(wait);
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
