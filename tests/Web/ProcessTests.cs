using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using HtmxChat.Rooms.Web;
using HtmxChat.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HtmxChat.Tests.Web;

/// <summary>The program as a process: how it starts, refuses to start, stops and is killed.</summary>
public sealed class ProcessTests
{
    [Theory]
    [InlineData("Chat:Data", " ")]
    [InlineData("Chat:MaxMessageLength", "0")]
    [InlineData("Chat:MaxMessageLength", "many")]
    [InlineData("Chat:PageSize", "1001")]
    [InlineData("Chat:ReplayLimit", "0")]
    [InlineData("Chat:OutboxBytes", "0")]
    [InlineData("Chat:Limits:MessageInterval", "-00:00:01")]
    [InlineData("Chat:Limits:MessageInterval", "soon")]
    [InlineData("Chat:Limits:MessageGrace", "-00:00:01")]
    [InlineData("Chat:Limits:Costs:Page", "-0.1")]
    [InlineData("Chat:Limits:Costs:Join", "1001")]
    [InlineData("Chat:Limits:ConnectionsPerAddress", "0")]
    [InlineData("Chat:Limits:ConnectionsPerRoom", "0")]
    [InlineData("Chat:Limits:Connections", "0")]
    [InlineData("Chat:Limits:HeaderTimeout", "00:00:00")]
    [InlineData("Chat:Limits:IdleTimeout", "02:00:00")]
    [InlineData("Chat:AllowedOrigins:0", "example.org")]
    [InlineData("Chat:AllowedOrigins:0", "https://example.org/")]
    [InlineData("Chat:EmbedOrigins:0", "https://example.org; script-src *")]
    [InlineData("Chat:TrustedProxies:0", "10.0.0.0/33")]
    [InlineData("Chat:Assets", "elsewhere")]
    [InlineData("Chat:Assets", "7")]
    public async Task A_value_that_cannot_be_used_is_named_and_nothing_started(string key, string value)
    {
        using var folder = new TempFolder();
        await using var server = ServerProcess.Start(folder.Path, [$"--{key}", value]);

        var (exitCode, output, error) = await server.Ends();

        Assert.Equal(2, exitCode);
        Assert.Contains(key.TrimEnd('0').TrimEnd(':'), error);
        Assert.DoesNotContain("   at ", output + error);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task All_values_that_cannot_be_used_are_named_at_once()
    {
        using var folder = new TempFolder();
        await using var server = ServerProcess.Start(folder.Path, ["--Chat:PageSize", "0", "--Chat:ReplayLimit", "-1"]);

        var (exitCode, _, error) = await server.Ends();

        Assert.Equal(2, exitCode);
        Assert.Contains("Chat:PageSize", error);
        Assert.Contains("Chat:ReplayLimit", error);
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_named_and_left_as_it_is()
    {
        using var data = new TempFolder();
        await File.WriteAllTextAsync(data.File("chat.db"), new string('x', 5000)).Soon();

        await IsRefused(data.Path, data.File("chat.db"), "restore a copy");

        Assert.Equal(new string('x', 5000), await File.ReadAllTextAsync(data.File("chat.db")).Soon());
    }

    [Fact]
    public async Task A_database_of_a_newer_version_is_refused()
    {
        using var data = new TempFolder();
        using (var newer = new SqliteConnection($"Data Source={data.File("chat.db")};Pooling=False"))
        {
            newer.Open();
            using var command = newer.CreateCommand();
            command.CommandText = "PRAGMA user_version = 9999";
            command.ExecuteNonQuery();
        }

        await IsRefused(data.Path, data.File("chat.db"), "9999", "newer version");
    }

    [Fact]
    public async Task A_data_folder_that_is_a_file_is_refused()
    {
        using var data = new TempFolder();
        await File.WriteAllTextAsync(data.File("file"), "").Soon();

        await IsRefused(data.File("file"), data.File("file"));
    }

    [Fact]
    public async Task A_second_server_on_the_same_folder_is_refused_and_the_first_unharmed()
    {
        using var data = new TempFolder();
        await using var first = ServerProcess.Start(data.Path, ["--Chat:Data", data.Path]);
        await using var ada = await Tab.OpenAsync(await first.Url, "general", "Ada");

        await IsRefused(data.Path, data.File("chat.db"), "another HtmxChat is running", "Chat:Data");

        await ada.Says("still here");
        await ada.Sees("still here");
    }

    [Theory]
    [InlineData("nowhere", "nowhere")]
    [InlineData("http://203.0.113.7:5999", "address")]
    [InlineData("http://localhost:0", "127.0.0.1:0")]
    [InlineData("https://127.0.0.1:0", "certificate")]
    public async Task An_address_that_cannot_be_listened_on_is_told_in_one_line(string urls, string reason)
    {
        using var data = new TempFolder();
        await using var server = ServerProcess.Start(AppContext.BaseDirectory, ["--Chat:Data", data.Path, "--urls", urls]);

        var (exitCode, output, error) = await server.Ends();

        Assert.Equal(1, exitCode);
        Assert.Contains(reason, error);
        Assert.DoesNotContain("   at ", output + error);
    }

    [Fact]
    public async Task Told_to_stop_before_it_has_started_it_stops()
    {
        using var data = new TempFolder();
        var builder = WebApplication.CreateBuilder(["--urls", "http://127.0.0.1:0", "--Chat:Data", data.Path]);
        builder.Services.AddRooms();
        builder.Services.AddHostedService<StopsAtOnce>();

        Assert.Equal(0, await Running.ToExitCodeAsync(builder.Build).Soon());
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        using var data = new TempFolder();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var url = $"http://{taken.LocalEndpoint}";
        await using var server = ServerProcess.Start(data.Path, ["--urls", url, "--Chat:Data", data.Path]);

        var (exitCode, _, error) = await server.Ends();

        Assert.Equal(1, exitCode);
        Assert.Contains(url, Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)));
        Assert.Contains("already in use", error);
    }

