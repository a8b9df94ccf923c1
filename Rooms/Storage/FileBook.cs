using System.Text.Json;
using Dapper;
using Microsoft.Data.Sqlite;

namespace HtmxChat.Rooms.Storage;

/// <summary>Which file came with which message.</summary>
internal static class FileBook
{
    public static SharedFile? Read(string? json) => json is null ? null : JsonSerializer.Deserialize<SharedFile>(json);

    /// <summary>A message that was just added has a file.</summary>
    public static void Add(SqliteTransaction transaction, long message, SharedFile file) =>
        transaction.Connection!.Execute("UPDATE messages SET file = @json WHERE id = @message", new { message, json = JsonSerializer.Serialize(file) }, transaction);

    /// <summary>A message, or all of a room, lose their files. Returns the keys.</summary>
    public static IEnumerable<string> Remove(SqliteTransaction transaction, long room, long? seq = null) => transaction.Connection!.Query<string>(
        "SELECT file ->> '$.Key' FROM messages WHERE room = @room AND seq = coalesce(@seq, seq) AND file IS NOT NULL;"
        + "UPDATE messages SET file = NULL WHERE room = @room AND seq = coalesce(@seq, seq) AND file IS NOT NULL",
        new { room, seq },
        transaction);

    /// <summary>The keys of all files.</summary>
    public static IEnumerable<string> Keys(SqliteConnection connection) =>
        connection.Rows("SELECT file ->> '$.Key' FROM messages WHERE file IS NOT NULL", row => row.GetString(0));
}
