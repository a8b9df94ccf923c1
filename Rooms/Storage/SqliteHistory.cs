using Dapper;
using Microsoft.Data.Sqlite;

namespace HtmxChat.Rooms.Storage;

/// <summary>History in one SQLite file: a writer connection for <see cref="Append"/>, pooled read-only connections for the rest (WAL).</summary>
public sealed class SqliteHistory : IHistory, IDisposable
{
    private readonly FileStream _lock;
    private readonly string _reading;
    private readonly SqliteConnection _connection;
    private readonly Appender _appender;

    private SqliteHistory(FileStream @lock, string reading, SqliteConnection connection, StoreStatus status, TimeProvider time)
    {
        _lock = @lock;
        _reading = reading;
        _connection = connection;
        _appender = new Appender(connection, time);
        Status = status;
    }

    /// <inheritdoc/>
    public StoreStatus Status { get; }

    /// <summary>Opens <c>chat.db</c> in a folder, making both if missing, and brings its schema up to date.
    /// Throws <see cref="HistoryUnusableException"/> with the file, the reason and the remedy.</summary>
    public static SqliteHistory Open(string folder, TimeProvider time)
    {
        var file = Path.GetFullPath(Path.Combine(folder, "chat.db"));
        FileStream? @lock = null;
        SqliteConnection? connection = null;
        try
        {
            Directory.CreateDirectory(folder);
            @lock = Lock(Path.Combine(folder, "chat.lock"));
            connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
            connection.Open();
            connection.Execute("PRAGMA journal_mode = WAL");
            connection.Execute("PRAGMA synchronous = FULL");
            connection.Execute("PRAGMA foreign_keys = ON");
            var status = new StoreStatus(
                Migrations.Run(connection),
                connection.ExecuteScalar<long>("PRAGMA synchronous") switch { 0 => "off", 1 => "normal", 2 => "full", _ => "extra" });
            var reading = new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadOnly }.ToString();
            return new SqliteHistory(@lock, reading, connection, status, time);
        }
        catch (Exception failure) when (failure is SqliteException or IOException or UnauthorizedAccessException or HistoryUnusableException)
        {
            connection?.Dispose();
            @lock?.Dispose();
            throw new HistoryUnusableException($"The database {file} cannot be used: {Reason(failure)}.", failure);
        }
    }

    /// <inheritdoc/>
    public async Task<RoomMark> MarkAsync(RoomName room)
    {
        using var reader = new SqliteConnection(_reading);
        var (seq, rev, at) = await reader.QuerySingleAsync<(long, long, long)>(
            """
            WITH r AS (SELECT (SELECT id FROM rooms WHERE name = @room) AS id)
            SELECT
                coalesce((SELECT max(seq) FROM messages, r WHERE room = r.id), 0),
                coalesce((SELECT max(rev) FROM messages, r WHERE room = r.id), 0),
                coalesce((SELECT at FROM messages, r WHERE room = r.id ORDER BY seq DESC LIMIT 1), 0)
            """,
            new { room = room.Value });
        return new RoomMark(seq, rev, at);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ChatMessage>> LatestAsync(RoomName room, int count, long before = long.MaxValue) =>
        ReadAsync(
            """
            SELECT * FROM (
                SELECT seq, rev, id, author, name, handle, text, at, cid
                FROM messages
                WHERE room = (SELECT id FROM rooms WHERE name = @room) AND seq < @before
                ORDER BY seq DESC
                LIMIT @count
            )
            ORDER BY seq
            """,
            new { room = room.Value, before, count });

    /// <inheritdoc/>
    public Task<IReadOnlyList<ChatMessage>> ChangesAsync(RoomName room, long after, int limit) =>
        ReadAsync(
            """
            SELECT seq, rev, id, author, name, handle, text, at, cid
            FROM messages
            WHERE room = (SELECT id FROM rooms WHERE name = @room) AND rev > @after
            ORDER BY rev
            LIMIT @limit
            """,
            new { room = room.Value, after, limit });

    /// <inheritdoc/>
    public IReadOnlyList<Kept> Append(IReadOnlyList<Draft> drafts) => _appender.Append(drafts);

    /// <inheritdoc/>
    public void Dispose()
    {
        _appender.Dispose();
        using (var reader = new SqliteConnection(_reading))
        {
            SqliteConnection.ClearPool(reader);
        }

        _connection.Dispose();
        _lock.Dispose();
    }

    private async Task<IReadOnlyList<ChatMessage>> ReadAsync(string sql, object parameters)
    {
        using var reader = new SqliteConnection(_reading);
        return (await reader.QueryAsync<ChatMessage>(sql, parameters)).AsList();
    }

    // Two servers on one file would each hold half of the live readers.
    private static FileStream Lock(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException failure) when (File.Exists(path))
        {
            throw new HistoryUnusableException("another HtmxChat is running on it; stop that one, or set Chat:Data to another folder", failure);
        }
    }

    private static string Reason(Exception failure) => failure switch
    {
        SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_NOTADB } => "it is no SQLite database, or damaged; restore a copy, or move it away to start anew",
        SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_CORRUPT } => "it is damaged; restore a copy, or move it away to start anew",
        SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_CANTOPEN or SQLitePCL.raw.SQLITE_READONLY or SQLitePCL.raw.SQLITE_PERM } or UnauthorizedAccessException =>
            "this user may not write it; set its owner and rights, or set Chat:Data to another folder",
        SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_FULL } => "the disk is full; make space",
        _ => failure.Message.TrimEnd('.'),
    };
}
