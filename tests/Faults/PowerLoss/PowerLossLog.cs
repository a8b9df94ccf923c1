namespace HtmxChat.Tests.Faults.PowerLoss;

/// <summary>What can happen to a file, numbered as in <c>PowerLossShim.c</c>.</summary>
public enum FileChange
{
    Created = 1,
    Written,
    Cut,
    Synced,
    Removed,
}

/// <summary>One change of a file: where, what was written (for <see cref="FileChange.Cut"/>, <paramref name="Offset"/> is the new length),
/// and how long the log of all changes was with it.</summary>
public sealed record RecordedChange(FileChange Kind, string File, long Offset, byte[] Bytes, long LogLength);

/// <summary>The log that <c>PowerLossShim.c</c> writes, in the order in which the changes happened.</summary>
public static class PowerLossLog
{
    public const string Database = "chat.db";
    public const string WriteAhead = "chat.db-wal";
    public const string Journal = "chat.db-journal";

    private static readonly string[] Files = ["", Database, WriteAhead, Journal];

    public static IReadOnlyList<RecordedChange> Read(string path)
    {
        using var log = new BinaryReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        List<RecordedChange> changes = [];
        while (log.BaseStream.Position < log.BaseStream.Length)
        {
            var (kind, file, offset, length) = ((FileChange)log.ReadInt32(), Files[log.ReadInt32()], log.ReadInt64(), log.ReadInt64());
            changes.Add(new RecordedChange(kind, file, offset, log.ReadBytes((int)length), log.BaseStream.Position));
        }

        return changes;
    }
}
