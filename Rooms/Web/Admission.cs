namespace HtmxChat.Rooms.Web;

/// <summary>Stands before every endpoint that opens a socket in a room and holds the address to its pace.
/// A socket costs when it is opened, so that coming and going is not free.</summary>
internal sealed class Admission(RateLimiter limiter) : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        return !http.WebSockets.IsWebSocketRequest || limiter.TryTake(http.Address(), out var wait, LimitedAction.Join)
            ? next(context)
            : ValueTask.FromResult<object?>(Problems.Refused(http, Refusal.TooFast(wait, LimitedAction.Join)));
    }
}
