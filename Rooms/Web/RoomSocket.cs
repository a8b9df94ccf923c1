using System.Net.WebSockets;
using HtmxChat.Rooms.Sockets;
using Microsoft.AspNetCore.Http.Features;

namespace HtmxChat.Rooms.Web;

/// <summary>Opens a socket in the room, if there is a place for one more. A detached one lives on when the request has ended, and holds nothing
/// of it; for any other this completes when it is closed.</summary>
/// <param name="person">Who holds the other end.</param>
/// <param name="protocol">What is said over it.</param>
internal sealed partial class RoomSocket(Person person, IProtocol protocol) : IResult
{
    private static readonly WebSocketCreationOptions Alone = new() { IsServer = true, KeepAliveInterval = FrameUpgrade.KeepAlive, KeepAliveTimeout = FrameUpgrade.KeepAlive };

    public async Task ExecuteAsync(HttpContext context)
    {
        var services = context.RequestServices;
        var (open, logger) = (services.GetRequiredService<OpenConnection>(), services.GetRequiredService<ILogger<RoomSocket>>());
        var place = services.GetRequiredService<ConnectionLimiter>().TryOpen(context.Address(), context.Room(), out var refusal);
        var lease = place is null ? null : await services.GetRequiredService<RoomRegistry>().EnterAsync(context.Room());
        if (place is null || lease is null)
        {
            place?.Dispose();
            await Problems.Refused(context, refusal ?? Refusal.Stopping).ExecuteAsync(context);
            return;
        }

        var upgrade = context.Features.GetRequiredFeature<FrameUpgrade>();
        WebSocket socket;
        try
        {
            socket = await upgrade.AcceptAsync(context.WebSockets);
        }
        catch
        {
            lease.Dispose();
            place.Dispose();
            throw;
        }

        var stream = upgrade.Stream!;
        if (!upgrade.IsDetached)
        {
            await HoldAsync(open, socket, stream, lease, place, logger);
            return;
        }

        // A socket of its own, made where nothing the request carried along is in reach.
        ThreadPool.UnsafeQueueUserWorkItem(_ => _ = HoldAsync(open, WebSocket.CreateFromStream(stream, Alone), stream, lease, place, logger), null);
    }

    // What it is given it gives back.
    private async Task HoldAsync(OpenConnection open, WebSocket socket, FrameStream stream, RoomLease lease, IDisposable place, ILogger logger)
    {
        try
        {
            using (place)
            using (lease)
            using (socket)
            {
                await open(socket, stream, person, protocol).RunAsync(lease.Room);
            }
        }
        catch (Exception failure)
        {
            LogFailure(logger, failure);
        }
    }

    [LoggerMessage(LogLevel.Error, "A socket has failed.")]
    private static partial void LogFailure(ILogger logger, Exception failure);
}
