using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Http.Features;

namespace HtmxChat.Rooms.Web;

/// <summary>What endpoints ask of a request.</summary>
internal static class Requests
{
    /// <summary>Where the request comes from: behind configured proxies, what they say.</summary>
    public static IPAddress Address(this HttpContext context) => context.Connection.RemoteIpAddress ?? IPAddress.IPv6Loopback;

    /// <summary>Reads a whole number of the query; null if it is not there, false if it is no number.</summary>
    public static bool TryGetNumber(this HttpContext context, string key, out long? number)
    {
        number = null;
        if (context.Request.Query[key].ToString() is not { Length: > 0 } text)
        {
            return true;
        }

        var isNumber = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value);
        number = value;
        return isNumber;
    }

    /// <summary>The posted form; an empty one if there is no body. Throws what becomes a 415 if the body is none, or a 400 if it cannot be read as one.</summary>
    public static async Task<IFormCollection> ReadFormAsync(this HttpContext context)
    {
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false })
        {
            return FormCollection.Empty;
        }

        if (!context.Request.HasFormContentType)
        {
            throw new BadHttpRequestException("A form is expected.", StatusCodes.Status415UnsupportedMediaType);
        }

        try
        {
            return await context.Request.ReadFormAsync(context.RequestAborted);
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or IOException and not BadHttpRequestException)
        {
            throw new BadHttpRequestException("The form cannot be read.", unreadable);
        }
    }
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
