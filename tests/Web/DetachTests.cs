using System.Net.Sockets;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using HtmxChat.Rooms;
using HtmxChat.Rooms.Web;
using HtmxChat.Tests.Support;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace HtmxChat.Tests.Web;

/// <summary>A socket leaves the web server when it is open, and what the web server had around it ends.</summary>
public sealed class DetachTests
{
    [Fact]
    public async Task Nothing_of_the_request_is_held_while_its_socket_lives()
    {
        List<WeakReference> ofRequest = [];
        await using var server = ChatServer.Start(middleware: context => Remember(context, ofRequest));
        await using var ada = await Tab.OpenAsync(server.Url, "general", "Ada");
        await ada.SeesPeople("Ada");
        Assert.Equal(4, ofRequest.Count);
        // Whoever accepts connections may remember the last one.
        using var last = server.Browser();
        Assert.Equal(200, (await last.Opens("/healthz")).Status);

        await Bounded.Until(() =>
        {
            GC.Collect();
            return !ofRequest.Exists(part => part.IsAlive);
        });

        await ada.Says("still here");
        await ada.Sees("still here");
    }

    [Fact]
    public async Task What_a_client_sends_with_its_hand_shake_is_heard()
    {
        await using var server = ChatServer.Start();
        using var hasty = await RawSocket.ConnectsTo(server.Url);
        var texts = Enumerable.Range(0, 20).Select(i => $"number {i} ".PadRight(600, 'x')).ToList();
        // More than one buffer of the connection's, and the last frame comes in two parts.
        byte[] bytes = [.. hasty.RequestToOpen("general"), .. texts.SelectMany((text, i) => RawSocket.Frame(JsonSerializer.Serialize(new { type = "say", text, cid = $"c-{i}" })))];
        await hasty.Sends(bytes[..^100]);
        Assert.StartsWith("HTTP/1.1 101", await hasty.ReadsHead());
        await hasty.Sends(bytes[^100..]);

        await using var bob = await Tab.OpenAsync(server.Url, "general", "Bob");
        await bob.SeesRows(texts.Count);
        Assert.Equal(texts.Select(text => text.TrimEnd()), bob.Log.Select(row => row.Text));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_client_that_is_gone_ends_its_request_and_its_socket(bool isReset)
    {
        await using var server = ChatServer.Start();
        var (metrics, places) = (server.Services.GetRequiredService<RoomMetrics>(), server.Services.GetRequiredService<ConnectionLimiter>());
        using var waits = await RawSocket.ConnectsTo(server.Url);
        await waits.Sends($"GET /api/room/general/messages?after=0&wait=60 HTTP/1.1\r\nHost: {server.Url.Authority}\r\n\r\n");
        using var listens = await RawSocket.ConnectsTo(server.Url);
        await listens.Opens("general");
        await Bounded.Until(() => metrics.Connections == 2);

        foreach (var client in (RawSocket[])[waits, listens])
        {
            if (isReset)
            {
                client.Drops();
            }
            else
            {
                client.HalfCloses();
                await client.IsCut();
            }
        }

        await Bounded.Until(() => metrics.Connections == 0 && places.Count == 0);
    }

    [Fact]
    public async Task Sockets_take_no_connection_from_those_who_ask_for_pages()
    {
        await using var server = ChatServer.Start(settings: [("Chat:Limits:Connections", "2")]);
        await using var ada = await Tab.OpenAsync(server.Url, "general", "Ada");
        await using var bob = await Tab.OpenAsync(server.Url, "general", "Bob");
        List<RawSocket> pages = [];
        for (var tries = 0; tries < 1000 && pages.Count < 4; tries++)
        {
            // The connections that the sockets came from take a moment to end.
            var page = await RawSocket.ConnectsTo(server.Url);
            await page.Sends($"HEAD /healthz HTTP/1.1\r\nHost: {server.Url.Authority}\r\n\r\n");
            pages.AddRange((await page.ReadsHead()).StartsWith("HTTP/1.1 ", StringComparison.Ordinal) ? [page] : []);
        }

        Assert.Equal(4, pages.Count);
        using var over = await RawSocket.ConnectsTo(server.Url);
        await over.IsCut();
        await ada.Says("undisturbed");
        await bob.Sees("undisturbed");
        pages.ForEach(page => page.Dispose());
    }

    [Fact]
    public async Task A_room_lives_over_a_Unix_socket()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "its paths cannot be given as an address");
        using var data = new TempFolder();
        var path = data.File("chat.sock");
        await using var server = ServerProcess.Start(data.Path, ["--Chat:Data", data.Path, "--Kestrel:Endpoints:Unix:Url", $"http://unix:{path}"]);
        await server.Url;
        using var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancelled) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancelled);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        using var client = new HttpMessageInvoker(handler);
        using var ada = new ClientWebSocket();
        await ada.ConnectAsync(new Uri("ws://localhost/r/general/live?after=0"), client, TestContext.Current.CancellationToken).Soon();
        await ada.SendAsync("ping"u8.ToArray(), WebSocketMessageType.Text, true, TestContext.Current.CancellationToken);
        var buffer = new byte[64 * 1024];
        while (Encoding.UTF8.GetString(buffer, 0, (await ada.ReceiveAsync(buffer.AsMemory(), TestContext.Current.CancellationToken).Soon()).Count) != "pong")
        {
        }

        await server.Terminates();
        Assert.Equal(0, (await server.Ends()).ExitCode);
        Assert.False(File.Exists(path));
    }

    // Not inlined: no local of the test's keeps what it looks for.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Remember(HttpContext context, List<WeakReference> parts)
    {
        if (context.Request.Path.Value!.EndsWith("/live", StringComparison.Ordinal))
        {
            var connection = context.Features.GetRequiredFeature<IConnectionSocketFeature>();
            Assert.IsType<DetachableConnection>(connection);
            parts.AddRange(new object[] { context, context.Features, context.RequestServices, connection }.Select(part => new WeakReference(part)));
        }
    }
}
