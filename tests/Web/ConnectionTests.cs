using System.Globalization;
using System.Net;
using System.Net.Sockets;
using HtmxChat.Tests.Support;

namespace HtmxChat.Tests.Web;

/// <summary>How many sockets the server holds, and how long it waits for those who open one and do nothing.</summary>
public sealed class ConnectionTests
{
    [Theory]
    [InlineData("ConnectionsPerAddress", 429)]
    [InlineData("ConnectionsPerRoom", 503)]
    [InlineData("Connections", 503)]
    public async Task One_socket_too_many_is_told_so_and_when_to_try_again(string cap, int status)
    {
        await using var server = ChatServer.Start(settings: ($"Chat:Limits:{cap}", "2"));
        await using var ada = await Tab.OpenAsync(server.Url, "general", "Ada");
        await using var bob = await Tab.OpenAsync(server.Url, "general", "Bob");

        using var carol = server.Browser();
        var answer = await carol.AsksToOpen("general");

        Assert.Equal(status, answer.Status);
        Assert.InRange(int.Parse(answer.Header("Retry-After")!, CultureInfo.InvariantCulture), 1, 60);
        Assert.Equal("/", answer.Attribute("main a:last-child", "href"));
        await ada.Says("undisturbed");
        await bob.Sees("undisturbed");

        // Whoever leaves makes a place.
        await ada.Leaves();
        do
        {
            answer = await carol.AsksToOpen("general");
        }
        while (answer.Status == status);

        Assert.Equal(101, answer.Status);
    }

    [Fact]
    public async Task No_address_holds_all_connections_open()
    {
        using var data = new TempFolder();
        string[] limits = ["--Chat:Data", data.Path, "--Chat:Limits:ConnectionsPerAddress", "1", "--Chat:Limits:Connections", "60", "--Chat:Limits:IdleTimeout", "01:00:00"];
        await using var server = ServerProcess.Start(data.Path, limits);
        var url = await server.Url;
        List<RawSocket> silent = [];
        for (var i = 0; i < 102; i++)
        {
            var socket = await RawSocket.ConnectsTo(url);
            silent.Add(socket);
            // Connections are not counted in the order in which they came: with an answer this one has been.
            await socket.Sends($"HEAD /healthz HTTP/1.1\r\nHost: {url.Authority}\r\n\r\n");
            Assert.StartsWith("HTTP/1.1 ", await socket.ReadsHead());
        }

        // The next one is told so and cut; whoever comes from elsewhere comes in: 127.0.0.2 is this machine too.
        using (var over = await RawSocket.ConnectsTo(url))
        {
            var head = await over.ReadsHead();
            Assert.StartsWith("HTTP/1.1 429 ", head);
            Assert.Contains("\r\nRetry-After: 10\r\n", head);
            await over.IsCut();
        }

        using var elsewhere = new HttpClient(new SocketsHttpHandler { ConnectCallback = From("127.0.0.2") }) { BaseAddress = url };
        Assert.Equal(200, (await elsewhere.Opens("/healthz")).Status);

        // Whoever leaves makes a place.
        silent.ForEach(socket => socket.Dispose());
        using var again = new HttpClient { BaseAddress = url };
        while ((await again.Opens("/healthz")).Status == 429)
        {
        }
    }

    [Fact]
    public async Task A_full_room_leaves_place_in_others()
    {
        await using var server = ChatServer.Start(settings: ("Chat:Limits:ConnectionsPerRoom", "1"));
        await using var ada = await Tab.OpenAsync(server.Url, "general");
        using var carol = server.Browser();
        Assert.Equal(503, (await carol.AsksToOpen("general")).Status);
        await using var bob = await Tab.OpenAsync(server.Url, "garden");
        await bob.Pings();
    }

    [Fact]
    public async Task Coming_and_going_is_not_free()
    {
        await using var server = ChatServer.Start(settings: [("Chat:Limits:MessageInterval", "00:01:00"), ("Chat:Limits:Costs:Join", "5"), ("Chat:Limits:Costs:Page", "0")]);
        using var mallory = server.Browser();
        var opened = 0;
        var answer = await mallory.AsksToOpen("general");
        for (; answer.Status == 101 && opened < 100; opened++)
        {
            answer = await mallory.AsksToOpen("general");
        }

        Assert.Equal((5, 429), (opened, answer.Status));
        Assert.InRange(int.Parse(answer.Header("Retry-After")!, CultureInfo.InvariantCulture), 1, 600);
    }

    [Fact]
    public async Task Slow_heads_and_silent_connections_are_gone_while_others_talk()
    {
        await using var server = ChatServer.Start(settings: [("Chat:Limits:HeaderTimeout", "00:00:01"), ("Chat:Limits:IdleTimeout", "00:00:02")]);
        List<RawSocket> slow = [];
        for (var i = 0; i < 10; i++)
        {
            var socket = await RawSocket.ConnectsTo(server.Url);
            slow.Add(socket);
            switch (i % 3)
            {
                case 0:
                    await socket.AsksToOpen("general", part: 0.5);
                    break;
                case 1:
                    await socket.Sends("G");
                    break;
            }
        }

        await using var ada = await Tab.OpenAsync(server.Url, "general", "Ada");
        await ada.Says("here");
        await ada.Sees("here");

        foreach (var socket in slow)
        {
            await socket.IsCut();
            socket.Dispose();
        }

        await ada.Pings();
        Assert.Null(ada.Closed);
    }

    [Fact]
    public async Task A_socket_that_never_joins_is_sent_away_and_one_that_does_stays()
    {
        await using var server = ChatServer.Start(settings: ("Chat:Limits:IdleTimeout", "00:00:01"));
        await using var ada = await DemoClient.Enters(server.Url, "general", "Ada");
        await using var silent = await DemoClient.Connects(server.Url, "general");
        await using var pinging = await DemoClient.Connects(server.Url, "general");
        await using var page = await Tab.OpenAsync(server.Url, "general");
        await pinging.Sends("ping");
        Assert.Equal("pong", await pinging.Reads());

        Assert.Equal("closed 1008", await silent.Reads());
        Assert.Equal("closed 1008", await pinging.Reads());
        await page.Pings();
        await ada.Says("still here");
        await page.Sees("still here");
    }

    private static Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>> From(string address) => async (context, cancelled) =>
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, context.DnsEndPoint.Port), cancelled);
        return new NetworkStream(socket, ownsSocket: true);
    };
}
