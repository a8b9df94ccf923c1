namespace HtmxChat.Rooms.Web;

/// <summary>Holds an address to its pace before an endpoint does anything for it; over the pace the answer is 429.</summary>
/// <param name="action">What the endpoint costs.</param>
internal sealed class Pace(LimitedAction action) : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        return http.RequestServices.GetRequiredService<RateLimiter>().TryTake(http.Address(), out var wait, action)
            ? next(context)
            : ValueTask.FromResult<object?>(Problems.Refused(http, Refusal.TooFast(wait, action)));
    }
}

/// <summary>Gives endpoints a cost.</summary>
internal static class PaceExtensions
{
    /// <summary>Lets each request cost what this action does.</summary>
    public static TBuilder Costs<TBuilder>(this TBuilder endpoint, LimitedAction action) where TBuilder : IEndpointConventionBuilder =>
        endpoint.AddEndpointFilter(new Pace(action));
}
