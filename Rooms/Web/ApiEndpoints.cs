using System.Globalization;
using HtmxChat.Rooms.Sockets;
using HtmxChat.Views;

namespace HtmxChat.Rooms.Web;

/// <summary>What programs ask for.</summary>
public static class ApiEndpoints
{
    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Maps what programs ask for.</summary>
    public static void MapApi(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api").Costs(LimitedAction.Page);
        api.MapGet("/openapi.json", Describe);
        api.MapPost("/room", MakeRoom).Costs(LimitedAction.Room);

        var room = api.MapGroup("/room/{room}").RequireCors().AddSharedFilter<RouteGroupBuilder, Origins>();
        var messages = room.MapGroup("").AddEndpointFilter(new ApiRoom());
        messages.MapMethods("/messages", Reading, ReadAsync).AddSharedFilter<RouteHandlerBuilder, Door>();
        messages.MapPost("/messages", SayAsync);
        // Not MapGet: over HTTP/2 a WebSocket is opened by CONNECT (RFC 8441).
        room.Map("/websocket", Demo).AddEndpointFilter(new ApiRoom(isDemo: true)).AddSharedFilter<RouteHandlerBuilder, Admission>();
    }

    private static IResult Describe() => Results.Stream(typeof(ApiEndpoints).Assembly.GetManifestResourceStream("HtmxChat.Rooms.Web.openapi.json")!, "application/json");

    // A room nobody knows of is no one's to protect: any site's page may have one made.
    private static IResult MakeRoom(HttpContext context)
    {
        context.Response.Headers.AccessControlAllowOrigin = "*";
        return Results.Text(RoomName.NewPrivate().Value);
    }

    private static async Task<IResult> ReadAsync(HttpContext context, IHistory history, Watching watching, ChatOptions options)
    {
        var query = MessageQuery.Of(context, options.PageSize);
        return EventStream.IsWanted(context.Request) ? await watching.StreamAsync(context, query)
            : query.Wait > TimeSpan.Zero ? await watching.PollAsync(context, query)
            : await MessagePage.ReadAsync(query, history, context);
    }

    private static async Task<IResult> SayAsync(HttpContext context, Identity identity, Bots bots, Speaking speaking)
    {
        var (posted, room) = (await Posted.ReadAsync(context), context.Room());
        if (bots.TokenOf(context) is { } token)
        {
            return await bots.FindAsync(room, token) is { } bot
                ? Said(context, posted.Text, await speaking.SayAsync(room, bot, posted.Text, posted.Cid, context.Address()))
                : Problems.Refused(context, Refusal.NotAToken);
        }

        var known = identity.Known(context);
        // Somebody new who sends again without the cookie is known by the id of the send.
        var visitor = known ?? (posted.Cid is { Length: > 0 } ? identity.New(context, $"{room.Value}\n{posted.Name}\n{posted.Cid}") : identity.New(context));
        if (posted.Name is not null)
        {
            if (!PersonName.TryParse(posted.Name, out var name))
            {
                return Problems.Refused(context, PersonName.Refusal);
            }

            visitor = visitor with { Name = name };
        }

        var outcome = await speaking.SayAsync(room, identity.In(room, visitor), posted.Text, posted.Cid, context.Address());
        if (known is null && outcome.Kept is { IsNew: true })
        {
            identity.Remember(context, visitor);
        }

        return Said(context, posted.Text, outcome);
    }

    // Durable now. A send that comes again is told what it was told the first time.
    private static IResult Said(HttpContext context, string text, Outcome outcome)
    {
        if (outcome is not { Kept: { Message: var message } kept })
        {
            return Problems.Refused(context, outcome.Refusal!);
        }

        if (!kept.IsNew && message is { EditedAt: null, Deleted: 0, Damaged: 0 } && message.Text != RoomState.Clean(text))
        {
            return Problems.Answer(context, StatusCodes.Status409Conflict, "Used before", "Another message was sent with this Idempotency-Key before; this one was not kept.");
        }

        context.Response.Headers.Location = string.Create(CultureInfo.InvariantCulture, $"{context.Request.Path}?after={message.Seq - 1}&limit=1");
        return Results.Json(KeptJson.Of(message), ApiJson.Plain.KeptJson, statusCode: kept.IsNew ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    private static IResult Demo(HttpContext context, Identity identity, RateLimiter limiter, DemoFrames frames)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            return Results.Text("expected websocket", statusCode: StatusCodes.Status400BadRequest);
        }

        // Each socket is a visitor of its own, as in the demo: the name it gives is its own too.
        var person = identity.In(context.Room(), identity.New(context));
        return new RoomSocket(person, new DemoProtocol(context.Address(), limiter, frames));
    }
}
