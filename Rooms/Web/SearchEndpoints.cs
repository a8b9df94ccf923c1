using HtmxChat.Views;
using HtmxChat.Views.Fragments;
using Pages = HtmxChat.Views.Pages;

namespace HtmxChat.Rooms.Web;

/// <summary>Finds messages of a room: as a page, and as its results alone while somebody types.</summary>
internal static class SearchEndpoints
{
    private const int Shown = 50;

    public static void MapSearch(this IEndpointRouteBuilder room) => room.MapGet("/search", SearchAsync).Costs(LimitedAction.Search);

    private static async Task<IResult> SearchAsync(string? q, HttpContext context, IHistory history, Assets assets)
    {
        if (!context.TryGetNumber("before", out var before))
        {
            return Problems.Page(context, StatusCodes.Status400BadRequest, "noNumber");
        }

        var (room, query) = (context.Room(), SearchQuery.Parse(q));
        var found = query is null ? [] : await history.SearchAsync(room, query, Shown, before ?? long.MaxValue);
        var model = new SearchModel(
            room,
            q ?? "",
            query is null ? null : [.. found.Select(message => SearchHit.Of(message, query)).OfType<SearchHit>()],
            found.Count == Shown ? found[^1].Seq : null,
            assets);
        context.Response.Headers.Vary = "HX-Request";
        return context.Request.Headers["HX-Request"] == "true" ? SearchResults.Create(model) : Pages.Search.Create(model);
    }
}
