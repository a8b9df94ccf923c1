namespace HtmxChat.Rooms.Web;

/// <summary>What of a room is asked for by its page's address; nothing is the last page.</summary>
/// <param name="Before">The rows before this seq.</param>
/// <param name="At">The rows around this seq.</param>
/// <param name="Menu">The seq of a message with which something is to be done.</param>
/// <param name="Edit">The seq of an own message to be edited.</param>
/// <param name="Delete">The seq of an own message to be deleted.</param>
/// <param name="Reply">The seq of a message to be quoted.</param>
/// <param name="React">The seq of a message to be reacted to.</param>
/// <param name="File">The seq of a message whose file is wanted, and nothing else.</param>
/// <param name="Person">The handle of somebody to be told about.</param>
internal sealed record RoomQuery(long? Before = null, long? At = null, long? Menu = null, long? Edit = null, long? Delete = null, long? Reply = null, long? React = null, long? File = null, string? Person = null)
{
    /// <summary>Reads it; false if one of the numbers is none.</summary>
    public static bool TryRead(HttpContext context, out RoomQuery query)
    {
        var canRead = context.TryGetNumber("before", out var before)
            & context.TryGetNumber("at", out var at)
            & context.TryGetNumber("menu", out var menu)
            & context.TryGetNumber("edit", out var edit)
            & context.TryGetNumber("delete", out var delete)
            & context.TryGetNumber("reply", out var reply)
            & context.TryGetNumber("react", out var react)
            & context.TryGetNumber("file", out var file);
        query = new(before, at, menu, edit, delete, reply, react, file, context.Request.Query["person"].ToString() is { Length: > 0 } handle ? handle : null);
        return canRead;
    }
}
