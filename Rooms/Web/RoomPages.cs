using HtmxChat.Views;
using Pages = HtmxChat.Views.Pages;

namespace HtmxChat.Rooms.Web;

/// <summary>Builds a room's page from its history; the room itself need not be in memory.</summary>
internal sealed class RoomPages(IHistory history, Identity identity, Assets assets, ChatOptions options)
{
    /// <summary>The last page, or the one before a seq; with an own message to be edited or deleted, if one is named.</summary>
    public async Task<IResult> ShowAsync(RoomName room, Visitor visitor, long before, long? edit, long? delete)
    {
        var model = await ModelAsync(room, visitor, before);
        if ((edit ?? delete) is { } seq && await history.FindAsync(room, seq) is { Deleted: 0 } message && message.Author == visitor.Id)
        {
            model = model with { Edit = edit, Delete = edit is null ? delete : null, Text = message.Text };
        }

        return Pages.Room.Create(model);
    }

    /// <summary>The last page with what was typed and why it was refused.</summary>
    public async Task<IResult> ShowAgainAsync(HttpContext context, Visitor visitor, string text, Refusal refusal, long? edit = null)
    {
        Problems.SetRetryAfter(context.Response, refusal);
        var page = Pages.Room.Create(await ModelAsync(context.Room(), visitor) with { Text = text, Refusal = refusal, Edit = edit });
        page.StatusCode = Problems.Status(refusal.Code);
        return page;
    }

    private async Task<RoomModel> ModelAsync(RoomName room, Visitor visitor, long before = long.MaxValue) => new(
        room,
        identity.In(room, visitor),
        visitor.Name is not null,
        await history.LatestAsync(room, options.PageSize, before),
        IsLatest: before == long.MaxValue,
        identity.FormToken(visitor),
        Cid: Guid.NewGuid().ToString("N"),
        assets,
        options.MaxMessageLength);
}
