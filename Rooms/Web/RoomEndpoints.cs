using System.Globalization;
using System.Text.Encodings.Web;
using HtmxChat.Rooms.Sockets;
using HtmxChat.Rooms.Storage;
using HtmxChat.Views;
using Fragments = HtmxChat.Views.Fragments;
using Pages = HtmxChat.Views.Pages;

namespace HtmxChat.Rooms.Web;

/// <summary>The home page, a room's page and forms, and its live socket.</summary>
public static class RoomEndpoints
{
    private const int MaxVisited = 20;

    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Maps what a browser asks for.</summary>
    public static void MapRooms(this IEndpointRouteBuilder app)
    {
        // Other sites' pages may not act here with the visitor's cookie.
        var site = app.MapGroup("").Costs(LimitedAction.Page).AddSharedFilter<RouteGroupBuilder, Origins>();
        site.MapMethods("/", Reading, Home);
        site.MapGet("/own.css", OwnRows);
        site.MapOperator();
        site.MapPost("/enter", EnterAsync);
        site.MapPost("/visited", VisitedAsync);
        site.MapPost("/rooms", MakeRoomAsync).Costs(LimitedAction.Room);
        site.MapLanguages();

        // A room has one name and one URL.
        var room = site.MapGroup("/r/{room}").AddSharedFilter<RouteGroupBuilder, RoomRoute>();
        room.MapOwners();
        room = room.MapGroup("").AddSharedFilter<RouteGroupBuilder, Door>();
        room.MapMethods("", Reading, ShowAsync);
        room.MapSearch();
        room.MapFiles();
        room.MapPost("/messages", SayAsync);
        room.MapPost("/messages/{seq:long}/edit", EditAsync);
        room.MapPost("/messages/{seq:long}/delete", DeleteAsync);
        room.MapPost("/reactions", ReactAsync);
        room.MapPost("/name", RenameAsync);
        room.MapMethods("/export.json", Reading, (HttpContext context, IHistory history) => new Export(context.Room(), history, new ExportFormat.Json(), "json")).Costs(LimitedAction.Search);
        room.MapMethods("/export.txt", Reading, (HttpContext context, IHistory history) => new Export(context.Room(), history, new ExportFormat.Text(), "txt")).Costs(LimitedAction.Search);
        room.MapMethods("/export.html", Reading, (HttpContext context, IHistory history, HtmlEncoder encoder) => new Export(context.Room(), history, new ExportFormat.Html(encoder), "html")).Costs(LimitedAction.Search);
        room.MapGet("/help", Help);
        room.MapGet("/qr.svg", Sharing.Picture);
        room.MapHooks();
        // Not MapGet: over HTTP/2 a WebSocket is opened by CONNECT (RFC 8441).
        room.Map("/live", LiveAsync).AddSharedFilter<RouteHandlerBuilder, Admission>();

        // The same room for whoever may only read it.
        var reading = site.MapGroup("/s/{token}").AddSharedFilter<RouteGroupBuilder, ReadingRoute>().AddSharedFilter<RouteGroupBuilder, Door>();
        reading.MapMethods("", Reading, ShowAsync);
        reading.Map("/live", LiveAsync).AddSharedFilter<RouteHandlerBuilder, Admission>();
    }

    private static IResult Home(HttpContext context, Identity identity)
    {
        var visitor = identity.Of(context);
        return Pages.Home.Create(new HomeModel(identity.FormToken(visitor), visitor.Name ?? ""));
    }

    private static IResult Help(HttpContext context) => Pages.Help.Create(new HelpModel(context.Room()));

    // The browser knows where it has been and what it has seen there; the server knows what is new.
    private static async Task<IResult> VisitedAsync(HttpContext context, IHistory history)
    {
        List<VisitedRoom> visited = [];
        foreach (var line in (await context.ReadFormAsync())["room"].Take(MaxVisited))
        {
            if (line?.Split(' ') is [var text, var seen] && RoomName.TryParse(text, out var name) && long.TryParse(seen, CultureInfo.InvariantCulture, out var seq))
            {
                visited.Add(new(name, Math.Max(0, (await history.MarkAsync(name)).Seq - seq)));
            }
        }

        return Fragments.VisitedRooms.Create(new VisitedModel(visited));
    }

