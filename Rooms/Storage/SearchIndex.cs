using Microsoft.Data.Sqlite;

namespace HtmxChat.Rooms.Storage;

/// <summary>The full-text index over messages (FTS5). It is extended when the writer has time, and never while a message waits for its commit;
/// an edit or a deletion corrects it in its own transaction. Belongs to the writer's thread.</summary>
internal sealed class SearchIndex(SqliteConnection connection)
{
    /// <summary>Messages taken in at once: what a message that comes meanwhile has to wait for, a millisecond or two.</summary>
    public const int Step = 64;

    // More than these are not taken out one by one while all rooms wait.
    private const int MaxRemoved = 2000;

    /// <summary>Takes in the next messages. True if there may be more.</summary>
    public bool Extend()
    {
        using var transaction = connection.BeginTransaction();
        var (mark, count) = (Mark(transaction), 0);
        using (var unread = Command(transaction, "SELECT id, room, text, deleted, kind, file FROM messages WHERE id > @mark ORDER BY id LIMIT @step", ("@mark", mark), ("@step", Step)))
        using (var row = unread.ExecuteReader())
        {
            using var add = Command(transaction, "INSERT INTO search (rowid, room, body) VALUES (@id, @room, @body)", ("@id", 0L), ("@room", ""), ("@body", ""));
            for (; row.Read(); count++)
            {
                mark = row.GetInt64(0);
                if (row.GetInt64(3) == 0 && row.GetString(4) != MessageKind.Act)
                {
                    add.Parameters[0].Value = mark;
                    add.Parameters[1].Value = RoomWord(row.GetInt64(1));
                    add.Parameters[2].Value = Body(Searchable(row.GetString(2), row.IsDBNull(5) ? null : row.GetString(5)));
                    add.ExecuteNonQuery();
                }
            }
        }

        if (count > 0)
        {
            SetMark(transaction, mark);
            transaction.Commit();
        }

        return count == Step;
    }

    /// <summary>A message takes the place of another one, within its transaction.</summary>
    public void Replace(SqliteTransaction transaction, long room, ChatMessage old, ChatMessage message)
    {
        if (old.Id > Mark(transaction) || old.Kind == MessageKind.Act)
        {
            return;
        }

        if (old.Damaged == 1)
        {
            // Which words it brought in can no longer be told.
            StartAnew(transaction);
            return;
        }

        Remove(transaction, room, old);
        if (message.Deleted == 0)
        {
            Run(transaction, "INSERT INTO search (rowid, room, body) VALUES (@id, @room, @body)", ("@id", message.Id), ("@room", RoomWord(room)), ("@body", Body(message.Searchable)));
        }
    }

    /// <summary>All that was said in a room is about to go, within its transaction.</summary>
    public void Clear(SqliteTransaction transaction, long room)
    {
        List<ChatMessage> messages = [];
        using (var indexed = Command(
            transaction,
            $"""
            SELECT {MessageRow.Columns}
            FROM log
            WHERE room = @room AND id <= @mark AND deleted = 0 AND kind <> '{MessageKind.Act}'
            LIMIT {MaxRemoved + 1}
            """,
            ("@room", room),
            ("@mark", Mark(transaction))))
        {
            using var row = indexed.ExecuteReader();
            while (row.Read())
            {
                messages.Add(MessageRow.Read(row));
            }
        }

        if (messages.Count > MaxRemoved || messages.Exists(message => message.Damaged == 1))
        {
            StartAnew(transaction);
            return;
        }

        foreach (var message in messages)
        {
            Remove(transaction, room, message);
        }
    }

    /// <summary>The expression of FTS5 (sqlite.org/fts5.html, section 3) that finds what is looked for in a room. Words have no quotes in them.</summary>
    public static string Expression(long room, SearchQuery query) =>
        $"room : {RoomWord(room)} AND body : ({string.Join(" AND ", query.Terms.Select(term => $"\"{string.Join(' ', term.Words)}\"{(term.IsPrefix ? " *" : "")}"))})";

    private static string RoomWord(long room) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"r{room}");

    private static string Searchable(string text, string? file) => (ChatMessage.None with { Text = text, File = FileBook.Read(file) }).Searchable;

    private static string Body(string text) => string.Join(' ', SearchWords.Of(text).Select(word => word.Folded));

    private void Remove(SqliteTransaction transaction, long room, ChatMessage message)
    {
        if (message.Deleted == 0)
        {
            Run(transaction, "INSERT INTO search (search, rowid, room, body) VALUES ('delete', @id, @room, @body)", ("@id", message.Id), ("@room", RoomWord(room)), ("@body", Body(message.Searchable)));
        }
    }

    // Empties the index, to be filled again step by step.
    private void StartAnew(SqliteTransaction transaction)
    {
        Run(transaction, "INSERT INTO search (search) VALUES ('delete-all')");
        SetMark(transaction, 0);
    }

    private long Mark(SqliteTransaction transaction)
    {
        using var mark = Command(transaction, "SELECT message FROM search_mark");
        return (long)mark.ExecuteScalar()!;
    }

    private void SetMark(SqliteTransaction transaction, long message) => Run(transaction, "UPDATE search_mark SET message = @message", ("@message", message));

    private void Run(SqliteTransaction transaction, string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        using var command = Command(transaction, sql, parameters);
        command.ExecuteNonQuery();
    }

    private SqliteCommand Command(SqliteTransaction transaction, string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = transaction;
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }
}
