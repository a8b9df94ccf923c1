using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace HtmxChat.Tests.Support;

/// <summary>The other end of a hook: keeps what is posted to it, and answers what it is told to.</summary>
public sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Channel<(IHeaderDictionary Headers, string Body)> _posts = Channel.CreateUnbounded<(IHeaderDictionary, string)>();

    private Receiver(WebApplication app) => _app = app;

    /// <summary>Where it listens.</summary>
    public Uri Url => new(_app.Urls.Single());

    /// <summary>The next answers; 200 when there are none.</summary>
    public ConcurrentQueue<(int Status, string? Location)> Answers { get; } = [];

    /// <summary>Requests so far.</summary>
    public int Count { get; private set; }

    public static async Task<Receiver> Starts()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var receiver = new Receiver(builder.Build());
        receiver._app.Run(receiver.TakeAsync);
        await receiver._app.StartAsync();
        return receiver;
    }

    /// <summary>The next request.</summary>
    public Task<(IHeaderDictionary Headers, string Body)> Gets() => _posts.Reader.ReadAsync().Soon();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        Count++;
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        var (status, location) = Answers.TryDequeue(out var answer) ? answer : (200, null);
        context.Response.StatusCode = status;
        context.Response.Headers.Location = location;
        _posts.Writer.TryWrite((new HeaderDictionary(context.Request.Headers.ToDictionary()), body));
    }
}