    // Which rows are the viewer's own, and which one the page is about, is decided by style, so that all viewers are sent the same rows.
    private static IResult OwnRows(string? by, HttpContext context)
    {
        if (by is null || by.Length > 16 || !by.All(char.IsAsciiLetterOrDigit) || !context.TryGetNumber("at", out var at))
        {
            return Results.NotFound();
        }

        context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        return Results.Text(
            $$"""
            #typing [data-by="{{by}}"],#typing:not(:has([data-by]:not([data-by="{{by}}"]))) .verb{display:none}
            li[data-by="{{by}}"]{--own:var(--tint)}
            [data-by="{{by}}"] .own{display:revert}
            button[data-by~="{{by}}"]{--mine:var(--accent)}
            #m-{{at ?? 0}}{--own:var(--mark)}
            """,
            "text/css");
    }

    private static async Task<IResult> EnterAsync(HttpContext context, Identity identity, RoomLinks links, RateLimiter limiter)
    {
        var form = await context.ReadFormAsync();
        var typed = form["room"].ToString();
        if (!PersonName.TryParse(form["name"], out var name))
        {
            return HomeAgain(context, identity.FormToken(identity.Of(context)), form["name"].ToString(), typed, PersonName.Refusal);
        }

        var visitor = identity.Rename(context, name);
        if (!RoomName.TryParse(string.IsNullOrWhiteSpace(typed) ? "general" : typed, out var room))
        {
            return HomeAgain(context, identity.FormToken(visitor), name, typed, RoomName.Refusal);
        }

        // A private room is made by its own form: of one that was never made nobody becomes the owner by guessing.
        if (!room.IsPrivate && await links.IsUnusedAsync(room))
        {
            if (!limiter.TryTake(context.Address(), out var wait, LimitedAction.Room))
            {
                return HomeAgain(context, identity.FormToken(visitor), name, typed, Refusal.TooFast(wait, LimitedAction.Room));
            }

            await links.ClaimAsync(room, identity.In(room, visitor));
        }

        return new SeeOther($"/r/{room.Value}");
    }

    private static async Task<IResult> MakeRoomAsync(HttpContext context, Identity identity, RoomLinks links)
    {
        var form = await context.ReadFormAsync();
        if (form["name"].ToString() is { Length: > 0 } typed)
        {
            if (!PersonName.TryParse(typed, out var name))
            {
                return HomeAgain(context, identity.FormToken(identity.Of(context)), typed, form["room"].ToString(), PersonName.Refusal);
            }

            identity.Rename(context, name);
        }

        var room = RoomName.NewPrivate();
        await links.ClaimAsync(room, identity.In(room, identity.Of(context)));
        return new SeeOther($"/r/{room.Value}");
    }

    private static IResult HomeAgain(HttpContext context, string formToken, string name, string room, Refusal refusal)
    {
        Problems.SetRetryAfter(context.Response, refusal);
        var page = Pages.Home.Create(new HomeModel(formToken, name, room, refusal));
        page.StatusCode = Problems.Status(refusal.Code);
        return page;
    }

    private static async Task<IResult> ShowAsync(HttpContext context, Identity identity, IHistory history, FileStore files, RoomPages pages)
    {
        if (!RoomQuery.TryRead(context, out var query))
        {
            return Problems.Page(context, StatusCodes.Status400BadRequest, "noNumber");
        }

        // An address of the page, as those of edit and reply are: so it is right wherever the room is read.
        if (query.File is { } file)
        {
            return await FileEndpoints.ShowAsync(context, file, history, files);
        }

        return query.Before is { } before && context.Request.Headers.ContainsKey("HX-Request")
            ? await pages.OlderRowsAsync(context, before)
            : await pages.ShowAsync(context, identity.Of(context), query);
    }

