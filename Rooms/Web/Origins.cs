namespace HtmxChat.Rooms.Web;

/// <summary>Keeps other sites' pages from acting with a visitor's cookie: a request that changes something, or opens a socket,
/// must come from a page of this host or of a configured origin. Programs send no <c>Origin</c> and carry no stolen cookie.</summary>
/// <param name="options">Holds the allowed origins.</param>
public sealed class Origins(ChatOptions options) : IEndpointFilter
{
    /// <inheritdoc/>
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var request = context.HttpContext.Request;
        var isSafe = (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) && !context.HttpContext.WebSockets.IsWebSocketRequest;
        return isSafe || IsAllowed(request)
            ? await next(context)
            : Problems.Page(StatusCodes.Status403Forbidden, "Not from here", "This request came from a page of another site.");
    }

    private bool IsAllowed(HttpRequest request)
    {
        string? origin = request.Headers.Origin;
        if (origin is null)
        {
            return true;
        }

        if (options.AllowedOrigins.Contains(origin, StringComparer.OrdinalIgnoreCase))
        {
            return true;
        }

        // Behind a proxy that ends TLS the scheme seen here may be another; host and port may not.
        return Uri.TryCreate(origin, UriKind.Absolute, out var uri)
            && uri.Scheme is "http" or "https"
            && uri.UserInfo.Length == 0
            && string.Equals(uri.Host, request.Host.Host, StringComparison.OrdinalIgnoreCase)
            && uri.Port == (request.Host.Port ?? (uri.Scheme == "https" ? 443 : 80));
    }
}
