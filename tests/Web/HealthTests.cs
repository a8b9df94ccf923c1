using System.Text.Json;
using HtmxChat.Tests.Support;
using Microsoft.Data.Sqlite;

namespace HtmxChat.Tests.Web;

/// <summary>What a monitor is told, and people when the store fails.</summary>
public sealed class HealthTests
{
    private HistoryAround _history = null!;

    [Fact]
    public async Task A_sound_server_says_what_it_is()
    {
        await using var server = Start();
        using var monitor = server.Browser();

        var answer = await monitor.Opens("/healthz");

        Assert.Equal((200, "application/json; charset=utf-8"), (answer.Status, answer.Header("Content-Type")));
        var health = JsonDocument.Parse(answer.Body).RootElement;
        Assert.Equal("ok", health.GetProperty("status").GetString());
        Assert.Equal(typeof(Program).Assembly.GetName().Version!.ToString(3), health.GetProperty("version").GetString());
        Assert.InRange(health.GetProperty("schema").GetInt32(), 1, 9999);
        Assert.Equal("full", health.GetProperty("synchronous").GetString());
        Assert.Empty(answer.Cookies);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_store_that_fails_is_told_and_so_is_its_recovery(bool writing)
    {
        await using var server = Start();
        using var monitor = server.Browser();
        Fail(writing);

        var failing = await monitor.Opens("/healthz");
        (_history.BeforeAppend, _history.BeforeRead) = (null, null);
        var recovered = await monitor.Opens("/healthz");

        Assert.Equal(503, failing.Status);
        Assert.Equal("failing", JsonDocument.Parse(failing.Body).RootElement.GetProperty("status").GetString());
        Assert.DoesNotContain("disk", failing.Body);
        Assert.Equal(200, recovered.Status);
    }

    [Fact]
    public async Task A_health_check_leaves_nothing_in_any_room()
    {
        using var data = new TempFolder();
        await using var server = ChatServer.Start(data.Path);
        using var monitor = server.Browser();

        await monitor.Opens("/healthz");

        Assert.Empty(StoredRows.Of(data.Path, "healthz"));
        Assert.Empty((await monitor.Opens("/r/healthz")).Log);
    }

    [Fact]
    public async Task A_page_whose_history_cannot_be_read_says_so_and_when_to_come_back()
    {
        await using var server = Start();
        using var browser = server.Browser();
        Fail(writing: false);

        var answer = await browser.Opens("/r/general");

        Assert.Equal(503, answer.Status);
        Assert.NotNull(answer.Header("Retry-After"));
        Assert.NotEmpty(answer.Text("main h1"));
        Assert.DoesNotContain("disk", answer.Body);
    }

    [Fact]
    public async Task A_tab_whose_history_cannot_be_read_is_sent_away_to_come_back()
    {
        await using var server = Start();
        await using var ada = await Tab.OpenAsync(server.Url, "general", "Ada");
        await ada.Says("hello");
        await ada.Sees("hello");
        Fail(writing: false);

        await using var bob = await Tab.OpenAsync(server.Url, "general", "Bob");

        Assert.Equal(1011, await bob.IsClosed());
        await ada.Says("still here");
        await ada.Sees("still here");
    }

    private ChatServer Start() => ChatServer.Start(history: store => _history = new HistoryAround(store));

    private void Fail(bool writing)
    {
        Action fail = () => throw new SqliteException("disk I/O error", 10);
        if (writing)
        {
            _history.BeforeAppend = fail;
        }
        else
        {
            _history.BeforeRead = fail;
        }
    }
}