    private static async Task<IResult> SayAsync(HttpContext context, Identity identity, Speaking speaking, SlashCommands commands, RoomPages pages)
    {
        var form = await context.ReadFormAsync();
        var (room, visitor, text) = (context.Room(), identity.Of(context), form["text"].ToString());
        if (SlashCommands.TryRead(text, out var command, out var rest))
        {
            return await commands.RunAsync(context, text, command, rest);
        }

        var answer = await speaking.SayAsync(room, identity.In(room, visitor), text, form["cid"], context.Address());
        return answer.Refusal is { } refusal
            ? await pages.ShowAgainAsync(context, visitor, text, refusal)
            : new SeeOther(context.BackPath());
    }

    private static async Task<IResult> EditAsync(long seq, HttpContext context, Identity identity, Speaking speaking, RoomPages pages)
    {
        var form = await context.ReadFormAsync();
        var (room, visitor, text) = (context.Room(), identity.Of(context), form["text"].ToString());
        var outcome = await speaking.AskAsync(room, answer => new RoomCommand.Edit(identity.In(room, visitor), seq, text, Answer: answer), context.Address());
        return outcome.Refusal is { } refusal
            ? await pages.ShowAgainAsync(context, visitor, text, refusal, seq)
            : new SeeOther(context.BackPath());
    }

    private static async Task<IResult> DeleteAsync(long seq, HttpContext context, Identity identity, Speaking speaking, RoomPages pages)
    {
        var (room, visitor) = (context.Room(), identity.Of(context));
        var outcome = await speaking.AskAsync(room, answer => new RoomCommand.Delete(identity.In(room, visitor), seq, Answer: answer), context.Address());
        return outcome.Refusal is { } refusal
            ? await pages.ShowAgainAsync(context, visitor, "", refusal)
            : new SeeOther(context.BackPath());
    }

    // One field tells the message and the emoji, so that the buttons of all rows belong to one form.
    private static async Task<IResult> ReactAsync(HttpContext context, Identity identity, Speaking speaking, RoomPages pages)
    {
        var form = await context.ReadFormAsync();
        var (room, visitor) = (context.Room(), identity.Of(context));
        var (seq, emoji) = form["to"].ToString().Split(' ', 2) is [var number, var rest] && long.TryParse(number, out var parsed) ? (parsed, rest) : (0, "");
        var outcome = await speaking.AskAsync(room, answer => new RoomCommand.React(identity.In(room, visitor), seq, emoji, Answer: answer), context.Address());
        return outcome.Refusal is { } refusal
            ? await pages.ShowAgainAsync(context, visitor, "", refusal)
            : new SeeOther($"/r/{room.Value}?at={seq}#m-{seq}");
    }

    private static async Task<IResult> RenameAsync(HttpContext context, Identity identity, Renaming naming, RoomPages pages)
    {
        var refusal = await naming.RenameAsync(context, (await context.ReadFormAsync())["name"].ToString());
        return refusal is null || context.Request.Headers.ContainsKey("HX-Request")
            ? context.Acted(refusal, context.BackPath())
            : await pages.ShowAgainAsync(context, identity.Of(context), "", refusal);
    }

    private static async Task<IResult> LiveAsync(
        HttpContext context, Identity identity, RateLimiter limiter, FramesByLanguage frames)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.Headers.Upgrade = "websocket";
            return Problems.Page(context, StatusCodes.Status426UpgradeRequired, "socket");
        }

        if (!context.TryGetNumber("after", out var after))
        {
            return Problems.Page(context, StatusCodes.Status400BadRequest, "noNumber");
        }

        await identity.RecallAsync(context);
        var person = identity.In(context.Room(), identity.Of(context));
        return new RoomSocket(person, new PageProtocol(after ?? 0, context.Address(), limiter, frames.Current, context.IsReading()));
    }
}
