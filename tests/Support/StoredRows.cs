using Dapper;
using Microsoft.Data.Sqlite;

namespace HtmxChat.Tests.Support;

/// <summary>What the file holds, read past the program.</summary>
public static class StoredRows
{
    public sealed record Row(long Seq, long Rev, string Name, string Text, string Cid);

    /// <summary>The rows of a room in the <c>chat.db</c> of a data folder, by seq.</summary>
    public static IReadOnlyList<Row> Of(string data, string room)
    {
        var file = new SqliteConnectionStringBuilder { DataSource = Path.Combine(data, "chat.db"), Mode = SqliteOpenMode.ReadWrite, Pooling = false };
        using var connection = new SqliteConnection(file.ToString());
        return connection.Query<Row>(
            """
            SELECT seq, rev, messages.name, text, cid
            FROM messages JOIN rooms ON rooms.id = messages.room
            WHERE rooms.name = @room
            ORDER BY seq
            """,
            new { room }).AsList();
    }
}
