using Microsoft.Data.Sqlite;

namespace HtmxChat.Rooms.Storage;

/// <summary>What a start asks the database, without Dapper: it would take longer to get that ready than to answer.</summary>
internal static class PlainSql
{
    /// <summary>Runs statements and returns the first value of the first row; null if there is none.</summary>
    public static object? Scalar(this SqliteConnection connection, string sql, SqliteTransaction? transaction = null)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = transaction;
        return command.ExecuteScalar();
    }

    /// <summary>Reads all rows.</summary>
    public static List<T> Rows<T>(this SqliteConnection connection, string sql, Func<SqliteDataReader, T> read)
    {
        List<T> rows = [];
        connection.ForEach(sql, row => rows.Add(read(row)));
        return rows;
    }

    /// <summary>Goes through all rows.</summary>
    public static void ForEach(this SqliteConnection connection, string sql, Action<SqliteDataReader> use)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var row = command.ExecuteReader();
        while (row.Read())
        {
            use(row);
        }
    }
}
