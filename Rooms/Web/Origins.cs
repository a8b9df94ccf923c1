namespace HtmxChat.Rooms.Web;

/// <summary>Keeps other sites' pages from acting with a visitor's cookie: a request that changes something, or opens a socket,
/// must come from a page of this host or of a configured origin. Programs send no <c>Origin</c> and carry no stolen cookie.</summary>
/// <param name="options">Holds the allowed origins.</param>
/// <param name="identity">Knows the forms of this host.</param>
public sealed class Origins(ChatOptions options, Identity identity) : IEndpointFilter
{
    /// <inheritdoc/>
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var request = context.HttpContext.Request;
        var isSafe = (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) && !context.HttpContext.WebSockets.IsWebSocketRequest;
        return isSafe || await IsAllowedAsync(context.HttpContext)
            ? await next(context)
            : Problems.Answer(context.HttpContext, StatusCodes.Status403Forbidden, "elsewhere");
    }

    private async ValueTask<bool> IsAllowedAsync(HttpContext context)
    {
        var request = context.Request;
        string? origin = request.Headers.Origin;
        if (origin is null || options.AllowedOrigins.Contains(origin, StringComparer.OrdinalIgnoreCase))
        {
            return true;
        }

        // A page with the referrer policy no-referrer posts its forms like this (Fetch standard, "serializing a request origin").
        if (origin == "null")
        {
            return await identity.HasFormTokenAsync(context);
        }

        // Behind a proxy that ends TLS the scheme seen here may be another; host and port may not.
        return Uri.TryCreate(origin, UriKind.Absolute, out var uri)
            && uri.Scheme is "http" or "https"
            && uri.UserInfo.Length == 0
            && string.Equals(uri.Host, request.Host.Host, StringComparison.OrdinalIgnoreCase)
            && uri.Port == (request.Host.Port ?? (uri.Scheme == "https" ? 443 : 80));
    }
}