    [Fact]
    public async Task Told_to_stop_it_keeps_what_it_acknowledged_and_sends_everybody_away_to_come_back()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there is no SIGTERM");
        using var data = new TempFolder();
        await using var server = ServerProcess.Start(data.Path, ["--Chat:Data", data.Path, "--Chat:Limits:MessageInterval", "00:00:00"]);
        var url = await server.Url;
        var tabs = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Tab.OpenAsync(url, $"room-{i % 4}", $"Person {i}")));
        var talking = tabs.Select(TalksOn).ToList();
        await Task.WhenAll(tabs.Select(tab => tab.Until(() => tab.Acknowledged.Count >= 10)));

        var started = Stopwatch.GetTimestamp();
        await server.Terminates();
        var (exitCode, output, error) = await server.Ends();
        var took = Stopwatch.GetElapsedTime(started);
        await Task.WhenAll(talking);

        Assert.Equal(0, exitCode);
        Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.DoesNotContain("   at ", output + error);
        foreach (var tab in tabs)
        {
            Assert.Equal(1012, await tab.IsClosed());
            await tab.DisposeAsync();
        }

        HoldsAllAcknowledged(data.Path, tabs);
    }

    [Fact]
    public async Task Killed_it_has_lost_nothing_that_it_acknowledged()
    {
        using var data = new TempFolder();
        string[] arguments = ["--Chat:Data", data.Path, "--Chat:Limits:MessageInterval", "00:00:00", "--Chat:ReplayLimit", "10000"];
        await using var killed = ServerProcess.Start(data.Path, arguments);
        var url = await killed.Url;
        var tabs = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Tab.OpenAsync(url, "room-0", $"Person {i}")));
        var talking = tabs.Select(TalksOn).ToList();
        await Task.WhenAll(tabs.Select(tab => tab.Until(() => tab.Acknowledged.Count >= 20)));

        await killed.Kills();
        await Task.WhenAll(talking);
        foreach (var tab in tabs)
        {
            await tab.IsClosed();
            await tab.DisposeAsync();
        }

        await using var restarted = ServerProcess.Start(data.Path, arguments);
        await using var late = await Tab.OpenAsync(await restarted.Url, "room-0", "Late");
        await late.Says("end");
        await late.Sees("end");
        HoldsAllAcknowledged(data.Path, tabs);
        var seen = tabs.SelectMany(tab => tab.Log).Select(row => (row.Seq, row.Text)).Distinct().OrderBy(row => row.Seq).ToList();
        Assert.Equal(seen, late.Log.Select(row => (row.Seq, row.Text)).Take(seen.Count));
        Assert.Equal(Enumerable.Range(1, late.Log.Count).Select(seq => (long)seq), late.Log.Select(row => row.Seq));
    }

    // To load and compile these took a fifth of a start.
    [Fact]
    public async Task Up_to_the_first_page_neither_Dapper_nor_a_compiler_of_expressions_is_loaded()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux tells what a process has loaded in a file");
        using var data = new TempFolder();
        await using var server = ServerProcess.Start(data.Path, ["--Chat:Data", data.Path]);
        using var browser = new HttpClient { BaseAddress = await server.Url };
        await browser.GetStringAsync("/").Soon();

        var loaded = server.Assemblies();
        Assert.Contains("Microsoft.Data.Sqlite.dll", loaded);
        Assert.Empty(loaded.Intersect(["Dapper.dll", "System.Linq.Expressions.dll"]));
    }

    [Theory]
    [InlineData(2, null, null)]
    [InlineData(2, 3, null)]
    [InlineData(2, 3, 4)]
    public async Task It_is_configured_by_file_then_environment_then_command_line(int file, int? environment, int? commandLine)
    {
        using var folder = new TempFolder();
        ProgramFolder.Fill(folder, $$"""{ "Chat": { "PageSize": {{file}} } }""");
        await using var server = ServerProcess.Start(
            folder.Path,
            commandLine is null ? [] : ["--Chat:PageSize", $"{commandLine}"],
            environment is null ? [] : [("Chat__PageSize", $"{environment}")]);
        var url = await server.Url;
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = url };
        await browser.Enters("Ada");
        for (var i = 1; i <= 5; i++)
        {
            Assert.Equal(303, (await browser.Says("general", $"number {i}")).Status);
        }

        Assert.Equal(commandLine ?? environment ?? file, (await browser.Opens("/r/general")).Log.Count);
        Assert.True(File.Exists(folder.File("data/chat.db")));
    }

    [Fact]
    public async Task A_settings_file_that_cannot_be_read_is_named()
    {
        using var folder = new TempFolder();
        ProgramFolder.Fill(folder, """{ "Chat": { "PageSize": 5, } """);
        await using var server = ServerProcess.Start(folder.Path, []);

        var (exitCode, output, error) = await server.Ends();

        Assert.Equal(2, exitCode);
        Assert.Contains("appsettings.json", error);
        Assert.DoesNotContain("   at ", output + error);
    }

    private static async Task IsRefused(string data, params string[] reasons)
    {
        using var folder = new TempFolder();
        await using var server = ServerProcess.Start(folder.Path, ["--Chat:Data", data]);

        var (exitCode, output, error) = await server.Ends();

        Assert.Equal(3, exitCode);
        Assert.All(reasons, reason => Assert.Contains(reason, error));
        Assert.DoesNotContain("   at ", output + error);
    }

    // Says one thing after the other, a few ahead of the acknowledgements, until the socket is closed.
    private static async Task TalksOn(Tab tab)
    {
        try
        {
            for (var said = 1; tab.Closed is null; said++)
            {
                await tab.Says($"number {said}");
                var expected = said - 5;
                await tab.Until(() => tab.Acknowledged.Count >= expected || tab.Closed is not null);
            }
        }
        catch (WebSocketException)
        {
            // Closed while sending.
        }
    }

    private static void HoldsAllAcknowledged(string data, IEnumerable<Tab> tabs)
    {
        var kept = Enumerable.Range(0, 4).SelectMany(room => StoredRows.Of(data, $"room-{room}")).Select(row => row.Cid).ToList();
        var acknowledged = tabs.SelectMany(tab => tab.Acknowledged).ToList();
        Assert.NotEmpty(acknowledged);
        Assert.Empty(acknowledged.Except(kept));
        Assert.Equal(kept.Count, kept.Distinct().Count());
    }

    private sealed class StopsAtOnce(IHostApplicationLifetime lifetime) : BackgroundService
    {
        public override Task StartAsync(CancellationToken cancellationToken)
        {
            lifetime.StopApplication();
            return Task.CompletedTask;
        }

        protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.CompletedTask;
    }
}
