using HtmxChat.Rooms;
using HtmxChat.Rooms.Storage;
using HtmxChat.Tests.Support;

namespace HtmxChat.Tests.Storage;

/// <summary>A database outlives the program.</summary>
public sealed class ReopeningTests : IDisposable
{
    private readonly DatabaseFile _file = new();

    [Fact]
    public async Task What_was_kept_is_there_after_a_restart_and_is_counted_on()
    {
        Kept first;
        using (var history = _file.Opens())
        {
            first = history.Append([Rows.Draft("general", "one", cid: "c1")])[0];
        }

        using var again = _file.Opens();
        Assert.Equal([first.Message], await again.LatestAsync(Rows.Room("general"), 10).Soon());
        Assert.Equal(first with { IsNew = false }, again.Append([Rows.Draft("general", "one", cid: "c1")])[0]);
        Assert.Equal(2, again.Append([Rows.Draft("general", "two")])[0].Message.Seq);
    }

    [Fact]
    public async Task What_was_kept_is_in_the_file_before_it_is_closed()
    {
        using var history = _file.Opens();
        history.Append([Rows.Draft("general", "one")]);

        // Copies what a kill at this instant would leave.
        using var copy = new TempFolder();
        foreach (var file in Directory.GetFiles(_file.Folder, "chat.db*"))
        {
            File.Copy(file, copy.File(Path.GetFileName(file)));
        }

        using var survivor = SqliteHistory.Open(copy.Path, TimeProvider.System);
        Assert.Equal("one", Assert.Single(await survivor.LatestAsync(Rows.Room("general"), 10).Soon()).Text);
    }

    [Fact]
    public void Readers_do_not_wait_for_the_writer_since_the_journal_is_a_write_ahead_log()
    {
        using var history = _file.Opens();

        Assert.Equal("wal", _file.Reads<string>("PRAGMA journal_mode"));
    }

    [Fact]
    public void Missing_folders_are_made()
    {
        var deep = Path.Combine(_file.Folder, "a", "b");
        using var history = SqliteHistory.Open(deep, TimeProvider.System);

        Assert.True(File.Exists(Path.Combine(deep, "chat.db")));
    }

    [Fact]
    public void A_closed_database_can_be_opened_at_once_and_leaves_no_file_open()
    {
        for (var i = 1; i <= 3; i++)
        {
            using var history = _file.Opens();
            Assert.Equal(i, history.Append([Rows.Draft("general", "x")])[0].Message.Seq);
        }

        Assert.False(File.Exists(_file.Path + "-wal"));
    }

    [Fact]
    public async Task Messages_of_before_there_was_an_index_are_found_and_indexed()
    {
        using (var history = _file.Opens())
        {
            history.Append([.. Enumerable.Range(1, 150).Select(i => Rows.Draft("general", $"message {i}"))]);
        }

        // As the migration leaves an older database.
        _file.Executes("INSERT INTO search (search) VALUES ('delete-all'); UPDATE search_mark SET message = 0");

        using var again = _file.Opens();
        Assert.Single(await Found());
        Assert.Equal(SearchIndex.Step, await Mark(again.Index()));
        Assert.Equal(2 * SearchIndex.Step, await Mark(again.Index()));
        Assert.Equal(150, await Mark(again.Index()));
        Assert.False(again.Index());
        Assert.Single(await Found());

        Task<IReadOnlyList<ChatMessage>> Found() => again.SearchAsync(Rows.Room("general"), SearchQuery.Parse("message 120")!, 10).Soon();
        async Task<long> Mark(bool isMore)
        {
            Assert.Single(await Found());
            var mark = _file.Reads<long>("SELECT message FROM search_mark");
            Assert.Equal(mark < 150, isMore);
            return mark;
        }
    }

    public void Dispose() => _file.Dispose();
}
