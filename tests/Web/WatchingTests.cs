using System.IO.Pipelines;
using HtmxChat.Rooms;
using HtmxChat.Rooms.Web;
using HtmxChat.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace HtmxChat.Tests.Web;

/// <summary>Reading live without a WebSocket: long-poll and server-sent events.</summary>
public sealed class WatchingTests(SharedServer shared) : IClassFixture<SharedServer>, IDisposable
{
    private readonly ChatServer _server = shared.Server;
    private readonly HttpClient _http = shared.Server.Script();
    private readonly string _room = SharedServer.NewRoom();

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task A_poll_waits_for_the_next_message()
    {
        var before = Watchers(_server);
        var polls = ((string[])["?after=0&wait=60", "?after_rev=0&wait=60", "?wait=60"]).Select(query => _http.Reads(_room, query)).ToList();
        await Bounded.Until(() => Watchers(_server) >= before + 3);
        Assert.DoesNotContain(polls, poll => poll.IsCompleted);
        await _http.PostsText(_room, "at last");

        foreach (var poll in polls)
        {
            Assert.Equal("at last", Assert.Single(await poll).Text);
        }
    }

    [Fact]
    public async Task A_poll_is_answered_at_once_if_there_is_something()
    {
        await _http.PostsText(_room, "one");
        Assert.Single(await _http.Reads(_room, "?after=0&wait=60"));
    }

    [Fact]
    public async Task A_poll_ends_with_nothing_when_its_time_is_up() => Assert.Empty(await _http.Reads(_room, "?after=0&wait=1"));

    [Fact]
    public async Task A_poll_with_a_tag_waits_for_a_change()
    {
        await using var tab = await Tab.OpenAsync(_server.Url, _room, "Ada");
        await tab.Says("one");
        await tab.Sees("one");
        var request = new HttpRequestMessage(HttpMethod.Get, ApiCalls.Messages(_room, "?wait=60"));
        request.Headers.TryAddWithoutValidation("If-None-Match", "\"1\"");
        var before = Watchers(_server);
        var poll = _http.SendAsync(request);
        await Bounded.Until(() => Watchers(_server) > before);
        await tab.Edits(1, "uno");

        Assert.Equal("uno", Assert.Single(await (await poll.Soon()).Of<ApiCalls.Message[]>(200)).Text);
    }

    [Fact]
    public async Task Events_come_live_and_resume_without_a_gap()
    {
        await using var tab = await Tab.OpenAsync(_server.Url, _room, "Ada");
        await tab.Says("one");
        await tab.Sees("one");
        await using (var events = await EventSource.Opens(_server.Url, _room))
        {
            Assert.Equal((1, "one"), await events.Hears());
            await tab.Says("two");
            Assert.Equal((2, "two"), await events.Hears());
            await tab.Edits(1, "uno");
            Assert.Equal((3, "uno"), await events.Hears());
        }

        await tab.Says("three");
        await tab.Deletes(2);
        await tab.SeesGone(2);
        await using var again = await EventSource.Opens(_server.Url, _room, lastEventId: 3);
        Assert.Equal((4, "three"), await again.Hears());
        Assert.Equal((5, ""), await again.Hears());
        await tab.Says("four");
        Assert.Equal((6, "four"), await again.Hears());
    }

    [Fact]
    public async Task Events_begin_where_they_are_asked_to()
    {
        for (var i = 1; i <= 250; i++)
        {
            await _http.PostsText(_room, $"number {i}");
        }

        await using var all = await EventSource.Opens(_server.Url, _room, "?after=0");
        for (var i = 1; i <= 250; i++)
        {
            Assert.Equal((i, $"number {i}"), await all.Hears());
        }

        await using var last = await EventSource.Opens(_server.Url, _room, "?limit=2");
        Assert.Equal(249, (await last.Hears()).Rev);
        await using var latest = await EventSource.Opens(_server.Url, _room);
        Assert.Equal(151, (await latest.Hears()).Rev);
        await using var after = await EventSource.Opens(_server.Url, _room, "?after=240");
        Assert.Equal(241, (await after.Hears()).Rev);
        await using var none = await EventSource.Opens(_server.Url, _room, "?after=250");
        await using var byRev = await EventSource.Opens(_server.Url, _room, "?after_rev=248");
        Assert.Equal(249, (await byRev.Hears()).Rev);
        await using var beyond = await EventSource.Opens(_server.Url, _room, "?limit=1", lastEventId: 1000);
        Assert.Equal(250, (await beyond.Hears()).Rev);
        await _http.PostsText(_room, "number 251");
        Assert.Equal(251, (await none.Hears()).Rev);
    }

