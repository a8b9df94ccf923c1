using Microsoft.AspNetCore.Http.Features;

namespace HtmxChat.Rooms.Web;

/// <summary>Reads the room's name from the path, once: other spellings are sent to the canonical URL, what cannot be a name gets a page that helps.</summary>
internal sealed class RoomRoute : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var text = (string?)http.GetRouteValue("room");
        if (!RoomName.TryParse(text, out var name))
        {
            return Problems.Page(StatusCodes.Status404NotFound, Problems.NoSuchRoom);
        }

        if (name.Value != text)
        {
            // The path after the name, as it was routed: /r/{room}/…
            var rest = http.Request.Path.Value!["/r/".Length..].Split('/', 2) is [_, var after] ? $"/{after}" : "";
            return Results.Redirect($"/r/{name.Value}{rest}{http.Request.QueryString}", permanent: true, preserveMethod: true);
        }

        http.Features.Set(new Found(name, $"/r/{name.Value}"));
        return await next(context);
    }

    /// <param name="Name">The room.</param>
    /// <param name="Path">The path of its page.</param>
    /// <param name="IsReading">Whether it can only be read under this path.</param>
    internal sealed record Found(RoomName Name, string Path, bool IsReading = false);
}

/// <summary>Finds the room of a reading link. The answer never tells the room's name.</summary>
internal sealed class ReadingRoute(Sharing sharing) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var token = (string?)http.GetRouteValue("token");
        if (!sharing.TryRead(token, out var name))
        {
            return Problems.Page(http, StatusCodes.Status404NotFound, "404");
        }

        http.Features.Set(new RoomRoute.Found(name, $"/s/{token}", IsReading: true));
        return await next(context);
    }
}

/// <summary>What <see cref="RoomRoute"/> has found.</summary>
internal static class RoomRouteExtensions
{
    public static RoomName Room(this HttpContext context) => context.Features.GetRequiredFeature<RoomRoute.Found>().Name;

    public static string RoomPath(this HttpContext context) => context.Features.GetRequiredFeature<RoomRoute.Found>().Path;

    /// <summary>Whether the page is, or came, from a frame of another site.</summary>
    public static bool IsEmbedded(this HttpContext context) => context.Request.Query["embed"] == "1";

    /// <summary>Back to the room's page, in a frame as it was.</summary>
    public static string BackPath(this HttpContext context) => $"/r/{context.Room().Value}{(context.IsEmbedded() ? "?embed=1" : "")}";

    public static bool IsReading(this HttpContext context) => context.Features.GetRequiredFeature<RoomRoute.Found>().IsReading;
}
