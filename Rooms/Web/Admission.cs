namespace HtmxChat.Rooms.Web;

/// <summary>Stands before every endpoint that opens a socket in a room: it holds the address to its pace and keeps the number of open sockets bounded.
/// A socket costs when it is opened, so that coming and going is not free.</summary>
internal sealed class Admission(RateLimiter limiter, ConnectionLimiter connections) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (!http.WebSockets.IsWebSocketRequest)
        {
            return await next(context);
        }

        if (!limiter.TryTake(http.Address(), out var wait, LimitedAction.Join))
        {
            return Problems.Refused(http, Refusal.TooFast(wait, LimitedAction.Join));
        }

        // The endpoint completes when its socket is closed.
        using var place = connections.TryOpen(http.Address(), http.Room(), out var refusal);
        return refusal is null ? await next(context) : Problems.Refused(http, refusal);
    }
}
