using HtmxChat.Rooms.Sockets;

namespace HtmxChat.Rooms.Web;

/// <summary>Opens a socket in the room, if there is a place for one more, and completes when it is closed. A result, and so begun when all that
/// stood before the endpoint has ended: a quiet socket holds nothing of it.</summary>
/// <param name="person">Who holds the other end.</param>
/// <param name="protocol">What is said over it.</param>
internal sealed class RoomSocket(Person person, IProtocol protocol) : IResult
{
    public async Task ExecuteAsync(HttpContext context)
    {
        var services = context.RequestServices;
        using var place = services.GetRequiredService<ConnectionLimiter>().TryOpen(context.Address(), context.Room(), out var refusal);
        using var lease = place is null ? null : await services.GetRequiredService<RoomRegistry>().EnterAsync(context.Room());
        if (lease is null)
        {
            await Problems.Refused(context, refusal ?? Refusal.Stopping).ExecuteAsync(context);
            return;
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        await services.GetRequiredService<OpenConnection>()(socket, context.FrameStream(), person, protocol).RunAsync(lease.Room);
    }
}
