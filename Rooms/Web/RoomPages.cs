using HtmxChat.Views;
using Pages = HtmxChat.Views.Pages;

namespace HtmxChat.Rooms.Web;

/// <summary>Builds a room's page from its history; the room itself need not be in memory.</summary>
internal sealed class RoomPages(IHistory history, Identity identity, Assets assets, ChatOptions options)
{
    /// <summary>The last page, or the one before a seq.</summary>
    public async Task<IResult> ShowAsync(RoomName room, Visitor visitor, long before = long.MaxValue) =>
        Pages.Room.Create(await ModelAsync(room, visitor, before));

    /// <summary>The last page with what was typed and why it was refused.</summary>
    public async Task<IResult> ShowAgainAsync(HttpContext context, Visitor visitor, string text, Refusal refusal)
    {
        Problems.SetRetryAfter(context.Response, refusal);
        var page = Pages.Room.Create(await ModelAsync(context.Room(), visitor) with { Text = text, Refusal = refusal });
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
