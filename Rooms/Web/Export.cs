using HtmxChat.Views;

namespace HtmxChat.Rooms.Web;

/// <summary>A room as a file: every message from the first to the one that was the last when it was asked for, read and sent page by page.</summary>
internal sealed class Export(RoomName room, IHistory history, ExportFormat format, string extension) : IResult
{
    // Rows read at once: what a reader costs that does not read.
    private const int PageSize = 100;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (response, token) = (httpContext.Response, httpContext.RequestAborted);
        var last = (await history.MarkAsync(room)).Seq;
        response.ContentType = format.ContentType;
        // A private room's name is a key, and no name for a file.
        response.Headers.ContentDisposition = $"attachment; filename=\"{(room.IsPrivate ? "room" : room.Value)}.{extension}\"";

        var file = response.BodyWriter;
        format.Begin(file, room);
        for (var done = 0L; done < last;)
        {
            foreach (var message in await history.FollowingAsync(room, done, (int)Math.Min(PageSize, last - done)))
            {
                format.Add(file, message, isFirst: done == 0);
                done = message.Seq;
            }

            // Waits while the client does not read.
            if ((await file.FlushAsync(token)).IsCompleted)
            {
                return;
            }
        }

        format.End(file);
        await file.FlushAsync(token);
    }
}
