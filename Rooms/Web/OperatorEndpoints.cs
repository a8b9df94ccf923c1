using System.Globalization;
using System.Net;
using HtmxChat.Views;
using Pages = HtmxChat.Views.Pages;

namespace HtmxChat.Rooms.Web;

/// <summary>The page of whoever runs this server: it makes a browser the operator's, who is an owner of every room, and bans addresses.</summary>
internal static class OperatorEndpoints
{
    private const int MostHours = 24 * 365 * 10;

    /// <summary>Maps the page and its forms.</summary>
    public static void MapOperator(this IEndpointRouteBuilder site)
    {
        // The token cannot be guessed; that nobody fills the log of a proxy with trying is left to the limiter.
        var page = site.MapGroup("/operator").AddEndpointFilter((context, next) =>
            context.HttpContext.RequestServices.GetRequiredService<Operator>().Exists ? next(context) : ValueTask.FromResult<object?>(Results.NotFound()));
        page.MapGet("", Show);
        page.MapPost("", SignInAsync).Costs(LimitedAction.Room);
        page.MapPost("/leave", SignOut);
        page.MapPost("/bans", BanAsync);
        page.MapPost("/bans/lift", LiftAsync);
    }

    private static IResult Show(HttpContext context, Identity identity, Banning banning) => Page(context, identity, banning);

    private static async Task<IResult> SignInAsync(HttpContext context, Operator @operator, Identity identity, Banning banning)
    {
        if (!@operator.IsToken((await context.ReadFormAsync())["operator-token"].ToString()))
        {
            return Page(context, identity, banning, Refusal.NotOperator);
        }

        @operator.SignIn(context);
        return new SeeOther("/operator");
    }

    private static SeeOther SignOut(HttpContext context, Operator @operator)
    {
        @operator.SignOut(context);
        return new SeeOther("/operator");
    }

    private static async Task<IResult> BanAsync(HttpContext context, Identity identity, Banning banning)
    {
        var form = await context.ReadFormAsync();
        var refusal = !identity.Of(context).IsOperator ? Refusal.NotOperator
            : !IPAddress.TryParse(form["address"], out var address)
                || !int.TryParse(form["hours"], NumberStyles.None, CultureInfo.InvariantCulture, out var hours) || hours is < 1 or > MostHours
                || form["note"].ToString() is not { Length: <= AddressBan.MaxNote } note
                ? Refusal.NotABan
            : await banning.BanAsync(address, note, TimeSpan.FromHours(hours));
        return refusal is null ? new SeeOther("/operator") : Page(context, identity, banning, refusal);
    }

    private static async Task<IResult> LiftAsync(HttpContext context, Identity identity, Banning banning)
    {
        if (!identity.Of(context).IsOperator)
        {
            return Page(context, identity, banning, Refusal.NotOperator);
        }

        await banning.LiftAsync((await context.ReadFormAsync())["address"].ToString());
        return new SeeOther("/operator");
    }

    private static IResult Page(HttpContext context, Identity identity, Banning banning, Refusal? refusal = null)
    {
        var visitor = identity.Of(context);
        var page = Pages.Operator.Create(new OperatorModel(visitor.IsOperator, visitor.IsOperator ? [.. banning.Bans] : [], identity.FormToken(visitor), refusal));
        page.StatusCode = refusal is null ? StatusCodes.Status200OK : Problems.Status(refusal.Code);
        return page;
    }
}
