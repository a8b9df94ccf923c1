using System.Data.Common;

namespace HtmxChat.Rooms.Storage;

/// <summary>Reads a row of <c>messages</c>, and sees whether it is damaged.</summary>
internal static class MessageRow
{
    /// <summary>What <see cref="Read"/> needs, in its order.</summary>
    public const string Columns = "seq, rev, id, author, name, handle, text, at, cid, born, edited_at, deleted, room, checksum, kind, reactions, file";

    public static ChatMessage Read(DbDataReader row)
    {
        var message = new ChatMessage(
            Seq: row.GetInt64(0),
            Rev: row.GetInt64(1),
            Id: row.GetInt64(2),
            Author: row.GetString(3),
            Name: row.GetString(4),
            Handle: row.GetString(5),
            Text: row.GetString(6),
            At: row.GetInt64(7),
            Cid: row.GetString(8),
            Born: row.GetInt64(9),
            EditedAt: row.IsDBNull(10) ? null : row.GetInt64(10),
            Deleted: row.GetInt64(11),
            Kind: row.GetString(14),
            Reactions: row.GetString(15),
            File: row.IsDBNull(16) ? null : FileBook.Read(row.GetString(16)));
        return Checksum.Of(row.GetInt64(12), message.Seq, message.Author, message.Text, message.At) == row.GetInt64(13)
            ? message
            : message with { Text = "", Damaged = 1 };
    }
}
