using BenchmarkDotNet.Attributes;
using HtmxChat.Rooms;
using HtmxChat.Rooms.Storage;

namespace HtmxChat.Bench.Micro;

/// <summary>Messages into SQLite, synced, on the disk of the temporary folder.</summary>
public class Appending
{
    private string _folder = "";
    private SqliteHistory? _history;
    private long _count;

    /// <summary>Opens a store.</summary>
    [GlobalSetup]
    public void Open()
    {
        _folder = Directory.CreateTempSubdirectory("htmxchat-bench-").FullName;
        _history = SqliteHistory.Open(_folder, TimeProvider.System);
    }

    /// <summary>Deletes it.</summary>
    [GlobalCleanup]
    public void Close()
    {
        _history!.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>A commit for one message.</summary>
    [Benchmark(Description = "one message")]
    public IReadOnlyList<Kept> One() => Append(1);

    /// <summary>A commit for ten.</summary>
    [Benchmark(Description = "ten messages in one commit")]
    public IReadOnlyList<Kept> Ten() => Append(10);

    /// <summary>A commit for a hundred.</summary>
    [Benchmark(Description = "100 messages in one commit")]
    public IReadOnlyList<Kept> Hundred() => Append(100);

    private IReadOnlyList<Kept> Append(int messages) => _history!.Append(
        [.. Enumerable.Range(0, messages).Select(_ => new Draft(Samples.Room, Samples.Ada, Samples.Text, At: ++_count, Cid: $"{_count}"))]);
}
