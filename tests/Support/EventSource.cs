using System.Globalization;
using System.Text.Json;

namespace HtmxChat.Tests.Support;

/// <summary>Reads a stream of server-sent events as the HTML standard says.</summary>
public sealed class EventSource : IAsyncDisposable
{
    private readonly HttpClient _http;
    private readonly HttpResponseMessage _answer;
    private readonly StreamReader _lines;

    private EventSource(HttpClient http, HttpResponseMessage answer, StreamReader lines) => (_http, _answer, _lines) = (http, answer, lines);

    /// <summary>Asks for a stream and waits for its head.</summary>
    public static async Task<EventSource> Opens(Uri server, string room, string query = "", long? lastEventId = null, string? cookie = null, string? from = null)
    {
        var http = new HttpClient(new HttpClientHandler { UseCookies = false }) { BaseAddress = server };
        var request = new HttpRequestMessage(HttpMethod.Get, ApiCalls.Messages(room, query));
        request.Headers.Add("Accept", "text/event-stream");
        if (lastEventId is { } id)
        {
            request.Headers.Add("Last-Event-ID", id.ToString(CultureInfo.InvariantCulture));
        }

        if (cookie is not null)
        {
            request.Headers.Add("Cookie", cookie);
        }

        if (from is not null)
        {
            request.Headers.Add("X-Forwarded-For", from);
        }

        var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).Soon();
        Assert.Equal((200, "text/event-stream"), ((int)answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        return new EventSource(http, answer, new StreamReader(await answer.Content.ReadAsStreamAsync().Soon()));
    }

    /// <summary>The next event: its id and its data. Null when the stream has ended.</summary>
    public async Task<(string Id, string Data)?> Reads()
    {
        var (id, data) = ("", "");
        while (await _lines.ReadLineAsync().Soon() is { } line)
        {
            if (line.Length == 0 && data.Length > 0)
            {
                return (id, data);
            }

            id = line.StartsWith("id: ", StringComparison.Ordinal) ? line[4..] : id;
            data += line.StartsWith("data: ", StringComparison.Ordinal) ? line[6..] : "";
        }

        return null;
    }

    /// <summary>The rev and the text of the next event, whose id is its rev.</summary>
    public async Task<(long Rev, string Text)> Hears()
    {
        var (id, data) = (await Reads())!.Value;
        var message = JsonSerializer.Deserialize<ApiCalls.Message>(data, ApiCalls.Json)!;
        Assert.Equal(id, message.Rev.ToString(CultureInfo.InvariantCulture));
        return (message.Rev, message.Text);
    }

    public ValueTask DisposeAsync()
    {
        _lines.Dispose();
        _answer.Dispose();
        _http.Dispose();
        return ValueTask.CompletedTask;
    }
}
