using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace HtmxChat.Rooms.Storage;

/// <summary>A prepared INSERT that is run once for each message, by SQLite's own interface: a command of ADO.NET looks up each parameter
/// by its name at each run. Runs in whatever transaction its connection has open. Not for more than one thread.</summary>
internal sealed class InsertStatement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    /// <summary>Prepares it on an open connection.</summary>
    public InsertStatement(SqliteConnection connection, string sql)
    {
        _database = connection.Handle!;
        Check(raw.sqlite3_prepare_v3(_database, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement));
    }

    /// <summary>Sets a parameter, counted from 1.</summary>
    public void Bind(int parameter, long value) => Check(raw.sqlite3_bind_int64(_statement, parameter, value));

    /// <summary>Sets a parameter, counted from 1.</summary>
    public void Bind(int parameter, string value)
    {
        var length = Encoding.UTF8.GetMaxByteCount(value.Length);
        var bytes = length <= 512 ? stackalloc byte[512] : new byte[length];
        Check(raw.sqlite3_bind_text(_statement, parameter, bytes[..Encoding.UTF8.GetBytes(value, bytes)]));
    }

    /// <summary>Runs it with the parameters as they are set and returns the row's id, or null if it adds none.
    /// Throws <see cref="SqliteException"/>.</summary>
    public long? Run()
    {
        _ = raw.sqlite3_step(_statement);
        // Tells once more what the step told.
        Check(raw.sqlite3_reset(_statement));
        return raw.sqlite3_changes(_database) > 0 ? raw.sqlite3_last_insert_rowid(_database) : null;
    }

    /// <inheritdoc/>
    public void Dispose() => _statement.Dispose();

    private void Check(int code) => SqliteException.ThrowExceptionForRC(code, _database);
}
