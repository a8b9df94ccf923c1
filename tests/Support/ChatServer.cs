using System.Net;
using HtmxChat.Rooms;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HtmxChat.Tests.Support;

/// <summary>The whole program in this process, on real Kestrel at a free port, with a data folder of its own.
/// The limiter is off unless a setting says otherwise.</summary>
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
    /// <param name="settings">Configuration, like <c>("Chat:PageSize", "10")</c>.</param>
    public static ChatServer Start(
        string? data = null,
        int port = 0,
        Func<IHistory, IHistory>? history = null,
        params (string Key, string Value)[] settings)
    {
        var folder = data is null ? new TempFolder() : null;
        var factory = new Factory(data ?? folder!.Path, history, settings);
        factory.UseKestrel(port);
        factory.StartServer();
        return new ChatServer(factory, folder);
    }

    /// <summary>An HTTP client that keeps cookies and follows no redirects.</summary>
    public HttpClient Browser() => new(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = Url };

    public async ValueTask DisposeAsync()
    {
        await _factory.DisposeAsync();
        _ownFolder?.Dispose();
    }

    private sealed class Factory(string data, Func<IHistory, IHistory>? history, (string Key, string Value)[] settings) : WebApplicationFactory<Program>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseSetting("Chat:Data", data);
            builder.UseSetting("Chat:Limits:MessageInterval", "00:00:00");
            foreach (var (key, value) in settings)
            {
                builder.UseSetting(key, value);
            }

            builder.ConfigureLogging(logging => logging.SetMinimumLevel(LogLevel.Critical));
            if (history is not null)
            {
                builder.ConfigureTestServices(services =>
                {
                    var store = services.Last(service => service.ServiceType == typeof(IHistory)).ImplementationFactory!;
                    services.AddSingleton(provider => history((IHistory)store(provider)));
                });
            }
        }
    }
}
