using System.Net;
using Dapper;
using HtmxChat.Rooms;
using HtmxChat.Rooms.Storage;
using HtmxChat.Tests.Support;
using Microsoft.Data.Sqlite;

namespace HtmxChat.Tests.Faults.PowerLoss;

/// <summary>Power is lost at any instant: what was not synced is dropped, half kept or torn, and nothing acknowledged is lost.</summary>
public sealed class PowerLossTests(PowerLossRun run, ITestOutputHelper output) : IClassFixture<PowerLossRun>
{
    [Fact]
    public void What_is_recorded_is_all_that_happens_to_the_files()
    {
        var (disk, stopped) = (new PowerLossDisk(), 0);
        foreach (var change in run.Changes)
        {
            disk.Take(change);
            if (change.LogLength == run.Stops[stopped].LogLength)
            {
                Assert.Equal(run.Stops[stopped].Files, disk.After(PowerLoss.KeepsAll, new Random(0)));
                stopped++;
            }
        }

        Assert.Equal(run.Stops.Count, stopped);
    }

    [Fact]
    public void The_log_is_started_over_while_the_server_runs()
    {
        var starts = run.Changes.TakeWhile(change => change.LogLength <= run.Stops[0].LogLength).Count(IsLogHeader);
        output.WriteLine($"{starts} starts of the log in the first session");
        Assert.True(starts > 1);
    }

    [Fact]
    public async Task No_loss_of_power_takes_what_was_acknowledged()
    {
        var (images, acknowledged) = (0, 0L);
        foreach (var image in new PowerLossImages(run.Changes, syncs: _ => true).Build(PowerLossRun.IsLong ? 1000 : 60))
        {
            using var data = new TempFolder();
            image.WriteTo(data.Path);

            Assert.Equal([], await WrongIn(data.Path, image));
            images++;
            acknowledged += run.Messages.Sum(message => message.AcknowledgedBefore(image.LogLength));
        }

        output.WriteLine($"{images} images of {run.Changes.Count} changes, {acknowledged} acknowledged messages, edits and deletions looked for, 0 lost");
    }

    [Fact]
    public async Task The_server_starts_after_a_loss_of_power()
    {
        foreach (var image in new PowerLossImages(run.Changes, syncs: _ => true).Build(PowerLossRun.IsLong ? 30 : 3))
        {
            using var data = new TempFolder();
            image.WriteTo(data.Path);

            await using (var server = ServerProcess.Start(data.Path, ["--Chat:Data", data.Path]))
            using (var http = new HttpClient { BaseAddress = await server.Url })
            {
                using var health = await http.GetAsync("/healthz").Soon();
                Assert.True(health.StatusCode == HttpStatusCode.OK, image.ToString());
            }

            Assert.Equal([], await WrongIn(data.Path, image));
        }
    }

    /// <summary>The control. With <c>synchronous=NORMAL</c> SQLite syncs the log with its header and before it is copied, but not at a commit.</summary>
    [Fact]
    public async Task Without_a_sync_at_each_commit_acknowledged_messages_are_lost()
    {
        var (images, losing, enough) = (0, 0, PowerLossRun.IsLong ? int.MaxValue : 3);
        foreach (var image in new PowerLossImages(run.Changes, syncs: at => !IsOfCommit(at)).Build(200).TakeWhile(_ => losing < enough))
        {
            using var data = new TempFolder();
            image.WriteTo(data.Path);
            images++;
            losing += (await WrongIn(data.Path, image)).Any(wrong => wrong.Contains("lost:")) ? 1 : 0;
        }

        output.WriteLine($"{losing} of {images} images lose acknowledged messages");
        Assert.True(losing > 0);
    }

    private bool IsOfCommit(int at) =>
        run.Changes[at].File == PowerLossLog.WriteAhead
        && !IsLogHeader(run.Changes[at - 1])
        && (at + 1 == run.Changes.Count || run.Changes[at + 1].File != PowerLossLog.Database);

    private static bool IsLogHeader(RecordedChange change) => change is { Kind: FileChange.Written, File: PowerLossLog.WriteAhead, Offset: 0 };

    private async Task<IReadOnlyList<string>> WrongIn(string data, PowerLossImage image)
    {
        List<string> wrong = [];
        try
        {
            using var history = SqliteHistory.Open(data, TimeProvider.System);
            foreach (var room in run.Messages.GroupBy(message => message.Room))
            {
                Assert.True(RoomName.TryParse(room.Key, out var name));
                wrong.AddRange(WrongIn(await history.LatestAsync(name, int.MaxValue).Soon(), [.. room], image.LogLength));
            }

            wrong.AddRange(Integrity(data).Where(line => line != "ok"));
        }
        catch (HistoryUnusableException refused)
        {
            wrong.Add($"refused: {refused.Message}");
        }

        return [.. wrong.Select(what => $"{image}: {what}")];
    }

    private static IEnumerable<string> WrongIn(IReadOnlyList<ChatMessage> rows, IReadOnlyList<PowerLossMessage> said, long logLength)
    {
        var byCid = rows.ToDictionary(row => row.Cid);
        return said.Select(message => message.Wrong(byCid.GetValueOrDefault(message.Cid), logLength)).OfType<string>()
            .Concat(byCid.Keys.Except(said.Select(message => message.Cid)).Select(cid => $"phantom: {cid}"))
            .Concat(rows.Where((row, at) => row.Seq != at + 1).Select(row => $"hole: before {row.Seq}"));
    }

    private static IEnumerable<string> Integrity(string data)
    {
        var file = new SqliteConnectionStringBuilder { DataSource = Path.Combine(data, PowerLossLog.Database), Pooling = false };
        using var connection = new SqliteConnection(file.ToString());
        return connection.Query<string>("PRAGMA integrity_check").AsList();
    }
}
