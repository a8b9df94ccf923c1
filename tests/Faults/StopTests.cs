using System.Diagnostics;
using System.Text.Json;
using HtmxChat.Tests.Support;

namespace HtmxChat.Tests.Faults;

/// <summary>SIGTERM at every bad moment.</summary>
[Collection(Load.Collection)]
public sealed class StopTests(ITestOutputHelper output)
{
    private const int Rows = 1000;

    [Fact]
    public async Task Told_to_stop_in_the_middle_of_everything_it_delivers_what_it_accepted_and_says_good_bye()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there is no SIGTERM");
        using var data = new TempFolder();
        await using var server = ServerProcess.Start(data.Path, ["--Chat:Data", data.Path, "--Chat:Limits:MessageInterval", "00:00:00"]);
        var url = await server.Url;
        await Fills(url, "long", Rows);

        using var halfOpen = await RawSocket.ConnectsTo(url);
        await halfOpen.AsksToOpen("general", part: 0.5);
        using var inFrame = await RawSocket.ConnectsTo(url);
        await inFrame.Opens("general");
        await inFrame.SendsFrame(JsonSerializer.Serialize(new { type = "say", text = new string('x', 100), cid = "half" }), part: 0.5);
        using var inBody = await RawSocket.ConnectsTo(url);
        await inBody.Sends($"POST /api/room/general/messages HTTP/1.1\r\nHost: {url.Authority}\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\nhalf");
        using var replayed = await RawSocket.ConnectsTo(url, receiveBuffer: 4096);
        await replayed.Opens("long", after: 0);
        using var mute = await RawSocket.ConnectsTo(url, receiveBuffer: 4096);
        await mute.Opens("long", after: 0);
        List<string> replay = [];
        var replaying = replayed.ReadsOn(replay.Add, pause: TimeSpan.FromMilliseconds(10));
        var history = new HistoryRecorder();
        var people = new List<PageClient>();
        for (var i = 0; i < 16; i++)
        {
            people.Add(new PageClient(url, $"p{i}", $"room-{i % 4}", await Tab.CookieOf(url, $"p{i}"), history, seed: i, edits: 20));
        }

        await Task.WhenAll(people.Select(person => person.IsLive()));
        await history.Delivers(500);
        var started = Stopwatch.GetTimestamp();
        await server.Terminates();
        var frameEnd = inFrame.ReadsOn();
        var openEnd = halfOpen.ReadsOn();
        var (exitCode, logged, error) = await server.Ends();
        var took = Stopwatch.GetElapsedTime(started);

        output.WriteLine($"ended after {took.TotalSeconds:0.00} s");
        Assert.Equal(0, exitCode);
        Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.DoesNotContain("   at ", logged + error);
        Assert.Equal(1012, await frameEnd.Soon());
        Assert.Null(await openEnd.Soon());
        Assert.Equal(1012, await replaying.Soon());
        Assert.Equal(Enumerable.Range(1, Rows).Select(seq => (long)seq), replay.SelectMany(LiveFrame.Read).OfType<LiveFrame.Change.Append>().Select(change => change.Row.Seq));
        await Task.WhenAll(people.Select(person => person.IsClosed(1012)));
        foreach (var person in people)
        {
            await person.DisposeAsync();
        }

        Crowd.IsAsInTheTable(data.Path, people, history);
        Assert.Empty(StoredRows.Of(data.Path, "general"));
    }

    [Fact]
    public async Task Told_to_stop_with_nothing_left_but_a_reader_who_is_behind_it_waits_for_that_one()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there is no SIGTERM");
        const int Behind = 300;
        using var data = new TempFolder();
        await using var server = ServerProcess.Start(data.Path, ["--Chat:Data", data.Path, "--Chat:Limits:MessageInterval", "00:00:00"]);
        await Fills(await server.Url, "long", Behind);
        using var late = await RawSocket.ConnectsTo(await server.Url, receiveBuffer: 4096);
        await late.Opens("long");

        await server.Terminates();
        List<string> heard = [];
        var closed = await late.ReadsOn(heard.Add, pause: TimeSpan.FromMilliseconds(20)).Soon();

        Assert.Equal(1012, closed);
        Assert.Equal(Behind, heard.SelectMany(LiveFrame.Read).OfType<LiveFrame.Change.Append>().Count());
        Assert.Equal(0, (await server.Ends()).ExitCode);
    }

    private static async Task Fills(Uri url, string room, int rows)
    {
        await using var ada = await Tab.OpenAsync(url, room, "Ada");
        for (var said = 1; said <= rows; said++)
        {
            await ada.Says($"number {said}".PadRight(500, 'x'));
            await ada.SeesRows(said - 10);
        }

        await ada.SeesRows(rows);
    }
}
