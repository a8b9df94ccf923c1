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

    private IDisposable? _place;
    private RoomLease? _lease;

    public async Task ExecuteAsync(HttpContext context)
    {
        var services = context.RequestServices;
        var upgrade = context.Features.GetRequiredFeature<FrameUpgrade>();
        WebSocket? socket = null;
        try
        {
            _place = services.GetRequiredService<ConnectionLimiter>().TryOpen(context.Address(), context.Room(), out var refusal);
            _lease = _place is null ? null : await services.GetRequiredService<RoomRegistry>().EnterAsync(context.Room());
            if (_lease is null)
            {
                await Problems.Refused(context, refusal ?? Refusal.Stopping).ExecuteAsync(context);
                return;
            }

            socket = await upgrade.AcceptAsync(context.WebSockets);
        }
        finally
        {
            if (socket is null)
            {
                Leave();
            }
        }

        var (open, logger, stream) = (services.GetRequiredService<OpenConnection>(), services.GetRequiredService<ILogger<RoomSocket>>(), upgrade.Stream!);
        if (upgrade.IsDetached)
        {
            // A socket of its own, made where nothing the request carried along is in reach.
            ThreadPool.UnsafeQueueUserWorkItem(_ => _ = HoldAsync(open, WebSocket.CreateFromStream(stream, Alone), stream, logger), null);
        }
        else
        {
            await HoldAsync(open, socket, stream, logger);
        }
    }

    private async Task HoldAsync(OpenConnection open, WebSocket socket, FrameStream stream, ILogger logger)
    {
        try
        {
            using (socket)
            {
                await open(socket, stream, person, protocol).RunAsync(_lease!.Room);
            }
        }
        catch (Exception failure)
        {
            LogFailure(logger, failure);
        }
        finally
        {
            Leave();
        }
    }

    private void Leave()
    {
        _lease?.Dispose();
        _place?.Dispose();
    }

    [LoggerMessage(LogLevel.Error, "A socket has failed.")]
    private static partial void LogFailure(ILogger logger, Exception failure);
}
