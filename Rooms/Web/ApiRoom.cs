namespace HtmxChat.Rooms.Web;

/// <summary>Reads the room's name from the path of a program's request, once. Other spellings are the same room: programs follow no redirects.</summary>
/// <param name="isDemo">Whether a name that is too long is told so in the words of Cloudflare's demo.</param>
internal sealed class ApiRoom(bool isDemo = false) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var text = (string)http.GetRouteValue("room")!;
        var isTooLong = text.Length > RoomName.MaxLength;
        if (!RoomName.TryParse(text, out var name) || (isTooLong && !name.IsPrivate))
        {
            return isDemo && isTooLong
                ? Results.Text("Name too long", statusCode: StatusCodes.Status404NotFound)
                : Problems.Answer(http, StatusCodes.Status404NotFound, Problems.NoSuchRoom.Title, Problems.NoSuchRoom.Text);
        }

        http.Features.Set(new RoomRoute.Found(name, $"/r/{name.Value}"));
        return await next(context);
    }
}
