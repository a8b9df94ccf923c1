using System.Text.Json;
using HtmxChat.Tests.Support;

namespace HtmxChat.Tests.Faults;

/// <summary>Pages, sockets of the demo's protocol, event streams, polls and posts in one room, all at once: one order for all.</summary>
[Collection(Load.Collection)]
public sealed class MixedRoomTests(ITestOutputHelper output)
{
    private const string Room = "mixed";

    private readonly HistoryRecorder _history = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _quiet = new();
    private int _cuts;
    private int _resends;

    [Fact]
    public async Task Whatever_they_speak_they_all_have_the_same_in_the_same_order()
    {
        using var data = new TempFolder();
        await using var server = ServerProcess.Start(data.Path, ["--Chat:Data", data.Path, "--Chat:Limits:MessageInterval", "00:00:00", "--Chat:ReplayLimit", "10000"]);
        var url = await server.Url;
        var pages = new List<PageClient>();
        for (var i = 0; i < 6; i++)
        {
            pages.Add(new PageClient(url, $"page-{i}", Room, await Tab.CookieOf(url, $"page-{i}"), _history, seed: i, edits: 0));
        }

        await Task.WhenAll(pages.Select(page => page.IsLive()));
        var demos = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Demo.Enters(url, $"demo-{i}")));
        var talking = Enumerable.Range(0, 3).Select(i => PostsAsync(url, $"api-{i}"))
            .Concat(demos.Select(demo => demo.TalksAsync(_quiet.Token)))
            .ToList();
        var reading = Enumerable.Range(0, 3).Select(i => ListensAsync(url, $"sse-{i}", cuts: i))
            .Append(PollsAsync(url, "poll"))
            .ToList();

        await _history.Delivers(Load.Of(6_000, 40_000));
        await _quiet.CancelAsync();
        await Task.WhenAll([.. talking, .. pages.Select(page => page.FallsSilent())]).WaitAsync(Load.Patience);
        await using (var last = await Tab.OpenAsync(url, Room, "Eve"))
        {
            _history.Add(new(EventKind.Send, "Eve", Room, await last.Says("the end"), Text: "the end"));
            await last.Sees("the end");
        }

        await Task.WhenAll([.. reading, .. demos.Select(demo => demo.SeesTheEnd())]).WaitAsync(Load.Patience);
        using var http = new HttpClient { BaseAddress = url };
        var table = StoredRows.Of(data.Path, Room);
        Assert.Equal(Rows(table), await AllPagesAsync(http));
        Assert.Equal(Rows(table), Rows(await http.GetStringAsync($"/r/{Room}/export.json").Soon()));

        foreach (var demo in demos)
        {
            demo.Tells(_history, table);
            await demo.DisposeAsync();
        }

        Crowd.IsAsInTheTable(data.Path, pages, _history);
        await _stop.CancelAsync();
        await Task.WhenAll(pages.Select(page => page.DisposeAsync().AsTask()));
        output.WriteLine(
            $"{table.Count} messages, {_history.Events.Count(happened => happened.Kind == EventKind.Recv)} deliveries to 6 pages, 4 demo sockets, 3 event streams and a poll; {_resends} resends, {_cuts} cuts, 0 anomalies");
        Assert.True(_cuts > 3 && _resends > 3);
    }

    private static IEnumerable<(long, string)> Rows(IEnumerable<StoredRows.Row> table) => table.Select(row => (row.Seq, row.Text));

    private static IEnumerable<(long, string)> Rows(string json) =>
        JsonSerializer.Deserialize<ApiCalls.Message[]>(json, ApiCalls.Json)!.Select(message => (message.Seq, message.Text));

    private static async Task<List<(long, string)>> AllPagesAsync(HttpClient http)
    {
        List<(long, string)> rows = [];
        for (var next = ApiCalls.Messages(Room, "?after=0&limit=100"); next is not null;)
        {
            using var answer = await http.GetAsync(next).Soon();
            rows.AddRange(Rows(await answer.Content.ReadAsStringAsync().Soon()));
            next = answer.Headers.TryGetValues("Link", out var links)
                ? links.Single().Split(", ").SingleOrDefault(link => link.EndsWith("rel=\"next\"", StringComparison.Ordinal))?.Split('>')[0][1..]
                : null;
        }

        return rows;
    }

    // A script: each send up to three times, some of them at once.
    private async Task PostsAsync(Uri url, string name)
    {
        using var http = new HttpClient(new HttpClientHandler { UseCookies = false }) { BaseAddress = url };
        var random = new Random(name[^1]);
        for (var i = 1; !_quiet.IsCancellationRequested; i++)
        {
            var (key, text) = ($"{name}-{i}", $"{name}-{i} \"quoted\" \n {i}");
            _history.Add(new(EventKind.Send, name, Room, key, Text: text));
            var times = random.Next(1, 4);
            _resends += times - 1;
            var answers = await Task.WhenAll(Enumerable.Range(0, times).Select(_ => http.PostsJson(Room, new { name, text }, key)));
            Assert.Single(answers, answer => (int)answer.StatusCode == 201);
            var kept = await Task.WhenAll(answers.Select(answer => answer.Of<ApiCalls.Kept>((int)answer.StatusCode)));
            Assert.Single(kept.Distinct());
            _history.Add(new(EventKind.Ack, name, Room, key, kept[0].Seq));
        }
    }

    // An event stream that is cut after some events, and resumes.
    private async Task ListensAsync(Uri url, string name, int cuts)
    {
        var (rev, ended) = (0L, false);
        while (!ended)
        {
            await using var events = await EventSource.Opens(url, Room, "?after=0", rev == 0 ? null : rev);
            for (var left = cuts == 0 ? int.MaxValue : 100 * cuts; left > 0 && !ended; left--)
            {
                var message = JsonSerializer.Deserialize<ApiCalls.Message>((await events.Reads())!.Value.Data, ApiCalls.Json)!;
                ended = Shows(name, message);
                rev = message.Rev;
            }

            Interlocked.Increment(ref _cuts);
        }
    }

    private async Task PollsAsync(Uri url, string name)
    {
        using var http = new HttpClient { BaseAddress = url };
        for (var (rev, ended) = (0L, false); !ended;)
        {
            foreach (var message in await http.Reads(Room, $"?after_rev={rev}&wait=5"))
            {
                ended |= Shows(name, message);
                rev = message.Rev;
            }
        }
    }

    private bool Shows(string name, ApiCalls.Message message)
    {
        _history.Add(new(EventKind.Recv, name, Room, Seq: message.Seq, Rev: message.Rev, Text: message.Text));
        return message.Text == "the end";
    }

    /// <summary>A client of the demo's protocol, which knows of no seq: what it saw is given one afterwards, by its text.</summary>
    private sealed class Demo : IAsyncDisposable
    {
        private readonly List<(string Text, long Time)> _seen = [];
        private readonly List<string> _said = [];
        private readonly DemoClient _client;
        private readonly string _name;
        private readonly Task _reading;

        private Demo(DemoClient client, string name)
        {
            (_client, _name) = (client, name);
            _reading = Task.Run(ReadAsync);
        }

        public static async Task<Demo> Enters(Uri url, string name)
        {
            var client = await DemoClient.Connects(url, Room);
            await client.Gives(name);
            return new Demo(client, name);
        }

        public async Task TalksAsync(CancellationToken quiet)
        {
            using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(40));
            for (var i = 1; !quiet.IsCancellationRequested; i++)
            {
                var text = $"{_name}-{i} <&>";
                _said.Add(text);
                await _client.Says(text);
                await pace.WaitForNextTickAsync(CancellationToken.None);
            }
        }

        public Task SeesTheEnd() => _reading;

        // Its echo is the acknowledgement.
        public void Tells(HistoryRecorder history, IReadOnlyList<StoredRows.Row> table)
        {
            var rows = table.ToDictionary(row => row.Text);
            foreach (var text in _said)
            {
                var cid = rows.TryGetValue(text, out var row) ? row.Cid : text;
                history.Add(new(EventKind.Send, _name, Room, cid, Text: text));
                Assert.Contains(text, _seen.Select(seen => seen.Text));
                history.Add(new(EventKind.Ack, _name, Room, cid));
            }

            // Revs of its own: it is told none.
            foreach (var (text, _) in _seen)
            {
                var seq = rows.TryGetValue(text, out var row) ? row.Seq : 0;
                history.Add(new(EventKind.Recv, _name, Room, Seq: seq, Rev: -seq, Text: text));
            }

            Assert.Equal(_seen.Select(seen => seen.Time).Distinct().Order(), _seen.Select(seen => seen.Time));
        }

        public ValueTask DisposeAsync() => _client.DisposeAsync();

        private async Task ReadAsync()
        {
            while (_seen is not [.., ("the end", _)])
            {
                using var json = JsonDocument.Parse(await _client.Reads());
                if (json.RootElement.TryGetProperty("message", out var text))
                {
                    _seen.Add((text.GetString()!, json.RootElement.GetProperty("timestamp").GetInt64()));
                }
            }
        }
    }
}
