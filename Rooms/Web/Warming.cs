using System.Net;
using System.Text.Encodings.Web;
using HtmxChat.Rooms.Storage;
using HtmxChat.Views;
using Microsoft.AspNetCore.DataProtection;
using Pages = HtmxChat.Views.Pages;

namespace HtmxChat.Rooms.Web;

/// <summary>Lets a second core load and compile what the first page needs, while the first one puts the program together: most of a start
/// is compilation. Decides nothing; what goes wrong here goes wrong again, and is told, where it is needed.</summary>
internal sealed class Warming
{
    private static int _begun;

    private readonly bool _isOn;

    /// <summary>Begins with what needs no configuration, once in a process.</summary>
    public Warming()
        : this(Environment.ProcessorCount > 1 && Interlocked.Exchange(ref _begun, 1) == 0)
    {
    }

    internal Warming(bool isOn)
    {
        _isOn = isOn;
        Then(() =>
        {
            SqliteHistory.Warm();
            Pages.Home.Create(new HomeModel("", "")).RenderAsync(new FrameWriter(), HtmlEncoder.Default).AsTask().Wait();
            new ConnectionLimiter(new LimitOptions()).TryOpen(IPAddress.None, default, out _)?.Dispose();
            new EphemeralDataProtectionProvider().CreateProtector("").Protect([]);
        });
    }

    /// <summary>Completes with all that was begun; fails or is cancelled if anything went wrong.</summary>
    internal Task Done { get; private set; } = Task.CompletedTask;

    /// <summary>Opens the store, and then the keys.</summary>
    public void Open(IServiceProvider services) => Then(() =>
    {
        services.GetRequiredService<Banning>();
        services.GetRequiredService<Identity>().Of(new DefaultHttpContext());
    });

    /// <summary>Answers the home page once, to nobody.</summary>
    public void Answer(WebApplication app)
    {
        if (!_isOn)
        {
            return;
        }

        var pages = new ApplicationBuilder(app.Services);
        pages.UseRouting();
        pages.UseEndpoints(endpoints => ((IEndpointRouteBuilder)app).DataSources.ToList().ForEach(endpoints.DataSources.Add));
        var answer = pages.Build();
        Then(() => answer(new DefaultHttpContext
        {
            RequestServices = app.Services,
            Request = { Method = HttpMethods.Get, Path = "/" },
            Connection = { RemoteIpAddress = IPAddress.None },
        }).Wait());
    }

    private void Then(Action work)
    {
        if (_isOn)
        {
            Done = Done.ContinueWith(_ => work(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
        }
    }
}
