namespace HtmxChat.Rooms.Web;

/// <summary>Stands before everything of a room that can be read: whoever may not come in is told why.
/// What is to be changed is decided by the room itself.</summary>
internal sealed class Door(IHistory history, Identity identity, Banning banning, TimeProvider time) : IEndpointFilter
{
    /// <summary>Why whoever was let in before, and waits for news, may hear nothing more of them; null if nothing speaks against it.
    /// A removal is one of them.</summary>
    public async Task<Refusal?> AskAgainAsync(HttpContext context, IReadOnlyList<ChatMessage> news) =>
        banning.IsBanned(context) ? Refusal.Banned
        : news.Any(message => message.Kind == MessageKind.Act) ? (await AskAsync(context)).Refusal
        : null;

    /// <summary>What holds in the room, and why the sender of the request may not come in; null if nothing speaks against it.</summary>
    public async Task<(RoomRules Rules, Refusal? Refusal)> AskAsync(HttpContext context)
    {
        var room = context.Room();
        var rules = await history.RulesAsync(room);
        // Whoever only reads as a program is not given an identity for it.
        var person = identity.In(room, identity.Known(context) ?? identity.New(context));
        var isKnown = rules.Lock != RoomLock.NobodyNew || await history.HasSpokenAsync(room, person.Id);
        return (rules, rules.EntryRefusal(person, isKnown, time.GetUtcNow()));
    }

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (HttpMethods.IsPost(http.Request.Method) || http.WebSockets.IsWebSocketRequest)
        {
            return await next(context);
        }

        await identity.RecallAsync(http);
        var (rules, refusal) = await AskAsync(http);
        if (refusal is not null)
        {
            return Problems.Outside(http, refusal);
        }

        http.Features.Set(rules);
        return await next(context);
    }
}

/// <summary>What <see cref="Door"/> has read.</summary>
internal static class DoorExtensions
{
    /// <summary>What holds in the room, once the door was passed.</summary>
    public static RoomRules? Rules(this HttpContext context) => context.Features.Get<RoomRules>();
}
