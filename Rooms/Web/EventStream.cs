using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using HtmxChat.Views;

namespace HtmxChat.Rooms.Web;

/// <summary>Server-sent events (HTML standard section 9.2): each change of a message once and in order, its rev the event's id.</summary>
/// <param name="context">The request, whose <c>Last-Event-ID</c> goes before the query.</param>
/// <param name="history">Where the messages are.</param>
/// <param name="door">Knows who was removed.</param>
/// <param name="query">Where the stream begins: with what is asked for.</param>
internal sealed class EventStream(HttpContext context, IHistory history, Door door, MessageQuery query)
{
    /// <summary>An idle stream says so this often: proxies leave it open, and a client that is gone is noticed.</summary>
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    // Rows read at once: what a reader costs that does not read.
    private const int PageSize = 100;

    private readonly HttpResponse _response = context.Response;
    private long _rev;

    /// <summary>Whether this is what a request asks for.</summary>
    public static bool IsWanted(HttpRequest request) => request.GetTypedHeaders().Accept.Any(type => type.MediaType.Equals("text/event-stream", StringComparison.OrdinalIgnoreCase));

    /// <summary>Begins the answer.</summary>
    public async Task StartAsync()
    {
        _rev = await StartRevAsync(await history.MarkAsync(context.Room()));
        _response.ContentType = "text/event-stream";
        _response.Headers.CacheControl = "no-cache";
        // Nginx would gather the events.
        _response.Headers["X-Accel-Buffering"] = "no";
        _response.BodyWriter.Write("retry: 1000\n\n"u8);
        await FlushAsync();
    }

    /// <summary>Sends what has changed since the last time, and waits while the client does not read. False once the reader was removed, and is told nothing more, or is gone.</summary>
    public async Task<bool> SendAsync()
    {
        while (true)
        {
            var rows = await history.ChangesAsync(context.Room(), _rev, PageSize);
            if (await door.AskAgainAsync(context, rows) is not null)
            {
                return false;
            }

            if (rows.Count == 0)
            {
                return true;
            }

            foreach (var message in rows)
            {
                Write(message);
            }

            _rev = rows[^1].Rev;
            if ((await FlushAsync()).IsCompleted)
            {
                return false;
            }
        }
    }

    /// <summary>Sends a comment.</summary>
    public async Task BeatAsync()
    {
        _response.BodyWriter.Write(":\n\n"u8);
        await FlushAsync();
    }

    // What was seen in a room that has not come so far, because it was restored from a copy, is not believed.
    private async Task<long> StartRevAsync(RoomMark mark)
    {
        var seen = long.TryParse(context.Request.Headers["Last-Event-ID"], NumberStyles.None, CultureInfo.InvariantCulture, out var last) ? last : query.AfterRev;
        if (seen <= mark.Rev)
        {
            return seen.Value;
        }

        return query.After is { } seq
            ? (await history.FollowingAsync(context.Room(), seq, 1)).Select(first => first.Born - 1).FirstOrDefault(mark.Rev)
            : (await history.LatestAsync(context.Room(), query.Limit)).Select(message => message.Rev - 1).DefaultIfEmpty(mark.Rev).Min();
    }

    private void Write(ChatMessage message)
    {
        var writer = _response.BodyWriter;
        writer.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"id: {message.Rev}\ndata: ")));
        writer.Write(JsonSerializer.SerializeToUtf8Bytes(MessageJson.Of(message), ApiJson.Plain.MessageJson));
        writer.Write("\n\n"u8);
    }

    private ValueTask<FlushResult> FlushAsync() => _response.BodyWriter.FlushAsync(context.RequestAborted);
}
