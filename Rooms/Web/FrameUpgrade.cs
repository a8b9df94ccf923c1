using System.Net.WebSockets;
using HtmxChat.Rooms.Sockets;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace HtmxChat.Rooms.Web;

/// <summary>Stands under the WebSocket middleware, which does the hand-shake, and puts a <see cref="FrameStream"/> under the socket, to which
/// shared frames are written beside the protocol's own. HTTP/1.1 upgrades (RFC 6455), whose socket is detached if nothing but the server holds
/// it, and HTTP/2's CONNECT (RFC 8441).</summary>
internal sealed class FrameUpgrade(IHttpUpgradeFeature? upgrade, IHttpExtendedConnectFeature? connect, DetachableConnection? connection) : IHttpUpgradeFeature, IHttpExtendedConnectFeature
{
    /// <summary>A peer that is silent for this long is asked for a sign of life, and gone if none comes within as long again; without it, that would never be noticed.</summary>
    public static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    /// <inheritdoc/>
    public bool IsUpgradableRequest => upgrade?.IsUpgradableRequest is true;

    /// <inheritdoc/>
    public bool IsExtendedConnect => connect?.IsExtendedConnect is true;

    /// <inheritdoc/>
    public string? Protocol => connect?.Protocol;

    /// <summary>Whether the socket, once accepted, lives on without the request.</summary>
    public bool IsDetached { get; private set; }

    /// <summary>The stream, once the socket is accepted.</summary>
    public FrameStream? Stream { get; private set; }

    /// <summary>Does the hand-shake. Of a detached socket only the <see cref="Stream"/> is of use: what is returned holds on to the request.</summary>
    public Task<WebSocket> AcceptAsync(WebSocketManager sockets) =>
        sockets.AcceptWebSocketAsync(new WebSocketAcceptContext { KeepAliveInterval = connection is null ? null : Timeout.InfiniteTimeSpan });

    /// <inheritdoc/>
    public async Task<Stream> UpgradeAsync()
    {
        var upgraded = await upgrade!.UpgradeAsync();
        var detached = connection is null ? null : await connection.DetachAsync();
        IsDetached = detached is not null;
        return Stream = new FrameStream(detached ?? upgraded);
    }

    /// <inheritdoc/>
    public async ValueTask<Stream> AcceptAsync() => Stream = new FrameStream(await connect!.AcceptAsync());
}

/// <summary>Puts <see cref="FrameUpgrade"/> in the pipeline.</summary>
public static class FrameUpgradeExtensions
{
    /// <summary>Lets requests open sockets.</summary>
    public static void UseRoomSockets(this IApplicationBuilder app)
    {
        app.Use((context, next) =>
        {
            var features = context.Features;
            var (upgrade, connect) = (features.Get<IHttpUpgradeFeature>(), features.Get<IHttpExtendedConnectFeature>());
            if (upgrade is { IsUpgradableRequest: true } || connect is { IsExtendedConnect: true })
            {
                // Under TLS the connection's transport is the one that encrypts.
                var connection = features.Get<IConnectionTransportFeature>()?.Transport as DetachableConnection;
                var shared = new FrameUpgrade(upgrade, connect, connection);
                features.Set<IHttpUpgradeFeature>(shared);
                features.Set<IHttpExtendedConnectFeature>(shared);
                features.Set(shared);
            }

            return next(context);
        });
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = FrameUpgrade.KeepAlive, KeepAliveTimeout = FrameUpgrade.KeepAlive });
    }
}
