using Microsoft.Data.Sqlite;

namespace HtmxChat.Rooms.Storage;

/// <summary>Writes drafts in one transaction with commands prepared once. Belongs to the writer's thread.</summary>
internal sealed class Appender : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly TimeProvider _time;
    private readonly SqliteCommand _findRoom;
    private readonly SqliteCommand _addRoom;
    private readonly SqliteCommand _mark;
    private readonly SqliteCommand _add;
    private readonly SqliteCommand _findFirst;
    private readonly SqliteCommand _prove;
    private readonly Dictionary<RoomName, Position> _positions = [];

    public Appender(SqliteConnection connection, TimeProvider time)
    {
        _connection = connection;
        _time = time;
        _findRoom = Prepare("SELECT id FROM rooms WHERE name = @name", "@name");
        _addRoom = Prepare("INSERT INTO rooms (name, made_at) VALUES (@name, @at) RETURNING id", "@name", "@at");
        _mark = Prepare(
            """
            SELECT
                coalesce((SELECT max(seq) FROM messages WHERE room = @room), 0),
                coalesce((SELECT max(rev) FROM messages WHERE room = @room), 0)
            """,
            "@room");
        _add = Prepare(
            """
            INSERT INTO messages (room, seq, rev, author, name, handle, text, at, cid)
            VALUES (@room, @seq, @rev, @author, @name, @handle, @text, @at, @cid)
            ON CONFLICT (room, author, cid) DO NOTHING
            RETURNING id
            """,
            "@room", "@seq", "@rev", "@author", "@name", "@handle", "@text", "@at", "@cid");
        _findFirst = Prepare(
            """
            SELECT seq, rev, id, author, name, handle, text, at, cid
            FROM messages
            WHERE room = @room AND author = @author AND cid = @cid
            """,
            "@room", "@author", "@cid");
        _prove = Prepare("INSERT OR REPLACE INTO health (id, at) VALUES (1, @at)", "@at");
    }

    /// <summary>See <see cref="IHistory.Append"/>.</summary>
    public List<Kept> Append(IReadOnlyList<Draft> drafts)
    {
        var kept = new List<Kept>(drafts.Count);
        using var transaction = _connection.BeginTransaction();
        try
        {
            foreach (var draft in drafts)
            {
                kept.Add(Append(draft, transaction));
            }

            if (drafts.Count == 0)
            {
                Run(_prove, transaction, Now()).ExecuteNonQuery();
            }

            transaction.Commit();
            return kept;
        }
        finally
        {
            _positions.Clear();
        }
    }

    public void Dispose()
    {
        foreach (var command in (SqliteCommand[])[_findRoom, _addRoom, _mark, _add, _findFirst, _prove])
        {
            command.Dispose();
        }
    }

    private Kept Append(Draft draft, SqliteTransaction transaction)
    {
        if (!_positions.TryGetValue(draft.Room, out var position))
        {
            position = _positions[draft.Room] = Find(draft.Room, transaction);
        }

        var (seq, rev, by) = (position.Seq + 1, position.Rev + 1, draft.By);
        if (Run(_add, transaction, position.Room, seq, rev, by.Id, by.Name, by.Handle, draft.Text, draft.At, draft.Cid).ExecuteScalar() is not long id)
        {
            return new Kept(First(position.Room, draft, transaction), IsNew: false);
        }

        (position.Seq, position.Rev) = (seq, rev);
        return new Kept(new ChatMessage(seq, rev, id, by.Id, by.Name, by.Handle, draft.Text, draft.At, draft.Cid), IsNew: true);
    }

    private Position Find(RoomName name, SqliteTransaction transaction)
    {
        var room = (long)(Run(_findRoom, transaction, name.Value).ExecuteScalar()
            ?? Run(_addRoom, transaction, name.Value, Now()).ExecuteScalar()!);
        using var mark = Run(_mark, transaction, room).ExecuteReader();
        mark.Read();
        return new Position(room) { Seq = mark.GetInt64(0), Rev = mark.GetInt64(1) };
    }

    private ChatMessage First(long room, Draft draft, SqliteTransaction transaction)
    {
        using var row = Run(_findFirst, transaction, room, draft.By.Id, draft.Cid).ExecuteReader();
        row.Read();
        return new ChatMessage(
            row.GetInt64(0),
            row.GetInt64(1),
            row.GetInt64(2),
            row.GetString(3),
            row.GetString(4),
            row.GetString(5),
            row.GetString(6),
            row.GetInt64(7),
            row.GetString(8));
    }

    private long Now() => _time.GetUtcNow().ToUnixTimeMilliseconds();

    private SqliteCommand Prepare(string sql, params string[] parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var name in parameters)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = name });
        }

        command.Prepare();
        return command;
    }

    private static SqliteCommand Run(SqliteCommand command, SqliteTransaction transaction, params ReadOnlySpan<object> values)
    {
        command.Transaction = transaction;
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i];
        }

        return command;
    }

    private sealed class Position(long room)
    {
        public long Room { get; } = room;

        public long Seq { get; set; }

        public long Rev { get; set; }
    }
}
