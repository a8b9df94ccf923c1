using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using HtmxChat.Views;

namespace HtmxChat.Rooms.Web;

/// <summary>Posts what is said in a room to the room's hook: one message after the other, in order, signed as Standard Webhooks says
/// (webhook-id, webhook-timestamp, webhook-signature). What a receiver does not take is tried again, and then given up;
/// a receiver that is too slow loses messages, and costs nobody else anything.</summary>
internal sealed partial class HookSender : IHookSender, IAsyncDisposable
{
    /// <summary>Messages of a room that may wait; further ones are not sent.</summary>
    public const int MostWaiting = 100;

    /// <summary>What a receiver may take for its answer.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(7);

    /// <summary>The waits before a message is tried again.</summary>
    public static readonly IReadOnlyList<TimeSpan> Pauses = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(25)];

    private readonly Lock _gate = new();
    private readonly Dictionary<RoomName, (Channel<Delivery> Waiting, Task Sending)> _rooms = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly HookOptions _options;
    private readonly HttpClient _http;
    private readonly TimeProvider _time;
    private readonly ILogger<HookSender> _logger;

    /// <summary>Makes a sender that is idle until the first message.</summary>
    public HookSender(ChatOptions options, TimeProvider time, ILogger<HookSender> logger)
    {
        _options = options.Hooks;
        _time = time;
        _logger = logger;
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ConnectCallback = ConnectAsync,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        })
        {
            Timeout = Timeout,
            MaxResponseContentBufferSize = 64 * 1024,
        };
    }

    /// <summary>Reads the URL of a hook. Where it leads is decided each time something is sent.</summary>
    public static bool TryParse(string text, out Uri url) =>
        Uri.TryCreate(text.Trim(), UriKind.Absolute, out url!)
        && url.Scheme is "http" or "https"
        && url.UserInfo.Length == 0
        && text.Length <= 2000;

    /// <inheritdoc/>
    public void Post(RoomName room, RoomHook hook, ChatMessage message)
    {
        if (!_options.Outgoing)
        {
            return;
        }

        lock (_gate)
        {
            if (_stop.IsCancellationRequested)
            {
                return;
            }

            if (!_rooms.TryGetValue(room, out var sending))
            {
                var waiting = Channel.CreateBounded<Delivery>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
                sending = _rooms[room] = (waiting, Task.Run(() => SendAllAsync(room, waiting)));
            }

            if (!sending.Waiting.Writer.TryWrite(new Delivery(hook, message)))
            {
                LogDropped(room);
            }
        }
    }

    /// <summary>Gives up what waits.</summary>
    public async ValueTask DisposeAsync()
    {
        Task[] sending;
        lock (_gate)
        {
            _stop.Cancel();
            sending = [.. _rooms.Values.Select(room => room.Sending)];
        }

        await Task.WhenAll(sending);
        _http.Dispose();
        _stop.Dispose();
    }

    private async Task SendAllAsync(RoomName room, Channel<Delivery> waiting)
    {
        while (!_stop.IsCancellationRequested)
        {
            while (waiting.Reader.TryRead(out var delivery))
            {
                await SendAsync(room, delivery);
            }

            // Nothing is left: whoever posts next starts anew.
            lock (_gate)
            {
                if (waiting.Reader.Count == 0)
                {
                    _rooms.Remove(room);
                    return;
                }
            }
        }
    }

    private async Task SendAsync(RoomName room, Delivery delivery)
    {
        // A private room's name is its key: the receiver is told its beginning.
        var body = JsonSerializer.SerializeToUtf8Bytes(new HookJson(room.ToString(), MessageJson.Of(delivery.Message)), ApiJson.Plain.HookJson);
        for (var tries = 0; !_stop.IsCancellationRequested; tries++)
        {
            try
            {
                using var answer = await _http.SendAsync(Request(delivery, body), _stop.Token);
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }

                LogRefused(room, (int)answer.StatusCode);
            }
            catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException)
            {
                LogFailed(room, failure.GetBaseException().GetType().Name);
            }

            if (tries == Pauses.Count || !await WaitAsync(Pauses[tries]))
            {
                LogGivenUp(room);
                return;
            }
        }
    }

    private async Task<bool> WaitAsync(TimeSpan pause)
    {
        try
        {
            await Task.Delay(pause, _time, _stop.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private HttpRequestMessage Request(Delivery delivery, byte[] body)
    {
        var id = $"msg_{delivery.Message.Id}";
        var at = _time.GetUtcNow().ToUnixTimeSeconds();
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{at}."), .. body];
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(delivery.Hook.Secret), signed);
        return new HttpRequestMessage(HttpMethod.Post, delivery.Hook.Url)
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } },
            Headers =
            {
                { "User-Agent", "HtmxChat" },
                { "webhook-id", id },
                { "webhook-timestamp", at.ToString(System.Globalization.CultureInfo.InvariantCulture) },
                { "webhook-signature", $"v1,{Convert.ToBase64String(signature)}" },
            },
        };
    }

    // Here, and not before: a name may lead elsewhere the next time it is looked up.
    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken token)
    {
        var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, token);
        var allowed = _options.AllowPrivate ? addresses : [.. addresses.Where(PublicAddress.Is)];
        if (allowed.Length == 0)
        {
            throw new HttpRequestException("The receiver is not on the internet.");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, token);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private sealed record Delivery(RoomHook Hook, ChatMessage Message);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The hook of room {Room} is too slow: a message was not sent to it")]
    private partial void LogDropped(RoomName room);

    [LoggerMessage(Level = LogLevel.Information, Message = "The hook of room {Room} has answered {Status}")]
    private partial void LogRefused(RoomName room, int status);

    [LoggerMessage(Level = LogLevel.Information, Message = "The hook of room {Room} could not be reached: {Failure}")]
    private partial void LogFailed(RoomName room, string failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A message of room {Room} was given up: its hook has not taken it")]
    private partial void LogGivenUp(RoomName room);
}
