using Dapper;
using Microsoft.Data.Sqlite;

namespace HtmxChat.Rooms.Storage;

/// <summary>Finds messages by their <see cref="MessageKey"/>, and lets readers find them by their place. The tables for both are extended
/// behind the messages, for many at once: with each commit they would cost it two pages of each room. Meanwhile readers look through what
/// is new, and the writer has its keys in memory. Invariant: between transactions the keys in memory are those of the messages after the
/// mark, and all others are in the tables. Belongs to the writer's thread.</summary>
internal sealed class MessageIndex : IDisposable
{
    /// <summary>New messages before the tables are extended: in less than a millisecond readers have looked through them.</summary>
    public const int MaxNew = 4096;

    // Taken in at once from a store whose tables are far behind.
    private const int Step = 65_536;

    private readonly SqliteConnection _connection;
    private readonly int _maxNew;
    private readonly InsertStatement _addKey;
    private readonly Dictionary<MessageKey, long> _new = [];
    private long _mark;
    private long _last;
    private long _committed;

    /// <summary>Goes on where the last writer has stopped.</summary>
    public MessageIndex(SqliteConnection connection, int maxNew)
    {
        _connection = connection;
        _maxNew = maxNew;
        _addKey = new InsertStatement(connection, "INSERT INTO message_keys (room, author, cid, message) VALUES (?1, ?2, ?3, ?4)");
        while (Load() > maxNew)
        {
            Extend();
        }
    }

    /// <summary>The id of a room's last message, as SQL that is quicker to compile than the view <c>log</c>. In a room ids ascend as seqs do.</summary>
    public static string LastIn(string room) =>
        $"""
        coalesce(
            (SELECT max(id) FROM messages WHERE id > (SELECT message FROM indexed) AND +room = {room}),
            (SELECT message FROM message_places WHERE room = {room} ORDER BY seq DESC LIMIT 1))
        """;

    /// <summary>Whether so many messages are new that the tables should be extended.</summary>
    public bool IsBehind => _new.Count >= _maxNew;

    /// <summary>Whether a message with this key is new, and so in no table.</summary>
    public bool IsNew(MessageKey key) => _new.ContainsKey(key);

    /// <summary>The id of the message with this key, within a transaction. There must be one.</summary>
    public long Find(SqliteTransaction transaction, MessageKey key)
    {
        if (_new.TryGetValue(key, out var message))
        {
            return message;
        }

        return _connection.ExecuteScalar<long>(
            "SELECT message FROM message_keys WHERE room = @Room AND author = @Author AND cid = @Cid", key, transaction);
    }

    /// <summary>A message was added, within a transaction.</summary>
    public void Add(MessageKey key, long message)
    {
        _new.Add(key, message);
        _last = message;
    }

    /// <summary>The transaction is committed.</summary>
    public void Committed() => _committed = _last;

    /// <summary>The transaction is undone.</summary>
    public void Undone()
    {
        foreach (var (key, message) in _new)
        {
            if (message > _committed)
            {
                _new.Remove(key);
            }
        }

        _last = _committed;
    }

    /// <summary>Takes in what is new, in a transaction of its own.</summary>
    public void Extend()
    {
        if (_new.Count == 0)
        {
            return;
        }

        using var transaction = _connection.BeginTransaction();
        // In the order of the table, so that each of its pages is written to once.
        foreach (var (key, message) in _new.OrderBy(entry => entry.Key.Room).ThenBy(entry => entry.Key.Author).ThenBy(entry => entry.Key.Cid, StringComparer.Ordinal))
        {
            _addKey.Bind(1, key.Room);
            _addKey.Bind(2, key.Author);
            _addKey.Bind(3, key.Cid);
            _addKey.Bind(4, message);
            _addKey.Run();
        }

        _connection.Scalar(
            $"""
            INSERT INTO message_places (room, seq, message)
            SELECT room, seq, id
            FROM messages
            WHERE id > {_mark} AND id <= {_last}
            ORDER BY room, seq;
            UPDATE indexed SET message = {_last}
            """,
            transaction);
        transaction.Commit();
        _new.Clear();
        _mark = _last;
    }

    /// <inheritdoc/>
    public void Dispose() => _addKey.Dispose();

    // How many messages there are after the mark; the first of them are loaded.
    private int Load()
    {
        _mark = (long)_connection.Scalar("SELECT message FROM indexed")!;
        _connection.ForEach(
            $"SELECT id, room, author, cid FROM messages WHERE id > {_mark} ORDER BY id LIMIT {Step}",
            row => Add(MessageKey.Of(row.GetInt64(1), row.GetString(2), row.GetString(3)), row.GetInt64(0)));
        Committed();
        return _new.Count;
    }
}
