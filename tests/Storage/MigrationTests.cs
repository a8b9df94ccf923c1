using System.Globalization;
using HtmxChat.Rooms;
using HtmxChat.Rooms.Storage;
using Microsoft.Data.Sqlite;

namespace HtmxChat.Tests.Storage;

/// <summary>The schema comes from numbered scripts, each run once.</summary>
public sealed class MigrationTests : IDisposable
{
    private const string Schema = "SELECT coalesce(sql, name) FROM sqlite_schema ORDER BY type, name";

    private readonly DatabaseFile _file = new();

    [Fact]
    public void Scripts_are_numbered_without_holes()
    {
        Assert.NotEmpty(Numbers);
        Assert.Equal(Enumerable.Range(1, Numbers.Count), Numbers);
    }

    [Fact]
    public void A_new_database_gets_all_of_them()
    {
        using (var history = _file.Opens())
        {
            Assert.Equal(Numbers.Count, history.Status.Schema);
        }

        Assert.Equal(Numbers.Count, _file.Reads<int>("PRAGMA user_version"));
    }

    [Fact]
    public void A_database_that_is_up_to_date_is_left_as_it_is()
    {
        _file.Opens().Dispose();
        var before = _file.Lists(Schema);

        using (var history = _file.Opens())
        {
            Assert.Equal(Numbers.Count, history.Status.Schema);
        }

        Assert.Equal(before, _file.Lists(Schema));
    }

    [Fact]
    public void A_script_that_fails_leaves_the_database_as_it_was()
    {
        _file.Executes("CREATE TABLE messages (in_the_way TEXT)");
        var before = _file.Lists(Schema);

        var refused = Assert.Throws<HistoryUnusableException>(_file.Opens);

        Assert.Contains("messages", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, _file.Lists(Schema));
        Assert.Equal(0, _file.Reads<int>("PRAGMA user_version"));
    }

    [Theory]
    [InlineData("INSERT INTO messages (room, seq, rev, born, author, name, handle, text, at, cid, checksum) VALUES (1, 1, 2, 2, 'b', 'B', 'h', 't', 1, 'c2', 0)")]
    [InlineData("INSERT INTO messages (room, seq, rev, born, author, name, handle, text, at, cid, checksum) VALUES (1, 2, 3, 2, 'b', 'B', 'h', 't', 1, 'c2', 0)")]
    [InlineData("INSERT INTO messages (room, seq, rev, born, author, name, handle, text, at, cid, checksum) VALUES (1, 2, 2, 2, 'id-Ada', 'A', 'h', 't', 1, 'c1', 0)")]
    public void The_database_itself_holds_seq_cid_and_the_rev_of_a_change_unique(string twin)
    {
        using (var history = _file.Opens())
        {
            history.Append([Rows.Draft("general", "one", cid: "c1")]);
        }

        _file.Executes("UPDATE messages SET rev = 3");
        var refused = Assert.Throws<SqliteException>(() => _file.Executes(twin));
        Assert.Contains("UNIQUE", refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _file.Dispose();

    private static IReadOnlyList<int> Numbers { get; } =
        [.. typeof(SqliteHistory).Assembly.GetManifestResourceNames()
            .Where(name => name.EndsWith(".sql", StringComparison.Ordinal))
            .Select(name => int.Parse(name.Split('.')[^2].Split('_')[0], CultureInfo.InvariantCulture))
            .Order()];
}
