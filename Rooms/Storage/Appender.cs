using Microsoft.Data.Sqlite;

namespace HtmxChat.Rooms.Storage;

/// <summary>Writes changes in one transaction with commands prepared once. Belongs to the writer's thread.</summary>
internal sealed class Appender : IDisposable
{
    // Rooms whose place is known without asking the database, whose only writer this is.
    private const int PositionsKept = 4096;

    private readonly SqliteConnection _connection;
    private readonly MessageIndex _index;
    private readonly SearchIndex _search;
    private readonly List<string> _removedFiles = [];
    private readonly TimeProvider _time;
    private readonly SqliteCommand _findRoom;
    private readonly SqliteCommand _addRoom;
    private readonly SqliteCommand _mark;
    private readonly InsertStatement _add;
    private readonly SqliteCommand _findFirst;
    private readonly SqliteCommand _find;
    private readonly SqliteCommand _revise;
    private readonly SqliteCommand _prove;
    private readonly Dictionary<RoomName, Position> _positions = [];

    public Appender(SqliteConnection connection, TimeProvider time, int maxNew = MessageIndex.MaxNew)
    {
        _connection = connection;
        _index = new MessageIndex(connection, maxNew);
        _search = new SearchIndex(connection);
        _time = time;
        _findRoom = Prepare("SELECT id FROM rooms WHERE name = @name", "@name");
        _addRoom = Prepare("INSERT INTO rooms (name, made_at) VALUES (@name, @at) RETURNING id", "@name", "@at");
        _mark = Prepare(
            $"""
            SELECT seq, max(born, coalesce((SELECT max(rev) FROM messages WHERE room = @room AND rev > born), 0))
            FROM messages
            WHERE id = {MessageIndex.LastIn("@room")}
            """,
            "@room");
        // Without RETURNING, for which SQLite would make a table of its own and a journal at each run.
        _add = new InsertStatement(
            connection,
            """
            INSERT INTO messages (room, seq, rev, born, author, name, handle, text, at, cid, checksum, kind)
            SELECT ?1, ?2, ?3, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11
            WHERE NOT EXISTS (SELECT 1 FROM message_keys WHERE room = ?1 AND author = ?12 AND cid = ?13)
            """);
        _findFirst = Prepare($"SELECT {MessageRow.Columns} FROM messages WHERE id = @id", "@id");
        _find = Prepare($"SELECT {MessageRow.Columns} FROM log WHERE room = @room AND seq = @seq", "@room", "@seq");
        _revise = Prepare(
            """
            UPDATE messages
            SET rev = @rev, text = @text, edited_at = @edited_at, deleted = @deleted, checksum = @checksum
            WHERE id = @id
            """,
            "@id", "@rev", "@text", "@edited_at", "@deleted", "@checksum");
        _prove = Prepare("INSERT OR REPLACE INTO health (id, at) VALUES (1, @at)", "@at");
    }

    /// <summary>See <see cref="IHistory.Append"/>.</summary>
    public List<Kept> Append(IReadOnlyList<Change> changes)
    {
        if (_index.IsBehind)
        {
            _index.Extend();
        }

        var kept = new List<Kept>(changes.Count);
        using var transaction = _connection.BeginTransaction();
        try
        {
            foreach (var change in changes)
            {
                kept.Add(Append(change, transaction));
            }

            if (changes.Count == 0)
            {
                Run(_prove, transaction, Now()).ExecuteNonQuery();
            }

            transaction.Commit();
            _index.Committed();
            return kept;
        }
        catch
        {
            _index.Undone();
            _positions.Clear();
            throw;
        }
    }

    /// <summary>See <see cref="IHistory.Index"/>.</summary>
    public bool Index()
    {
        if (_search.Extend())
        {
            return true;
        }

        _index.Extend();
        return false;
    }

    /// <summary>The keys of the files whose messages are gone since this was last asked.</summary>
    public IReadOnlyList<string> TakeRemovedFiles()
    {
        string[] removed = [.. _removedFiles];
        _removedFiles.Clear();
        return removed;
    }

    public void Dispose()
    {
        _add.Dispose();
        _index.Dispose();
        foreach (var command in (SqliteCommand[])[_findRoom, _addRoom, _mark, _findFirst, _find, _revise, _prove])
        {
            command.Dispose();
        }
    }

