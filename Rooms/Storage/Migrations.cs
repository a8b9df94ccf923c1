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
        // By their names, which begin with their numbers.
        var scripts = typeof(Migrations).Assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();
        var newest = Number(scripts[^1]);
        var current = Convert.ToInt32(connection.Scalar("PRAGMA user_version"), CultureInfo.InvariantCulture);
        if (current > newest)
        {
            throw new HistoryUnusableException(
                $"it has schema {current}, and this version of HtmxChat knows only up to {newest}; start a newer version, or restore an older copy of the file");
        }

        foreach (var script in scripts.Where(script => Number(script) > current))
        {
            using var transaction = connection.BeginTransaction();
            connection.Scalar(Read(script), transaction);
            connection.Scalar($"PRAGMA user_version = {Number(script)}", transaction);
            transaction.Commit();
        }

        return newest;
    }

    private static int Number(string script) => int.Parse(script.AsSpan(Prefix.Length, 4), CultureInfo.InvariantCulture);

    private static string Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
