using System.Globalization;
using HtmxChat.Rooms;
using HtmxChat.Rooms.Storage;
using HtmxChat.Tests.Support;
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

    [Fact]
    public async Task What_an_older_version_kept_is_all_there()
    {
        foreach (var number in Enumerable.Range(1, 7))
        {
            _file.Executes(Script(number));
        }

        _file.Executes(
            """
            PRAGMA user_version = 7;
            INSERT INTO rooms (id, name, made_at) VALUES (1, 'general', 1);
            INSERT INTO messages (id, room, seq, rev, born, author, name, handle, text, at, cid, checksum, edited_at, deleted, reactions, file) VALUES
                (1, 1, 1, 1, 1, 'id-Ada', 'Ada', 'h-Ada', 'one', 1, 'c1', 0, NULL, 0, '[]', NULL),
                (3, 1, 2, 4, 2, 'id-Ada', 'Ada', 'h-Ada', '', 1, 'c2', 0, NULL, 1, '', NULL),
                (4, 1, 3, 3, 3, 'id-Bob', 'Bob', 'h-Bob', 'three', 1, 'c1', 0, 5, 0, '', '{"Key":"k","Bytes":7}');
            INSERT INTO reactions VALUES (1, '👍', 'id-Bob', 'h-Bob', 1)
            """);
        var before = _file.Lists("SELECT json_array(id, room, seq, rev, born, author, name, handle, text, at, cid, kind, edited_at, deleted, checksum, reactions, file) FROM messages ORDER BY id");

        using var history = _file.Opens();
        Assert.Equal(before, _file.Lists("SELECT json_array(id, room, seq, rev, born, author, name, handle, text, at, cid, kind, edited_at, deleted, checksum, reactions, file) FROM messages ORDER BY id"));
        Assert.Equal(["[1,\"👍\",\"id-Bob\",\"h-Bob\",1]"], _file.Lists("SELECT json_array(message, emoji, person, handle, at) FROM reactions"));
        Assert.Equal([1, 3, 4], (await history.LatestAsync(Rows.Room("general"), 10).Soon()).Select(row => row.Id));
        Assert.Equal(new RoomMark(3, 4, 1, 7), await history.MarkAsync(Rows.Room("general")).Soon());
        Assert.Equal([(false, 3), (true, 4)], history.Append([Rows.Draft("general", "three", "Bob", "c1"), Rows.Draft("general", "four")]).Select(kept => (kept.IsNew, (int)kept.Message.Seq)));
        Assert.Equal([(3, 3), (2, 4), (4, 5)], (await history.ChangesAsync(Rows.Room("general"), 2, 10).Soon()).Select(row => ((int)row.Seq, (int)row.Rev)));
    }

    [Theory]
    [InlineData("INSERT INTO message_places (room, seq, message) VALUES (1, 1, 2)")]
    [InlineData("INSERT INTO message_keys (room, author, cid, message) SELECT room, author, cid, 2 FROM message_keys")]
    [InlineData("INSERT INTO messages (room, seq, rev, born, author, name, handle, text, at, cid, checksum) VALUES (1, 2, 3, 2, 'b', 'B', 'h', 't', 1, 'c2', 0)")]
    public void The_database_itself_holds_seq_cid_and_the_rev_of_a_change_unique(string twin)
    {
        using (var history = _file.Opens())
        {
            history.Append([Rows.Draft("general", "one", cid: "c1")]);
            history.Index();
        }

        _file.Executes("UPDATE messages SET rev = 3");
        var refused = Assert.Throws<SqliteException>(() => _file.Executes(twin));
        Assert.Contains("UNIQUE", refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _file.Dispose();

    private static string Script(int number)
    {
        var name = typeof(SqliteHistory).Assembly.GetManifestResourceNames().Single(name => name.Contains($".Sql.{number:0000}_", StringComparison.Ordinal));
        using var script = new StreamReader(typeof(SqliteHistory).Assembly.GetManifestResourceStream(name)!);
        return script.ReadToEnd();
    }

    private static IReadOnlyList<int> Numbers { get; } =
        [.. typeof(SqliteHistory).Assembly.GetManifestResourceNames()
            .Where(name => name.EndsWith(".sql", StringComparison.Ordinal))
            .Select(name => int.Parse(name.Split('.')[^2].Split('_')[0], CultureInfo.InvariantCulture))
            .Order()];
}