    private Kept Append(Change change, SqliteTransaction transaction)
    {
        if (change is Naming or AddressBan or AddressPardon)
        {
            RuleBook.Write(transaction, change);
            return new Kept(ChatMessage.None, IsNew: true);
        }

        if (!_positions.TryGetValue(change.Room, out var position))
        {
            if (_positions.Count == PositionsKept)
            {
                _positions.Clear();
            }

            position = _positions[change.Room] = Find(change.Room, transaction);
        }

        return change switch
        {
            Draft draft => Add(position, draft, transaction),
            Act act => Add(position, act, transaction),
            Edit(_, var seq, var text, var at) => Revise(position, seq, message => message with { Text = text, EditedAt = at }, transaction),
            Deletion(_, var seq) => Revise(position, seq, message => message with { Text = "", Deleted = 1, Reactions = "", File = null }, transaction),
            Reaction reaction => React(position, reaction, transaction),
            _ => throw new ArgumentOutOfRangeException(nameof(change), change, "no way to keep it"),
        };
    }

    private Kept Add(Position position, Draft draft, SqliteTransaction transaction)
    {
        var (room, seq, rev, by) = (position.Room, position.Seq + 1, position.Rev + 1, draft.By);
        var (key, checksum) = (MessageKey.Of(room, by.Id, draft.Cid), Checksum.Of(room, seq, by.Id, draft.Text, draft.At));
        _add.Bind(1, room);
        _add.Bind(2, seq);
        _add.Bind(3, rev);
        _add.Bind(4, by.Id);
        _add.Bind(5, by.Name);
        _add.Bind(6, by.Handle);
        _add.Bind(7, draft.Text);
        _add.Bind(8, draft.At);
        _add.Bind(9, draft.Cid);
        _add.Bind(10, checksum);
        _add.Bind(11, draft.Kind);
        _add.Bind(12, key.Author);
        _add.Bind(13, key.Cid);
        if (_index.IsNew(key) || _add.Run() is not { } id)
        {
            return new Kept(Read(Run(_findFirst, transaction, _index.Find(transaction, key))), IsNew: false);
        }

        _index.Add(key, id);

        if (draft.File is not null)
        {
            FileBook.Add(transaction, id, draft.File);
        }

        (position.Seq, position.Rev) = (seq, rev);
        return new Kept(new ChatMessage(seq, rev, id, by.Id, by.Name, by.Handle, draft.Text, draft.At, draft.Cid, Born: rev, Kind: draft.Kind, File: draft.File), IsNew: true);
    }

    private Kept Add(Position position, Act act, SqliteTransaction transaction)
    {
        if (act.Effect is RoomEffect.Clear)
        {
            _search.Clear(transaction, position.Room);
            ReactionBook.Clear(transaction, position.Room);
            _removedFiles.AddRange(FileBook.Remove(transaction, position.Room));
        }

        position.Rev += RuleBook.Write(transaction, position.Room, act.Effect, position.Seq + 1, position.Rev + 1, Now());
        return act.Line is { } line ? Add(position, line, transaction) : new Kept(ChatMessage.None, IsNew: true);
    }

    private Kept Revise(Position position, long seq, Func<ChatMessage, ChatMessage> revise, SqliteTransaction transaction)
    {
        var old = Read(Run(_find, transaction, position.Room, seq));
        var message = revise(old) with { Rev = position.Rev + 1, Damaged = 0 };
        var checksum = Checksum.Of(position.Room, seq, message.Author, message.Text, message.At);
        Run(_revise, transaction, old.Id, message.Rev, message.Text, message.EditedAt ?? (object)DBNull.Value, message.Deleted, checksum).ExecuteNonQuery();
        _search.Replace(transaction, position.Room, old, message);
        if (message.Reactions != old.Reactions)
        {
            ReactionBook.Remove(transaction, old.Id);
        }

        if (message.File != old.File)
        {
            _removedFiles.AddRange(FileBook.Remove(transaction, position.Room, seq));
        }

        position.Rev = message.Rev;
        return new Kept(message, IsNew: true);
    }

    private Kept React(Position position, Reaction reaction, SqliteTransaction transaction)
    {
        var message = Read(Run(_find, transaction, position.Room, reaction.Seq));
        if (ReactionBook.Write(transaction, message.Id, reaction, position.Rev + 1) is not { } reactions)
        {
            return new Kept(message, IsNew: false);
        }

        position.Rev++;
        return new Kept(message with { Rev = position.Rev, Reactions = reactions }, IsNew: true);
    }

    private Position Find(RoomName name, SqliteTransaction transaction)
    {
        var room = (long)(Run(_findRoom, transaction, name.Value).ExecuteScalar()
            ?? Run(_addRoom, transaction, name.Value, Now()).ExecuteScalar()!);
        using var mark = Run(_mark, transaction, room).ExecuteReader();
        return mark.Read() ? new Position(room) { Seq = mark.GetInt64(0), Rev = mark.GetInt64(1) } : new Position(room);
    }

    private static ChatMessage Read(SqliteCommand command)
    {
        using var reader = command.ExecuteReader();
        return reader.Read() ? MessageRow.Read(reader) : throw new InvalidOperationException("The message to be read is not in the store.");
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
