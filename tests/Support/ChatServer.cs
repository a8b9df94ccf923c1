using System.Net;
using HtmxChat.Rooms;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HtmxChat.Tests.Support;

/// <summary>The whole program in this process, on real Kestrel at a free port, with a data folder of its own.
/// The limiter is off and sockets are many unless a setting says otherwise.</summary>
public sealed class ChatServer : IAsyncDisposable
{
    private readonly TempFolder? _ownFolder;
    private readonly Factory _factory;

    private ChatServer(Factory factory, TempFolder? ownFolder)
    {
        _factory = factory;
        _ownFolder = ownFolder;
        Url = new Uri(factory.ClientOptions.BaseAddress.ToString());
    }

    /// <summary>Where it listens.</summary>
    public Uri Url { get; }

    public IServiceProvider Services => _factory.Services;

    /// <summary>Starts a server.</summary>
    /// <param name="data">The data folder; null for a new one that goes with the server.</param>
    /// <param name="port">The port; 0 for a free one.</param>
    /// <param name="history">Puts something around the store.</param>
    /// <param name="middleware">Runs before the program's own.</param>
    /// <param name="settings">Configuration, like <c>("Chat:PageSize", "10")</c>.</param>
    public static ChatServer Start(
        string? data = null,
        int port = 0,
        Func<IHistory, IHistory>? history = null,
        Action<HttpContext>? middleware = null,
        params (string Key, string Value)[] settings)
    {
        var folder = data is null ? new TempFolder() : null;
        var factory = new Factory(data ?? folder!.Path, port, history, middleware, settings);
        factory.UseKestrel();
        factory.StartServer();
        return factory.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted.IsCancellationRequested
            ? new ChatServer(factory, folder)
            : throw new InvalidOperationException("the program has ended; its error output says why");
    }

    /// <summary>An HTTP client that keeps cookies and follows no redirects.</summary>
    public HttpClient Browser() => new(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = Url };

    public async ValueTask DisposeAsync()
    {
        await _factory.DisposeAsync();
        // The program, which runs on a thread of its own, may still be at it.
        await _factory.Closed.Task.Soon();
        _ownFolder?.Dispose();
    }

    private sealed class Factory(string data, int port, Func<IHistory, IHistory>? history, Action<HttpContext>? middleware, (string Key, string Value)[] settings) : WebApplicationFactory<Program>
    {
        /// <summary>Completes when the store is closed.</summary>
        public TaskCompletionSource Closed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseSetting("Chat:Data", data);
            builder.UseSetting("Chat:Limits:MessageInterval", "00:00:00");
            builder.UseSetting("Chat:Limits:ConnectionsPerAddress", "1000");
            foreach (var (key, value) in settings)
            {
                builder.UseSetting(key, value);
            }

            builder.ConfigureLogging(logging => logging.SetMinimumLevel(LogLevel.Critical));
            builder.ConfigureTestServices(services =>
            {
                // Not UseKestrel(port), which sets the address while the program is already starting; and after the program's own
                // settings, which hold for what is listened to later.
                services.PostConfigure<KestrelServerOptions>(kestrel => kestrel.Listen(IPAddress.Loopback, port));
                if (middleware is not null)
                {
                    services.AddSingleton<IStartupFilter>(new Before(middleware));
                }

                var open = services.Last(service => service.ServiceType == typeof(IHistory)).ImplementationFactory!;
                services.AddSingleton(provider => new Store((IHistory)open(provider), Closed));
                services.AddSingleton(provider => (history ?? (store => store))(provider.GetRequiredService<Store>().History));
            });
        }
    }

    private sealed class Before(Action<HttpContext> middleware) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((context, rest) =>
            {
                middleware(context);
                return rest(context);
            });
            next(app);
        };
    }

    // The container disposes it when all who use it are.
    private sealed class Store(IHistory history, TaskCompletionSource closed) : IDisposable
    {
        public IHistory History => history;

        public void Dispose()
        {
            (history as IDisposable)?.Dispose();
            closed.TrySetResult();
        }
    }
}
