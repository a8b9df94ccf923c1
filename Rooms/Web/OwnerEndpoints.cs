using System.Globalization;
using HtmxChat.Views;
using HtmxChat.Views.Languages;
using Pages = HtmxChat.Views.Pages;

namespace HtmxChat.Rooms.Web;

/// <summary>What owners and moderators do in a room: plain forms, on a page of their own and on the room's page.</summary>
internal static class OwnerEndpoints
{
    // The longest bar counts as one for good.
    private const int MostMinutes = 60 * 24 * 365 * 10;

    /// <summary>Maps what is below a room's URL.</summary>
    public static void MapOwners(this IEndpointRouteBuilder room)
    {
        room.MapGet("/owner", ShowAsync);
        room.MapPost("/owner/settings", SetAsync);
        room.MapPost("/owner/bar", BarAsync);
        room.MapPost("/owner/lift", LiftAsync);
        room.MapPost("/owner/clear", ClearAsync);
        room.MapPost("/owner/links", MakeLinkAsync);
        room.MapPost("/owner/links/revoke", RevokeAsync);
        room.MapPost("/owner/resign", ResignAsync);
        room.MapPost("/claim", ClaimAsync).Costs(LimitedAction.Room);
        room.MapGet("/key/{secret}", AskAsync);
        room.MapPost("/key/{secret}", OpenAsync);
    }

    /// <summary>The answer to an act that changes the room: without htmx back to a page. With it the room's frames show what was done, and only a refusal is told.</summary>
    public static IResult Acted(this HttpContext context, Refusal? refusal, string page)
    {
        if (refusal is not null)
        {
            Problems.SetRetryAfter(context.Response, refusal);
        }

        if (!context.Request.Headers.ContainsKey("HX-Request"))
        {
            return refusal is null ? new SeeOther(page) : Problems.Page(context, Problems.Status(refusal.Code), Words.Current["problem.400"], Words.Current.Of(refusal));
        }

        var frames = context.RequestServices.GetRequiredService<FramesByLanguage>().Current;
        return refusal is null ? Results.NoContent() : Results.Text(frames.Render([new RoomEvent.Refused(refusal)]).ToString(), "text/html");
    }

    private static async Task<IResult> ShowAsync(HttpContext context, Identity identity, RoomRegistry rooms, IHistory history, RoomLinks links, TimeProvider time)
    {
        var (room, visitor) = (context.Room(), identity.Of(context));
        var (me, rules) = (identity.In(room, visitor), await history.RulesAsync(room));
        if (rules.RoleOf(me) == RoomRole.Visitor)
        {
            return Problems.Page(context, StatusCodes.Status403Forbidden, "onlyModerators");
        }

        var here = await rooms.PeopleAsync(room);
        var spoke = (await history.LatestAsync(room, 200)).Where(row => row.Kind == MessageKind.Text).Reverse()
            .Select(row => new Person(row.Author, row.Name, row.Handle)).DistinctBy(person => person.Id).ExceptBy(here.Select(person => person.Id), person => person.Id);
        var link = links.Take(room, me.Id);
        return Pages.Owner.Create(new OwnerModel(
            room, me, rules, [.. here, .. spoke], time.GetUtcNow(), identity.FormToken(visitor), link is null ? null : RoomLinks.UrlOf(context, room, link.Secret)));
    }

    private static async Task<IResult> SetAsync(HttpContext context, Identity identity, Speaking speaking)
    {
        var form = await context.ReadFormAsync();
        var (isLock, isSlow) = (Enum.TryParse<RoomLock>(form["lock"], out var asLock), long.TryParse(form["slow"], NumberStyles.None, CultureInfo.InvariantCulture, out var slow));
        if ((!isLock && form.ContainsKey("lock")) || (!isSlow && form.ContainsKey("slow")))
        {
            return context.Acted(Refusal.BadRequest, "");
        }

        var effect = new RoomEffect.Configure(Text("topic"), Text("welcome"), isLock ? asLock : null, isSlow ? slow : null);
        return await ActAsync(context, identity, speaking, effect);

        string? Text(string field) => form.ContainsKey(field) ? form[field].ToString() : null;
    }

