using System.Globalization;
using HtmxChat.Views;
using Pages = HtmxChat.Views.Pages;

namespace HtmxChat.Rooms.Web;

/// <summary>The home page, a room's page and forms, and its live socket.</summary>
public static class RoomEndpoints
{
    /// <summary>Maps what a browser asks for.</summary>
    public static void MapRooms(this IEndpointRouteBuilder app)
    {
        // Other sites' pages may not act here with the visitor's cookie.
        var site = app.MapGroup("").AddEndpointFilter<RouteGroupBuilder, Origins>();
        site.MapGet("/", Home);
        site.MapPost("/enter", EnterAsync);
        site.MapPost("/rooms", MakeRoomAsync);

        // A room has one name and one URL.
        var room = site.MapGroup("/r/{room}").AddEndpointFilter<RouteGroupBuilder, RoomRoute>();
        room.MapGet("", ShowAsync);
        room.MapPost("/messages", SayAsync);
        room.MapPost("/name", RenameAsync);
        // Not MapGet: over HTTP/2 a WebSocket is opened by CONNECT (RFC 8441).
        room.Map("/live", LiveAsync);
    }

    private static IResult Home(HttpContext context, Identity identity)
    {
        var visitor = identity.Of(context);
        return Pages.Home.Create(new HomeModel(identity.FormToken(visitor), visitor.Name ?? ""));
    }

    private static async Task<IResult> EnterAsync(HttpContext context, Identity identity)
    {
        var form = await context.ReadFormAsync();
        var typed = form["room"].ToString();
        if (!PersonName.TryParse(form["name"], out var name))
        {
            return HomeAgain(identity.FormToken(identity.Of(context)), form["name"].ToString(), typed, PersonName.Refusal);
        }

        var visitor = identity.Rename(context, name);
        return RoomName.TryParse(string.IsNullOrWhiteSpace(typed) ? "general" : typed, out var room)
            ? new SeeOther($"/r/{room.Value}")
            : HomeAgain(identity.FormToken(visitor), name, typed, Refusal.BadName(Problems.RoomNameRule));
    }

    private static async Task<IResult> MakeRoomAsync(HttpContext context, Identity identity)
    {
        var form = await context.ReadFormAsync();
        if (form["name"].ToString() is { Length: > 0 } typed)
        {
            if (!PersonName.TryParse(typed, out var name))
            {
                return HomeAgain(identity.FormToken(identity.Of(context)), typed, form["room"].ToString(), PersonName.Refusal);
            }

            identity.Rename(context, name);
        }

        return new SeeOther($"/r/{RoomName.NewPrivate().Value}");
    }

    private static IResult HomeAgain(string formToken, string name, string room, Refusal refusal)
    {
        var page = Pages.Home.Create(new HomeModel(formToken, name, room, refusal));
        page.StatusCode = Problems.Status(refusal.Code);
        return page;
    }

    private static async Task<IResult> ShowAsync(HttpContext context, Identity identity, RoomPages pages)
    {
        var before = long.MaxValue;
        return context.Request.Query["before"].ToString() is { Length: > 0 } text
            && !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out before)
            ? Problems.Page(StatusCodes.Status400BadRequest, "There is no such page", "The number of the message in the address cannot be read.")
            : await pages.ShowAsync(context.Room(), identity.Of(context), before);
    }

    private static async Task<IResult> SayAsync(HttpContext context, Identity identity, Speaking speaking, RoomPages pages)
    {
        var form = await context.ReadFormAsync();
        var (room, visitor, text) = (context.Room(), identity.Of(context), form["text"].ToString());
        var answer = await speaking.SayAsync(room, identity.In(room, visitor), text, form["cid"], context.Address());
        return answer.Refusal is { } refusal
            ? await pages.ShowAgainAsync(context, visitor, text, refusal)
            : new SeeOther($"/r/{room.Value}");
    }

    private static async Task<IResult> RenameAsync(HttpContext context, Identity identity, RoomPages pages)
    {
        var form = await context.ReadFormAsync();
        if (!PersonName.TryParse(form["name"], out var name))
        {
            return await pages.ShowAgainAsync(context, identity.Of(context), form["name"].ToString(), PersonName.Refusal);
        }

        identity.Rename(context, name);
        return new SeeOther($"/r/{context.Room().Value}");
    }

    private static async Task<IResult> LiveAsync(HttpContext context, Identity identity, RoomRegistry rooms, OpenConnection open)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.Headers.Upgrade = "websocket";
            return Problems.Page(StatusCodes.Status426UpgradeRequired, "This is not a page", "Here a WebSocket is opened.");
        }

        var after = 0L;
        if (context.Request.Query["after"].ToString() is { Length: > 0 } text
            && !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out after))
        {
            return Results.BadRequest("after must be a whole number");
        }

        var person = identity.In(context.Room(), identity.Of(context));
        using var lease = await rooms.EnterAsync(context.Room());
        if (lease is null)
        {
            Problems.SetRetryAfter(context.Response, Refusal.Stopping);
            return Problems.Page(StatusCodes.Status503ServiceUnavailable, "Restarting", Refusal.Stopping.Text);
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        await open(socket, person, context.Address()).RunAsync(lease.Room, after);
        return Results.Empty;
    }
}
