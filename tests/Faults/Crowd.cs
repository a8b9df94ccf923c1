using System.Diagnostics;
using HtmxChat.Tests.Support;

namespace HtmxChat.Tests.Faults;

/// <summary>A server process and people who talk there without end, whatever happens to it or to their connections.</summary>
internal sealed class Crowd : IAsyncDisposable
{
    private readonly TempFolder _data;
    private readonly Uri _url;
    private readonly CuttingProxy? _proxy;
    private readonly List<PageClient> _people = [];
    private ServerProcess _server;

    private Crowd(TempFolder data, ServerProcess server, Uri url, CuttingProxy? proxy) => (_data, _server, _url, _proxy) = (data, server, url, proxy);

    public HistoryRecorder History { get; } = new();

    public int Cuts => _proxy?.Cuts ?? 0;

    /// <summary>Starts a server and lets people in, spread over the rooms; with a seed, through a proxy that cuts.</summary>
    /// <param name="people">How many.</param>
    /// <param name="rooms">How many.</param>
    /// <param name="edits">Of a hundred things that they do, how many change or delete what is there.</param>
    /// <param name="cuts">The seed of the proxy; null for none.</param>
    public static async Task<Crowd> Gathers(int people, int rooms, int edits, int? cuts = null)
    {
        var data = new TempFolder();
        var server = Start(data.Path, "http://127.0.0.1:0");
        var url = await server.Url;
        var crowd = new Crowd(data, server, url, cuts is { } seed ? new CuttingProxy(url, seed) : null);
        for (var i = 0; i < people; i++)
        {
            var cookie = await Tab.CookieOf(url, $"p{i}");
            crowd._people.Add(new PageClient(crowd._proxy?.Url ?? url, $"p{i}", $"room-{i % rooms}", cookie, crowd.History, seed: i, edits));
        }

        return crowd;
    }

    /// <summary>Kills the server, starts it again on the same data and port, and tells how long it took until it answered.</summary>
    public async Task<TimeSpan> IsKilledAndStartedAgain()
    {
        await _server.Kills();
        History.Add(new(EventKind.Crash));
        await _server.DisposeAsync();
        var started = Stopwatch.GetTimestamp();
        _server = Start(_data.Path, _url.ToString());
        await _server.Url;
        using var http = new HttpClient();
        using var answer = (await http.GetAsync(new Uri(_url, "/healthz")).Soon()).EnsureSuccessStatusCode();
        History.Add(new(EventKind.Up));
        return Stopwatch.GetElapsedTime(started);
    }

    /// <summary>Lets everybody come back without the proxy and finish, stops the server, and compares all they were shown with the table.</summary>
    public async Task Ends()
    {
        var silent = _people.Select(person => (person.Server = _url, Silent: person.FallsSilent()).Silent).ToList();
        await (_proxy?.DisposeAsync() ?? ValueTask.CompletedTask);
        await Task.WhenAll(silent);
        await Task.WhenAll(_people.Select(person => person.FallsSilent()));
        await _server.Terminates();
        Assert.Equal(0, (await _server.Ends()).ExitCode);
        await Task.WhenAll(_people.Select(person => person.IsClosed(1012)));

        IsAsInTheTable(_data.Path, _people, History);
    }

    /// <summary>What was shown has no anomaly, and what everybody has in the end is the table.</summary>
    public static void IsAsInTheTable(string data, IReadOnlyCollection<PageClient> people, HistoryRecorder history)
    {
        var tables = people.Select(person => person.Room).Distinct().ToDictionary(room => room, room => StoredRows.Of(data, room));
        foreach (var (room, table) in tables)
        {
            table.ToList().ForEach(row => history.Add(new(EventKind.Page, "", room, row.Cid, row.Seq, row.Rev, row.Text)));
        }

        Assert.Empty(HistoryChecker.Check(history.Events));
        Assert.All(people, person => Assert.Equal(tables[person.Room].Select(row => new LiveFrame.Row(row.Seq, row.Rev, row.Text)), person.Log));
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_people.Select(person => person.DisposeAsync().AsTask()));
        await (_proxy?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _server.DisposeAsync();
        _data.Dispose();
    }

    private static ServerProcess Start(string data, string url) => ServerProcess.Start(
        data, ["--urls", url, "--Chat:Data", data, "--Chat:Limits:MessageInterval", "00:00:00", "--Chat:ReplayLimit", "10000"]);
}
