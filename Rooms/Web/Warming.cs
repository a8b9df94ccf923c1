using System.Net;
using System.Text.Encodings.Web;
using HtmxChat.Rooms.Storage;
using HtmxChat.Views;
using Microsoft.AspNetCore.DataProtection;
using Pages = HtmxChat.Views.Pages;

namespace HtmxChat.Rooms.Web;

/// <summary>Lets a second core load and compile what the first page needs, while the first one puts the program together: most of a start
/// is compilation. Decides and changes nothing; what goes wrong here goes wrong again, and is told, where it is needed.</summary>
internal static class Warming
{
    private static int _appsWarmed;

    // Once in a process.
    private static readonly Task Unconfigured = Environment.ProcessorCount == 1 ? Task.CompletedTask : Task.Run(() =>
    {
        SqliteHistory.Warm();
        Pages.Home.Create(new HomeModel("", "")).RenderAsync(new FrameWriter(), HtmlEncoder.Default).AsTask().Wait();
        new ConnectionLimiter(new LimitOptions()).TryOpen(IPAddress.None, default, out _)?.Dispose();
        new EphemeralDataProtectionProvider().CreateProtector("").Protect([]);
    });

    /// <summary>Begins with what needs no configuration.</summary>
    public static void Begin() => _ = Unconfigured;

    /// <summary>Goes on with the program as it has been put together: answers the home page once, to nobody.</summary>
    public static void Warm(this WebApplication app)
    {
        if (Environment.ProcessorCount == 1 || Interlocked.Exchange(ref _appsWarmed, 1) == 1)
        {
            return;
        }

        var pages = new ApplicationBuilder(app.Services);
        pages.UseRouting();
        pages.UseEndpoints(endpoints => ((IEndpointRouteBuilder)app).DataSources.ToList().ForEach(endpoints.DataSources.Add));
        var answer = pages.Build();
        Task.Run(() => answer(new DefaultHttpContext
        {
            RequestServices = app.Services,
            Request = { Method = HttpMethods.Get, Path = "/" },
            Connection = { RemoteIpAddress = IPAddress.None },
        }));
    }
}
