using System.Net;
using System.Net.WebSockets;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using HtmxChat.Rooms.Sockets;
using HtmxChat.Rooms.Storage;
using HtmxChat.Views;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace HtmxChat.Rooms.Web;

/// <summary>Wraps an open socket for the room to talk to.</summary>
internal delegate Connection OpenConnection(WebSocket socket, FrameStream stream, Person person, IProtocol protocol);

/// <summary>What the rooms need, put together.</summary>
public static class RoomServices
{
    /// <summary>Adds the rooms, their store and their views.</summary>
    public static IServiceCollection AddRooms(this IServiceCollection services)
    {
        services.AddOptions<ChatOptions>().BindConfiguration("Chat");
        services.AddSingleton<IValidateOptions<ChatOptions>, ChatOptionsValidator>();
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<ChatOptions>>().Value);
        services.AddSingleton(provider => provider.GetRequiredService<ChatOptions>().Limits);
        services.AddSingleton(TimeProvider.System);

        services.AddSingleton<IHistory>(provider => SqliteHistory.Open(
            provider.GetRequiredService<ChatOptions>().Data,
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new FileStore(provider.GetRequiredService<ChatOptions>().Data));
        services.AddSingleton<HistoryWriter>();
        services.AddSingleton<RoomMetrics>();
        services.AddSingleton<RateLimiter>();
        services.AddSingleton<ConnectionLimiter>();
        services.AddSingleton<Func<RoomName, Room>>(provider =>
            name => ActivatorUtilities.CreateInstance<Room>(provider, name));
        services.AddSingleton<RoomRegistry>();
        services.AddSingleton<OpenConnection>(provider =>
        {
            var (options, metrics, time) = (provider.GetRequiredService<ChatOptions>(), provider.GetRequiredService<RoomMetrics>(), provider.GetRequiredService<TimeProvider>());
            return (socket, stream, person, protocol) => new Connection(socket, stream, person, protocol, options, metrics, time);
        });
        services.AddHostedService<RoomsLifetime>();

        services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All));
        services.AddSingleton<FramesByLanguage>();
        services.AddSingleton<IRoomFrames>(provider => provider.GetRequiredService<FramesByLanguage>().Default);
        services.AddSingleton<DemoFrames>();
        services.AddSingleton(provider => new Assets(
            provider.GetRequiredService<ChatOptions>().Assets,
            HasLocalAssets(provider.GetRequiredService<IWebHostEnvironment>())));

        services.AddSingleton<Origins>();
        services.AddSingleton<RoomRoute>();
        services.AddSingleton<ReadingRoute>();
        services.AddSingleton<Admission>();
        services.AddSingleton<Operator>();
        services.AddSingleton<Identity>();
        services.AddSingleton<Speaking>();
        services.AddSingleton<Watching>();
        services.AddSingleton<LatestRows>();
        services.AddSingleton<Renaming>();
        services.AddSingleton<SlashCommands>();
        services.AddSingleton<Sharing>();
        services.AddSingleton<Bots>();
        services.AddSingleton<HookPages>();
        services.AddSingleton<IHookSender, HookSender>();
        services.AddSingleton<RoomPages>();
        services.AddSingleton<RoomLinks>();
        services.AddSingleton<Door>();
        services.AddSingleton<Banning>();
        services.AddDataProtection().SetApplicationName("HtmxChat");
        services.AddOptions<KeyManagementOptions>().Configure<ChatOptions, ILoggerFactory>((keys, chat, loggers) =>
            keys.XmlRepository = new FileSystemXmlRepository(new DirectoryInfo(Path.Combine(chat.Data, "keys")), loggers));
        services.AddOptions<ForwardedHeadersOptions>().Configure<ChatOptions>(TrustProxies);
        services.PostConfigure<LoggerFilterOptions>(LogFilters.Quieten);
        services.AddOptions<KestrelServerOptions>().Configure<LimitOptions>(Listening.Bound).Configure<ChatOptions>(Listening.Share);
        services.AddCors();
        services.AddOptions<CorsOptions>().Configure<ChatOptions>(AllowOrigins);
        services.AddOptions<HostOptions>().Configure(host => host.ShutdownTimeout = TimeSpan.FromSeconds(3));
        return services;
    }

    internal static bool HasLocalAssets(IWebHostEnvironment environment) =>
        Assets.All.All(asset => environment.WebRootFileProvider.GetFileInfo(asset.LocalUrl).Exists);

    // A cookie of this host is not sent from another site anyway, so none is asked for.
    private static void AllowOrigins(CorsOptions cors, ChatOptions chat) => cors.AddDefaultPolicy(policy => policy
        .WithOrigins(chat.AllowedOrigins)
        .WithMethods(HttpMethods.Get, HttpMethods.Head, HttpMethods.Post)
        .AllowAnyHeader()
        .WithExposedHeaders("ETag", "Link", "Location", "Retry-After"));

    private static void TrustProxies(ForwardedHeadersOptions headers, ChatOptions chat)
    {
        // With nobody to compare with, the middleware would believe everybody.
        headers.ForwardedHeaders = chat.TrustedProxies.Length == 0 ? ForwardedHeaders.None : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
        headers.ForwardLimit = null;
        headers.KnownProxies.Clear();
        headers.KnownIPNetworks.Clear();
        foreach (var proxy in Proxies(chat))
        {
            headers.KnownIPNetworks.Add(proxy);
        }
    }

    /// <summary>The proxies whose forwarded headers count; each address is a network of one.</summary>
    internal static IEnumerable<System.Net.IPNetwork> Proxies(ChatOptions chat) => chat.TrustedProxies.Select(proxy =>
        System.Net.IPNetwork.TryParse(proxy, out var network)
            ? network
            : new System.Net.IPNetwork(IPAddress.Parse(proxy), IPAddress.Parse(proxy).GetAddressBytes().Length * 8));
}