    [Fact]
    public async Task Watchers_count_as_connections_and_leave_nothing_behind()
    {
        await using var server = ChatServer.Start(settings: [("Chat:Limits:ConnectionsPerAddress", "2")]);
        using var http = server.Script();
        await using (var one = await EventSource.Opens(server.Url, "general"))
        await using (var two = await EventSource.Opens(server.Url, "general"))
        {
            Assert.Equal(2, Watchers(server));
            using var third = await http.GetAsync(ApiCalls.Messages("general", "?after=0&wait=1")).Soon();
            await third.Problem(429);
            Assert.NotNull(third.Headers.RetryAfter);
        }

        await Bounded.Until(() => Watchers(server) == 0);
        var head = new HttpRequestMessage(HttpMethod.Head, ApiCalls.Messages("general"));
        head.Headers.Add("Accept", "text/event-stream");
        using var answer = await http.SendAsync(head).Soon();
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);

        await Bounded.Until(() => Watchers(server) == 0 && server.Services.GetRequiredService<RoomRegistry>().Count == 0);
        Assert.Equal(0, server.Services.GetRequiredService<ConnectionLimiter>().Count);
    }

    [Fact]
    public async Task When_the_server_stops_events_end_and_polls_are_answered()
    {
        var server = ChatServer.Start();
        using var http = server.Script();
        await using var events = await EventSource.Opens(server.Url, "general");
        var poll = http.Reads("general", "?after=0&wait=60");
        await Bounded.Until(() => Watchers(server) == 2);
        await server.DisposeAsync();

        Assert.Null(await events.Reads());
        Assert.Empty(await poll.Soon());
    }

    [Fact]
    public async Task A_reader_that_does_not_read_holds_up_nobody_and_misses_nothing()
    {
        await using var idle = await EventSource.Opens(_server.Url, _room);
        await using var tab = await Tab.OpenAsync(_server.Url, _room, "Ada");
        var text = new string('x', 2000);
        for (var i = 1; i <= 500; i++)
        {
            await tab.Says($"{i} {text[..1900]}");
            await tab.SeesRows(i - 20);
        }

        await tab.SeesRows(500);
        for (var i = 1; i <= 500; i++)
        {
            Assert.Equal(i, (await idle.Hears()).Rev);
        }
    }

    [Fact]
    public async Task To_a_connection_that_is_lost_nothing_more_is_read_from_the_store()
    {
        await _http.PostsText(_room, "for nobody");
        var context = new DefaultHttpContext();
        Assert.True(RoomName.TryParse(_room, out var room));
        context.Features.Set(new RoomRoute.Found(room, ""));
        context.Features.Set<IHttpResponseBodyFeature>(new LostBody());
        var services = _server.Services;
        var fromStart = new MessageQuery(null, AfterRev: 0, null, 1, TimeSpan.Zero);
        var stream = new EventStream(context, services.GetRequiredService<IHistory>(), services.GetRequiredService<Door>(), fromStart);

        await stream.StartAsync();
        Assert.False(await stream.SendAsync());
    }

    private static int Watchers(ChatServer server) => server.Services.GetRequiredService<RoomMetrics>().Connections;

    /// <summary>The body of an answer nobody reads any more.</summary>
    private sealed class LostBody : IHttpResponseBodyFeature
    {
        private readonly Pipe _pipe = new();

        public LostBody() => _pipe.Reader.Complete();

        public PipeWriter Writer => _pipe.Writer;

        public Stream Stream => Writer.AsStream();

        public void DisableBuffering()
        {
        }

        public Task StartAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

        public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task CompleteAsync() => Task.CompletedTask;
    }
}
