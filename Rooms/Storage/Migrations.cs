using System.Globalization;
using System.Reflection;
using Microsoft.Data.Sqlite;

namespace HtmxChat.Rooms.Storage;

/// <summary>Brings a database to the schema of this program: numbered embedded <c>.sql</c> files, each in a transaction of its own.</summary>
internal static class Migrations
{
    private const string Prefix = "HtmxChat.Rooms.Storage.Sql.";

    /// <summary>Runs what the database lacks and returns its schema's number. Throws if the schema is newer than this program.</summary>
    public static int Run(SqliteConnection connection)
    {
        var scripts = typeof(Migrations).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => (Number: int.Parse(name.AsSpan(Prefix.Length, 4), CultureInfo.InvariantCulture), Name: name))
            .OrderBy(script => script.Number)
            .ToList();

        var newest = scripts[^1].Number;
        var current = Convert.ToInt32(Scalar(connection, "PRAGMA user_version"), CultureInfo.InvariantCulture);
        if (current > newest)
        {
            throw new HistoryUnusableException(
                $"it has schema {current}, and this version of HtmxChat knows only up to {newest}; start a newer version, or restore an older copy of the file");
        }

        foreach (var (number, name) in scripts.Where(script => script.Number > current))
        {
            using var transaction = connection.BeginTransaction();
            Scalar(connection, Read(name), transaction);
            Scalar(connection, $"PRAGMA user_version = {number}", transaction);
            transaction.Commit();
        }

        return newest;
    }

    private static object? Scalar(SqliteConnection connection, string sql, SqliteTransaction? transaction = null)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = transaction;
        return command.ExecuteScalar();
    }

    private static string Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
