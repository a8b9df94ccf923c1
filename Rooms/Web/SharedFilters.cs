namespace HtmxChat.Rooms.Web;

/// <summary>Filters that are services.</summary>
internal static class SharedFilters
{
    /// <summary>Puts a filter before endpoints, one for all requests. <c>AddEndpointFilter</c> would make one for each request,
    /// by code that it compiles at the start.</summary>
    public static TBuilder AddSharedFilter<TBuilder, TFilter>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder
        where TFilter : IEndpointFilter =>
        endpoint.AddEndpointFilterFactory((made, next) =>
        {
            var filter = made.ApplicationServices.GetRequiredService<TFilter>();
            return context => filter.InvokeAsync(context, next);
        });
}
