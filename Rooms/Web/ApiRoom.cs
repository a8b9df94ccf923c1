namespace HtmxChat.Rooms.Web;

/// <summary>Reads the room's name from the path of a program's request, once. Other spellings are the same room: programs follow no redirects.</summary>
internal sealed class ApiRoom : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var text = (string)context.HttpContext.GetRouteValue("room")!;
        var isName = RoomName.TryParse(text, out var name);
        if (text.Length > RoomName.MaxLength && !(isName && name.IsPrivate))
        {
            return Results.Text("Name too long", statusCode: StatusCodes.Status404NotFound);
        }

        if (!isName)
        {
            return Problems.Answer(context.HttpContext, StatusCodes.Status404NotFound, Problems.NoSuchRoom.Title, Problems.NoSuchRoom.Text);
        }

        context.HttpContext.Features.Set(new RoomRoute.Found(name, $"/r/{name.Value}"));
        return await next(context);
    }
}
