using Dapper;
using HtmxChat.Rooms.Storage;
using HtmxChat.Tests.Support;
using Microsoft.Data.Sqlite;

namespace HtmxChat.Tests.Storage;

/// <summary>A database in a folder of its own, seen by the program and past it.</summary>
internal sealed class DatabaseFile : IDisposable
{
    private readonly TempFolder _folder = new();

    public string Folder => _folder.Path;

    public string Path => _folder.File("chat.db");

    public SqliteHistory Opens() => SqliteHistory.Open(Folder, TimeProvider.System);

    public void Executes(string sql)
    {
        using var connection = Connection();
        connection.Execute(sql);
    }

    public T? Reads<T>(string sql)
    {
        using var connection = Connection();
        return connection.ExecuteScalar<T>(sql);
    }

    public IReadOnlyList<string> Lists(string sql)
    {
        using var connection = Connection();
        return connection.Query<string>(sql).AsList();
    }

    public void Dispose() => _folder.Dispose();

    private SqliteConnection Connection() => new(new SqliteConnectionStringBuilder { DataSource = Path, Pooling = false }.ToString());
}
