using HtmxChat.Rooms.Sockets;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace HtmxChat.Rooms.Web;

/// <summary>Hands the WebSocket middleware a <see cref="FrameStream"/> and keeps it for the connection: the middleware goes on doing the
/// hand-shake, parsing and control frames, and shared frames are written beside it. HTTP/1.1 upgrades (RFC 6455) and HTTP/2's CONNECT (RFC 8441).</summary>
internal sealed class FrameUpgrade(IHttpUpgradeFeature? upgrade, IHttpExtendedConnectFeature? connect, SocketOutput? output) : IHttpUpgradeFeature, IHttpExtendedConnectFeature
{
    /// <inheritdoc/>
    public bool IsUpgradableRequest => upgrade?.IsUpgradableRequest is true;

    /// <inheritdoc/>
    public bool IsExtendedConnect => connect?.IsExtendedConnect is true;

    /// <inheritdoc/>
    public string? Protocol => connect?.Protocol;

    /// <summary>The stream, once the socket is accepted.</summary>
    public FrameStream? Stream { get; private set; }

    /// <inheritdoc/>
    public async Task<Stream> UpgradeAsync() => Stream = new FrameStream(await upgrade!.UpgradeAsync(), output);

    /// <inheritdoc/>
    public async ValueTask<Stream> AcceptAsync() => Stream = new FrameStream(await connect!.AcceptAsync());
}

/// <summary>Puts <see cref="FrameUpgrade"/> in the pipeline.</summary>
public static class FrameUpgradeExtensions
{
    /// <summary>The stream under the socket that was accepted.</summary>
    internal static FrameStream FrameStream(this HttpContext context) => context.Features.GetRequiredFeature<FrameUpgrade>().Stream!;

    /// <summary>Lets sockets send shared frames. Before <c>UseWebSockets</c>.</summary>
    public static void UseSharedFrames(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        var features = context.Features;
        var (upgrade, connect) = (features.Get<IHttpUpgradeFeature>(), features.Get<IHttpExtendedConnectFeature>());
        if (upgrade is { IsUpgradableRequest: true } || connect is { IsExtendedConnect: true })
        {
            // Under TLS the connection's output is the one that encrypts.
            var output = features.Get<IConnectionTransportFeature>()?.Transport.Output as SocketOutput;
            var shared = new FrameUpgrade(upgrade, connect, output);
            features.Set<IHttpUpgradeFeature>(shared);
            features.Set<IHttpExtendedConnectFeature>(shared);
            features.Set(shared);
        }

        return next(context);
    });
}
