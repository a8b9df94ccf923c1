using System.Globalization;
using System.Text.Json;
using HtmxChat.Views;
using Microsoft.Net.Http.Headers;

namespace HtmxChat.Rooms.Web;

/// <summary>The answer to a program that reads: messages as JSON, ascending, or 304 if it has them already.</summary>
internal sealed class MessagePage : IResult
{
    private readonly MessageQuery _query;
    private readonly RoomMark _mark;
    private readonly IReadOnlyList<ChatMessage>? _rows;

    private MessagePage(MessageQuery query, RoomMark mark, IReadOnlyList<ChatMessage>? rows) => (_query, _mark, _rows) = (query, mark, rows);

    /// <summary>What is in it that the program does not have.</summary>
    public IReadOnlyList<ChatMessage> News => _rows ?? [];

    /// <summary>Reads what is asked for; nothing if the program has the room as it is.</summary>
    public static async Task<MessagePage> ReadAsync(MessageQuery query, IHistory history, HttpContext context)
    {
        // The mark first: what is kept meanwhile makes the tag too old, and the next request reads again.
        var mark = await history.MarkAsync(context.Room());
        var known = context.Request.GetTypedHeaders().IfNoneMatch;
        return new MessagePage(
            query, mark, known.Any(tag => tag.Compare(Tag(mark), useStrongComparison: false)) ? null : await query.ReadAsync(history, context.Room()));
    }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.GetTypedHeaders().ETag = Tag(_mark);
        response.Headers.CacheControl = "private, no-cache";
        response.Headers.Vary = "Accept";
        if (_rows is null)
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        if (_query.Links(httpContext.Request.Path, _rows, _mark) is { Length: > 0 } links)
        {
            response.Headers.Link = links;
        }

        response.ContentType = "application/json";
        await JsonSerializer.SerializeAsync(
            response.Body, _rows.Select(MessageJson.Of), ApiJson.Plain.IEnumerableMessageJson, httpContext.RequestAborted);
    }

    // Whatever is seen in a room changes with its rev.
    private static EntityTagHeaderValue Tag(RoomMark mark) => new($"\"{mark.Rev.ToString(CultureInfo.InvariantCulture)}\"");
}
