using HtmxChat.Rooms.Storage;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;

namespace HtmxChat.Rooms.Web;

/// <summary>Takes files with messages and gives them out again, from this host alone and so that none can act as a page of it.</summary>
internal static class FileEndpoints
{
    // What a form has beside its file.
    private const int FormBytes = 64 * 1024;

    public static void MapFiles(this IEndpointRouteBuilder room)
    {
        var options = room.ServiceProvider.GetRequiredService<ChatOptions>().Files;
        if (options.Enabled)
        {
            room.MapPost("/files", ShareAsync).Costs(LimitedAction.Upload).WithMetadata(new BodyLimit(options.MaxBytes + FormBytes));
        }
    }

    /// <summary>The file of a message.</summary>
    public static async Task<IResult> ShowAsync(HttpContext context, long seq, IHistory history, FileStore files)
    {
        if (await history.FindAsync(context.Room(), seq) is not { File: { } file } || files.Open(file.Key) is not { } bytes)
        {
            return Problems.Page(context, StatusCodes.Status404NotFound, "noFile");
        }

        // Not even an image of ours may do more than be seen.
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        // Asked for again each time, since it may be deleted and the reader removed.
        headers.CacheControl = "private, no-cache";
        var disposition = new ContentDispositionHeaderValue(file.IsImage ? "inline" : "attachment");
        disposition.SetHttpFileName(file.Name);
        headers.ContentDisposition = disposition.ToString();
        return Results.Stream(bytes, file.Type, entityTag: new EntityTagHeaderValue($"\"{file.Key}\""), enableRangeProcessing: true);
    }

    private static async Task<IResult> ShareAsync(HttpContext context, ChatOptions options, Identity identity, Speaking speaking, FileStore files, RoomPages pages)
    {
        var form = await context.ReadFormAsync();
        var (room, visitor, text) = (context.Room(), identity.Of(context), form["text"].ToString());
        var refusal = form.Files is not [{ Length: > 0 } posted] ? Refusal.NoFile
            : posted.Length > options.Files.MaxBytes ? Refusal.FileTooLarge(options.Files.MaxBytes)
            : files.FreeBytes - posted.Length < options.Files.FreeBytes ? Refusal.NoSpaceForFiles
            : null;
        if (refusal is null)
        {
            refusal = await ShareAsync(form.Files[0]);
        }

        return refusal is not null ? await pages.ShowAgainAsync(context, visitor, text, refusal)
            : context.Request.Headers.ContainsKey("HX-Request") ? Results.NoContent()
            : new SeeOther($"/r/{room.Value}");

        async Task<Refusal?> ShareAsync(IFormFile posted)
        {
            string key;
            byte[] head;
            await using (var bytes = posted.OpenReadStream())
            {
                (key, head) = await files.SaveAsync(bytes, context.RequestAborted);
            }

            var file = new SharedFile(key, SharedFile.CleanName(posted.FileName), SharedFile.TypeOf(head), posted.Length, SharedFile.CleanAlt(form["alt"]));
            var outcome = await speaking.SayAsync(room, identity.In(room, visitor), text, Cid(form["upload"]), context.Address(), file);
            // Not known is whether it was kept where the answer of the store was lost: then it stays until the next start.
            if (outcome is { Kept.IsNew: false } or { Refusal.Code: not RefusalCode.NotKept })
            {
                files.Remove(key);
            }

            return outcome.Refusal;
        }
    }

    // Beside the cid of the message in the box, which may be sent as well.
    private static string? Cid(string? upload) => string.IsNullOrEmpty(upload) ? null : $"{upload}-file";

    // Read by the routing, before anything reads the body.
    private sealed record BodyLimit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;
}
