using System.Net;

namespace HtmxChat.Rooms.Web;

/// <summary>What endpoints ask of a request.</summary>
internal static class Requests
{
    /// <summary>Where the request comes from: behind configured proxies, what they say.</summary>
    public static IPAddress Address(this HttpContext context) => context.Connection.RemoteIpAddress ?? IPAddress.IPv6Loopback;

    /// <summary>The posted form. Throws what becomes a 415 if the body is none.</summary>
    public static async Task<IFormCollection> ReadFormAsync(this HttpContext context) => context.Request.HasFormContentType
        ? await context.Request.ReadFormAsync(context.RequestAborted)
        : throw new BadHttpRequestException("A form is expected.", StatusCodes.Status415UnsupportedMediaType);
}

/// <summary>Answers 303: look there with GET (RFC 9110 section 15.4.4).</summary>
internal sealed class SeeOther(string url) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        httpContext.Response.Headers.Location = url;
        return Task.CompletedTask;
    }
}
