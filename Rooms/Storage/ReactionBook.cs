using Dapper;
using Microsoft.Data.Sqlite;

namespace HtmxChat.Rooms.Storage;

/// <summary>Where the store keeps who has reacted to what. Reactions are rarer than messages: nothing here is prepared.</summary>
internal static class ReactionBook
{
    /// <summary>Sets or takes back a reaction to a message, which gets this rev. Returns the message's <see cref="ChatMessage.Reactions"/> now, or null if nothing has changed.</summary>
    public static string? Write(SqliteTransaction transaction, long message, Reaction reaction, long rev)
    {
        var connection = transaction.Connection!;
        var one = new { message, reaction.Emoji, person = reaction.By.Id, reaction.By.Handle, reaction.At };
        var isSet = connection.ExecuteScalar<bool>(
            "SELECT EXISTS (SELECT 1 FROM reactions WHERE message = @message AND emoji = @Emoji AND person = @person)", one, transaction);
        if ((reaction.On ?? !isSet) == isSet)
        {
            return null;
        }

        connection.Execute(
            isSet
                ? "DELETE FROM reactions WHERE message = @message AND emoji = @Emoji AND person = @person"
                : "INSERT INTO reactions (message, emoji, person, handle, at) VALUES (@message, @Emoji, @person, @Handle, @At)",
            one,
            transaction);
        var kept = Reactions.Write(connection.Query<(string Emoji, long Count, string By)>(
            """
            SELECT emoji, count(*), (
                SELECT group_concat(handle, ' ')
                FROM (SELECT handle FROM reactions WHERE message = @message AND emoji = one.emoji ORDER BY at, person LIMIT @Named)
            )
            FROM reactions AS one
            WHERE message = @message
            GROUP BY emoji
            """,
            new { message, Reactions.Named },
            transaction).Select(row => new ReactionCount(row.Emoji, row.Count, row.By)));
        connection.Execute("UPDATE messages SET rev = @rev, reactions = @kept WHERE id = @message", new { message, rev, kept }, transaction);
        return kept;
    }

    /// <summary>A message is deleted.</summary>
    public static void Remove(SqliteTransaction transaction, long message) => transaction.Connection!.Execute(
        "DELETE FROM reactions WHERE message = @message; UPDATE messages SET reactions = '' WHERE id = @message",
        new { message },
        transaction);

    /// <summary>All messages of a room are about to go.</summary>
    public static void Clear(SqliteTransaction transaction, long room) => transaction.Connection!.Execute(
        """
        DELETE FROM reactions WHERE message IN (SELECT id FROM log WHERE room = @room AND reactions <> '');
        UPDATE messages SET reactions = '' WHERE id IN (SELECT id FROM log WHERE room = @room AND reactions <> '')
        """,
        new { room },
        transaction);
}
