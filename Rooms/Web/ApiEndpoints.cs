using HtmxChat.Rooms.Sockets;
using HtmxChat.Views;

namespace HtmxChat.Rooms.Web;

/// <summary>What programs ask for.</summary>
public static class ApiEndpoints
{
    /// <summary>Maps what programs ask for.</summary>
    public static void MapApi(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/room").Costs(LimitedAction.Page);
        api.MapPost("", MakeRoom).Costs(LimitedAction.Room);

        var room = api.MapGroup("/{room}").AddEndpointFilter<RouteGroupBuilder, Origins>().AddEndpointFilter<RouteGroupBuilder, ApiRoom>();
        // Not MapGet: over HTTP/2 a WebSocket is opened by CONNECT (RFC 8441).
        room.Map("/websocket", DemoAsync).AddEndpointFilter<RouteHandlerBuilder, Admission>();
    }

    // A room nobody knows of is no one's to protect: any site's page may have one made.
    private static IResult MakeRoom(HttpContext context)
    {
        context.Response.Headers.AccessControlAllowOrigin = "*";
        return Results.Text(RoomName.NewPrivate().Value);
    }

    private static async Task<IResult> DemoAsync(
        HttpContext context, Identity identity, RoomRegistry rooms, RateLimiter limiter, DemoFrames frames, OpenConnection open)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            return Results.Text("expected websocket", statusCode: StatusCodes.Status400BadRequest);
        }

        using var lease = await rooms.EnterAsync(context.Room());
        if (lease is null)
        {
            return Problems.Refused(context, Refusal.Stopping);
        }

        // Each socket is a visitor of its own, as in the demo: the name it gives is its own too.
        var person = identity.In(context.Room(), identity.New(context));
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        await open(socket, person, new DemoProtocol(context.Address(), limiter, frames)).RunAsync(lease.Room);
        return Results.Empty;
    }
}
