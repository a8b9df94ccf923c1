using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;

namespace HtmxChat.Rooms.Storage;

/// <summary>History in one SQLite file: a writer connection for <see cref="Append"/>, pooled read-only connections for the rest (WAL).</summary>
public sealed class SqliteHistory : IHistory, IDisposable
{
    private const string Here = "(SELECT id FROM rooms WHERE name = @room)";

    // Unindexed messages looked through by a search: far more than wait for the index, except while it is built over an old database.
    private const int MaxFresh = 20_000;

    private readonly string _file;
    private readonly string _reading;
    private readonly FileStream _lock;
    private readonly TimeProvider _time;
    private readonly int _maxNew;
    private readonly FileStore _files;
    private SqliteConnection _connection;
    private Appender _appender;

    private SqliteHistory(string file, FileStream @lock, TimeProvider time, int maxNew)
    {
        _file = file;
        _reading = new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadOnly }.ToString();
        _lock = @lock;
        _time = time;
        _maxNew = maxNew;
        _connection = Connect(file);
        Status = new StoreStatus(
            Migrations.Run(_connection),
            _connection.Scalar("PRAGMA synchronous") switch { 0L => "off", 1L => "normal", 2L => "full", _ => "extra" });
        _appender = new Appender(_connection, time, maxNew);
        _files = new FileStore(Path.GetDirectoryName(file)!);
        // What a crash left between a file and its message, or between a deletion and its file.
        _files.Sweep(FileBook.Keys(_connection));
    }

    /// <inheritdoc/>
    public StoreStatus Status { get; }

    /// <summary>Opens <c>chat.db</c> in a folder, making both if missing, checks it and brings its schema up to date.
    /// Throws <see cref="HistoryUnusableException"/> with the file, the reason and the remedy.</summary>
    public static SqliteHistory Open(string folder, TimeProvider time) => Open(folder, time, MessageIndex.MaxNew);

    /// <summary>With another <see cref="MessageIndex.MaxNew"/>.</summary>
    internal static SqliteHistory Open(string folder, TimeProvider time, int maxNew)
    {
        var file = Path.GetFullPath(Path.Combine(folder, "chat.db"));
        FileStream? @lock = null;
        try
        {
            Directory.CreateDirectory(folder);
            @lock = Lock(Path.Combine(folder, "chat.lock"));
            WriteAheadLog.Check(file);
            return new SqliteHistory(file, @lock, time, maxNew);
        }
        catch (Exception failure) when (failure is SqliteException or IOException or UnauthorizedAccessException or HistoryUnusableException)
        {
            @lock?.Dispose();
            throw new HistoryUnusableException($"The database {file} cannot be used: {Reason(failure)}.", failure);
        }
    }

    /// <summary>Loads SQLite and compiles what it takes to open a store, with a database in memory.</summary>
    internal static void Warm()
    {
        using var connection = Connect(":memory:");
        Migrations.Run(connection);
        new Appender(connection, TimeProvider.System).Dispose();
    }

    /// <inheritdoc/>
    public async Task<RoomMark> MarkAsync(RoomName room)
    {
        using var reader = new SqliteConnection(_reading);
        var (seq, rev, at, fileBytes) = await reader.QuerySingleOrDefaultAsync<(long, long, long, long)>(
            $"""
            SELECT last.seq, max(last.born, coalesce((SELECT max(rev) FROM messages WHERE room = last.room AND rev > born), 0)), last.at,
                coalesce((SELECT sum(file ->> '$.Bytes') FROM messages WHERE room = last.room AND file IS NOT NULL), 0)
            FROM messages AS last
            WHERE id = {MessageIndex.LastIn(Here)}
            """,
            new { room = room.Value });
        return new RoomMark(seq, rev, at, fileBytes);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ChatMessage>> LatestAsync(RoomName room, int count, long before = long.MaxValue) =>
        ReadAsync(
            $"""
            SELECT * FROM (
                SELECT {MessageRow.Columns}
                FROM log
                WHERE room = {Here} AND seq < @before
                    AND seq >= (SELECT cleared_seq FROM rooms WHERE name = @room)
                ORDER BY seq DESC
                LIMIT @count
            )
            ORDER BY seq
            """,
            new { room = room.Value, before, count });

    /// <inheritdoc/>
    public Task<IReadOnlyList<ChatMessage>> FollowingAsync(RoomName room, long after, int count) =>
        ReadAsync(
            $"""
            SELECT {MessageRow.Columns}
            FROM log
            WHERE room = {Here} AND seq > @after
            ORDER BY seq
            LIMIT @count
            """,
            new { room = room.Value, after, count });

    /// <inheritdoc/>
    public Task<IReadOnlyList<ChatMessage>> ChangesAsync(RoomName room, long after, int limit) =>
        ReadAsync(
            $"""
            WITH RECURSIVE
                -- The first row in its place born after it, by bisection: seq has no holes, and born grows with it and is never less.
                search (low, high) AS (
                    SELECT 0, min((SELECT coalesce(max(seq), 0) FROM message_places WHERE room = {Here}), @after) + 1
                    UNION ALL
                    SELECT iif(born > @after, low, place.seq), iif(born > @after, place.seq, high)
                    FROM search
                        CROSS JOIN message_places AS place ON place.room = {Here} AND place.seq = (low + high) / 2
                        CROSS JOIN messages ON id = message
                    WHERE high - low > 1
                )
            SELECT * FROM (
                SELECT {MessageRow.Columns}
                FROM log
                WHERE room = {Here} AND seq >= (SELECT min(high) FROM search) AND rev = born AND rev > @after
                ORDER BY seq
                LIMIT @limit
            )
            UNION ALL
            SELECT * FROM (
                SELECT {MessageRow.Columns}
                FROM messages
                WHERE room = {Here} AND rev > @after AND rev > born
                ORDER BY rev
                LIMIT @limit
            )
            ORDER BY rev
            LIMIT @limit
            """,
            new { room = room.Value, after, limit });

    /// <inheritdoc/>
    public async Task<ChatMessage?> FindAsync(RoomName room, long seq) =>
        (await ReadAsync(
            $"""
            SELECT {MessageRow.Columns}
            FROM log
            WHERE room = {Here} AND seq = @seq
            """,
            new { room = room.Value, seq })).SingleOrDefault();

    /// <inheritdoc/>
    public async Task<RoomRules> RulesAsync(RoomName room)
    {
        using var reader = new SqliteConnection(_reading);
        await reader.OpenAsync();
        return await RuleBook.ReadAsync(reader, room);
    }

    /// <inheritdoc/>
    public async Task<Person?> AuthorAsync(RoomName room, string handle)
    {
        using var reader = new SqliteConnection(_reading);
        var found = await reader.QueryAsync<(string Id, string Name)>(
            // Ordered by what is selected: only then are both parts of the log read in their order, and no further than needed.
            $"""
            SELECT author, name
            FROM (SELECT author, name, seq FROM log WHERE room = {Here} AND handle = @handle AND kind <> 'act' ORDER BY seq DESC LIMIT 1)
            """,
            new { room = room.Value, handle });
        return found.Select(author => new Person(author.Id, author.Name, handle)).SingleOrDefault();
    }

    /// <inheritdoc/>
    public async Task<bool> HasSpokenAsync(RoomName room, string person)
    {
        using var reader = new SqliteConnection(_reading);
        return await reader.ExecuteScalarAsync<bool>(
            $"""
            SELECT EXISTS (SELECT 1 FROM message_keys WHERE room = {Here} AND author = @author)
                OR EXISTS (SELECT 1 FROM messages WHERE id > (SELECT message FROM indexed) AND room = {Here} AND author = @person)
            """,
            new { room = room.Value, person, author = MessageKey.OfAuthor(person) });
    }

    /// <inheritdoc/>
    public async Task<Naming?> NameAsync(string person)
    {
        using var reader = new SqliteConnection(_reading);
        var found = await reader.QueryAsync<(string Name, long At)>("SELECT name, at FROM names WHERE person = @person", new { person });
        return found.Select(name => new Naming(default, person, name.Name, name.At)).SingleOrDefault();
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ChatMessage>> SearchAsync(RoomName room, SearchQuery query, int count, long before = long.MaxValue)
    {
        // In one snapshot, so that a message is either indexed or fresh.
        using var connection = new SqliteConnection(_reading);
        await connection.OpenAsync();
        using var snapshot = connection.BeginTransaction(deferred: true);
        var id = await connection.ExecuteScalarAsync<long?>("SELECT id FROM rooms WHERE name = @room", new { room = room.Value }, snapshot);
        if (id is null)
        {
            return [];
        }

        var fresh = await ReadAsync(
            connection,
            $"""
            SELECT {MessageRow.Columns}
            FROM messages
            WHERE id > (SELECT message FROM search_mark) AND +room = @id AND seq < @before AND deleted = 0 AND kind <> '{MessageKind.Act}'
            ORDER BY id DESC
            LIMIT {MaxFresh}
            """,
            new { id, before },
            snapshot);
        // In a room ids ascend as seqs do.
        var indexed = await ReadAsync(
            connection,
            $"""
            SELECT {MessageRow.Columns}
            FROM messages
            WHERE id IN (
                SELECT rowid
                FROM search
                WHERE search MATCH @match AND rowid < coalesce((SELECT id FROM log WHERE room = @id AND seq = @before), {long.MaxValue})
                ORDER BY rowid DESC
                LIMIT @count
            )
            ORDER BY id DESC
            """,
            new { id, before, count, match = SearchIndex.Expression(id.Value, query) },
            snapshot);
        // Of the indexed ones a damaged text has nothing to be found in.
        return [.. fresh.Concat(indexed).Where(message => query.FindIn(message.Searchable).Count > 0).Take(count)];
    }

    /// <inheritdoc/>
    public bool Index() => Guard(_appender.Index);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<AddressBan>> AddressBansAsync()
    {
        using var reader = new SqliteConnection(_reading);
        await reader.OpenAsync();
        return reader.Rows("SELECT address, note, until FROM address_bans", row => new AddressBan(row.GetString(0), row.GetString(1), row.GetInt64(2)));
    }

    /// <inheritdoc/>
    public IReadOnlyList<Kept> Append(IReadOnlyList<Change> changes)
    {
        var kept = Guard(() => _appender.Append(changes));
        if (changes.Any(change => change is Deletion or Act { Effect: RoomEffect.Clear }))
        {
            Forget();
            foreach (var key in _appender.TakeRemovedFiles())
            {
                _files.Remove(key);
            }
        }

        return kept;
    }

    /// <inheritdoc/>
    public void Reopen()
    {
        _appender.Dispose();
        _connection.Dispose();
        _connection = Connect(_file);
        _appender = new Appender(_connection, _time, _maxNew);
    }

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

    private static SqliteConnection Connect(string file)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        try
        {
            connection.Open();
            connection.CreateFunction<long, long, string, string, long, long>("checksum", Checksum.Of, isDeterministic: true);
            connection.Scalar("PRAGMA journal_mode = WAL");
            connection.Scalar("PRAGMA synchronous = FULL");
            connection.Scalar("PRAGMA foreign_keys = ON");
            // A page that many commits touch is written back once: a log of up to 16 MiB.
            connection.Scalar("PRAGMA wal_autocheckpoint = 4096");
            connection.Scalar("PRAGMA cache_size = -32768");
            connection.Scalar("PRAGMA secure_delete = ON");
            if (connection.Scalar("PRAGMA quick_check(1)") is not "ok")
            {
                throw new HistoryUnusableException(Damaged);
            }

            // Begins with an empty log: what was cut off at its end by a crash is gone for good, and what a failed sync
            // may have left in memory only is written and synced anew.
            connection.Scalar("PRAGMA wal_checkpoint(TRUNCATE)");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private const string Damaged = "it is damaged; restore a copy, or move it and its -wal file away to start anew";

    private static T Guard<T>(Func<T> write)
    {
        try
        {
            return write();
        }
        catch (SqliteException failure) when (failure.SqliteErrorCode == SQLitePCL.raw.SQLITE_FULL)
        {
            throw new StoreFullException(failure);
        }
    }

    // A deleted text also leaves the log file: the pages that still hold it there are written over.
    private void Forget()
    {
        try
        {
            _connection.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        catch (SqliteException)
        {
            // The deletion itself is committed; the next checkpoint does the rest, and a store at fault shows at the next append.
        }
    }

    private async Task<IReadOnlyList<ChatMessage>> ReadAsync(string sql, object parameters)
    {
        using var connection = new SqliteConnection(_reading);
        return await ReadAsync(connection, sql, parameters);
    }

    private static async Task<IReadOnlyList<ChatMessage>> ReadAsync(SqliteConnection connection, string sql, object parameters, SqliteTransaction? snapshot = null)
    {
        using var reader = (DbDataReader)await connection.ExecuteReaderAsync(sql, parameters, snapshot);
        List<ChatMessage> messages = [];
        while (reader.Read())
        {
            messages.Add(MessageRow.Read(reader));
        }

        return messages;
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
        SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_CORRUPT } => Damaged,
        SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_CANTOPEN or SQLitePCL.raw.SQLITE_READONLY or SQLitePCL.raw.SQLITE_PERM } or UnauthorizedAccessException =>
            "this user may not write it; set its owner and rights, or set Chat:Data to another folder",
        SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_FULL } => "the disk is full; make space",
        HistoryUnusableException => failure.Message,
        _ => $"{failure.Message.TrimEnd('.')}; set Chat:Data to a folder that can be used",
    };
}
