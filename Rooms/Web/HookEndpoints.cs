using System.Security.Cryptography;
using HtmxChat.Views;
using Pages = HtmxChat.Views.Pages;

namespace HtmxChat.Rooms.Web;

/// <summary>The page on which owners let programs post in their room, and have what is said there sent to others.</summary>
internal static class HookEndpoints
{
    /// <summary>Maps what is below a room's URL.</summary>
    public static void MapHooks(this IEndpointRouteBuilder room)
    {
        room.MapGet("/hooks", (HttpContext context, HookPages pages) => pages.ShowAsync(context));
        room.MapPost("/hooks/bots", AddBotAsync);
        room.MapPost("/hooks/bots/remove", RemoveBotAsync);
        room.MapPost("/hooks/url", SetHookAsync);
        room.MapPost("/hooks/url/remove", (HttpContext context, HookPages pages) => pages.ActAsync(context, new RoomEffect.SetHook(null)));
    }

    private static async Task<IResult> AddBotAsync(HttpContext context, HookPages pages, TimeProvider time)
    {
        if (!PersonName.TryParse((await context.ReadFormAsync())["name"], out var name))
        {
            return await pages.ShowAsync(context, page => page with { Refusal = PersonName.Refusal });
        }

        var (token, hash) = Bots.NewToken();
        var bot = new RoomBot(hash, name, time.GetUtcNow().ToUnixTimeMilliseconds());
        return await pages.ActAsync(context, new RoomEffect.AddBot(bot), page => page with { NewToken = token });
    }

    private static async Task<IResult> RemoveBotAsync(HttpContext context, HookPages pages) =>
        await pages.ActAsync(context, new RoomEffect.RemoveBot((await context.ReadFormAsync())["hash"].ToString()));

    private static async Task<IResult> SetHookAsync(HttpContext context, HookPages pages, ChatOptions options)
    {
        var typed = (await context.ReadFormAsync())["url"].ToString();
        if (!options.Hooks.Outgoing || !HookSender.TryParse(typed, out var url))
        {
            return await pages.ShowAsync(context, page => page with { Refusal = options.Hooks.Outgoing ? Refusal.NotAUrl : Refusal.NothingSentOn });
        }

        var secret = RandomNumberGenerator.GetHexString(64, lowercase: true);
        return await pages.ActAsync(context, new RoomEffect.SetHook(new RoomHook(url.AbsoluteUri, secret)), page => page with { NewSecret = secret });
    }
}

/// <summary>Shows the page of <see cref="HookEndpoints"/> to owners, and does what they ask there.</summary>
internal sealed class HookPages(IHistory history, Identity identity, Speaking speaking, ChatOptions options)
{
    /// <summary>The page, with what is to be told on it.</summary>
    public async Task<IResult> ShowAsync(HttpContext context, Func<HooksModel, HooksModel>? tell = null)
    {
        var (room, visitor) = (context.Room(), identity.Of(context));
        var rules = await history.RulesAsync(room);
        if (rules.RoleOf(identity.In(room, visitor)) < RoomRole.Owner)
        {
            return Problems.Page(context, StatusCodes.Status403Forbidden, "onlyOwners");
        }

        var api = $"{context.Request.Scheme}://{context.Request.Host}/api/room/{room.Value}/messages";
        var model = new HooksModel(room, rules.Bots, rules.Hook, options.Hooks.Outgoing, identity.FormToken(visitor), api);
        var page = Pages.Hooks.Create(tell?.Invoke(model) ?? model);
        page.StatusCode = page.Model.Refusal is { } refusal ? Problems.Status(refusal.Code) : StatusCodes.Status200OK;
        return page;
    }

    /// <summary>Does it, and shows the page: with what is to be told on it only if it was done.</summary>
    public async Task<IResult> ActAsync(HttpContext context, RoomEffect effect, Func<HooksModel, HooksModel>? tell = null)
    {
        var (room, by) = (context.Room(), identity.In(context.Room(), identity.Of(context)));
        var outcome = await speaking.AskAsync(room, answer => new RoomCommand.Moderate(by, effect, answer), context.Address());
        return outcome.Refusal is { } refusal
            ? await ShowAsync(context, page => page with { Refusal = refusal })
            : tell is null ? new SeeOther($"/r/{room.Value}/hooks") : await ShowAsync(context, tell);
    }
}