    private static async Task<IResult> BarAsync(HttpContext context, Identity identity, Speaking speaking, Banning banning)
    {
        var form = await context.ReadFormAsync();
        if (!int.TryParse(form["minutes"], NumberStyles.None, CultureInfo.InvariantCulture, out var minutes)
            || minutes is < 1 or > MostMinutes
            || form["kind"].ToString() is not ("mute" or "remove" or "ban"))
        {
            return context.Acted(Refusal.BadRequest, "");
        }

        var (room, handle, time) = (context.Room(), form["handle"].ToString(), TimeSpan.FromMinutes(minutes));
        var by = identity.In(room, identity.Of(context));
        if (form["kind"] == "ban" && !by.IsOperator)
        {
            return context.Acted(Refusal.NotOperator, "");
        }

        var kind = form["kind"] == "mute" ? BanKind.Muted : BanKind.Removed;
        var refusal = (await speaking.AskAsync(room, answer => new RoomCommand.Bar(by, handle, kind, time, answer), context.Address())).Refusal;
        if (refusal is null && form["kind"] == "ban")
        {
            refusal = await banning.BanAsync(room, handle, time);
        }

        return context.Acted(refusal, Back(context, form));
    }

    private static async Task<IResult> LiftAsync(HttpContext context, Identity identity, Speaking speaking) =>
        await ActAsync(context, identity, speaking, new RoomEffect.Lift((await context.ReadFormAsync())["handle"].ToString()));

    private static Task<IResult> ClearAsync(HttpContext context, Identity identity, Speaking speaking) =>
        ActAsync(context, identity, speaking, new RoomEffect.Clear());

    private static async Task<IResult> MakeLinkAsync(HttpContext context, Identity identity, RoomLinks links)
    {
        var form = await context.ReadFormAsync();
        var role = form["role"] == "owner" ? RoomRole.Owner : RoomRole.Moderator;
        var refusal = await links.MakeAsync(context.Room(), identity.In(context.Room(), identity.Of(context)), role, context.Address());
        return context.Acted(refusal, OwnerPage(context));
    }

    private static async Task<IResult> RevokeAsync(HttpContext context, Identity identity, Speaking speaking) =>
        await ActAsync(context, identity, speaking, new RoomEffect.RevokeKey((await context.ReadFormAsync())["hash"].ToString(), By: ""));

    private static async Task<IResult> ResignAsync(HttpContext context, Identity identity, Speaking speaking)
    {
        var by = identity.In(context.Room(), identity.Of(context));
        var outcome = await speaking.AskAsync(context.Room(), answer => new RoomCommand.Moderate(by, new RoomEffect.Resign(by.Id), answer), context.Address());
        return context.Acted(outcome.Refusal, RoomPage(context));
    }

    // For whoever came to an unused room by its address and not through the home page.
    private static async Task<IResult> ClaimAsync(HttpContext context, Identity identity, RoomLinks links)
    {
        var room = context.Room();
        return room.IsPrivate || await links.ClaimAsync(room, identity.In(room, identity.Of(context))) is null
            ? context.Acted(Refusal.NotUnused, "")
            : new SeeOther(RoomPage(context));
    }

    // A question first: what only looks at a link, such as the preview of another chat, must not become an owner.
    private static async Task<IResult> AskAsync(string secret, HttpContext context, Identity identity, IHistory history)
    {
        var hash = RoomLinks.HashOf(secret);
        return (await history.RulesAsync(context.Room())).Keys.FirstOrDefault(key => key.Hash == hash) is { } key
            ? Pages.Key.Create(new KeyModel(context.Room(), key.Role, secret, identity.FormToken(identity.Of(context))))
            : Problems.Page(context, StatusCodes.Status404NotFound, "noLink");
    }

    private static async Task<IResult> OpenAsync(string secret, HttpContext context, Identity identity, Speaking speaking)
    {
        await identity.RecallAsync(context);
        var by = identity.In(context.Room(), identity.Of(context));
        var outcome = await speaking.AskAsync(context.Room(), answer => new RoomCommand.Open(by, RoomLinks.HashOf(secret), answer), context.Address());
        return context.Acted(outcome.Refusal, RoomPage(context));
    }

    private static async Task<IResult> ActAsync(HttpContext context, Identity identity, Speaking speaking, RoomEffect effect)
    {
        var by = identity.In(context.Room(), identity.Of(context));
        var outcome = await speaking.AskAsync(context.Room(), answer => new RoomCommand.Moderate(by, effect, answer), context.Address());
        return context.Acted(outcome.Refusal, Back(context, context.Request.HasFormContentType ? await context.ReadFormAsync() : FormCollection.Empty));
    }

    // The forms of the room's page say so.
    private static string Back(HttpContext context, IFormCollection form) => form["back"] == "room" ? RoomPage(context) : OwnerPage(context);

    private static string RoomPage(HttpContext context) => $"/r/{context.Room().Value}";

    private static string OwnerPage(HttpContext context) => $"/r/{context.Room().Value}/owner";
}
