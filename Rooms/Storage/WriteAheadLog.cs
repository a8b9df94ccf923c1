using System.Buffers.Binary;

namespace HtmxChat.Rooms.Storage;

/// <summary>Tells a damaged write-ahead log from one whose end was cut off by a loss of power.
/// SQLite reads such a log up to the first frame that does not fit its checksum and drops the rest without a word
/// (sqlite.org/fileformat2.html, section 4). At the end that is right: it was never synced, so never acknowledged.
/// But if another transaction begins after the next commit, that commit had been synced, and acknowledged messages would vanish.</summary>
internal static class WriteAheadLog
{
    private const int HeaderLength = 32;
    private const int FrameHeaderLength = 24;
    private const uint LittleEndianChecksums = 0x377f0682;
    private const uint BigEndianChecksums = 0x377f0683;

    /// <summary>Throws <see cref="HistoryUnusableException"/> if the log of a database has lost what had been committed, or would lose it
    /// when the database is opened. No log is no loss.</summary>
    public static void Check(string database)
    {
        var path = $"{database}-wal";
        if (!File.Exists(path))
        {
            return;
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var header = new byte[HeaderLength];
        if (file.Length < HeaderLength || file.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false) < HeaderLength)
        {
            return;
        }

        // SQLite would take such a log for another's and delete it. But it syncs the database's first page before it writes one.
        if (file.Length > HeaderLength && new FileInfo(database) is not { Exists: true, Length: > 0 })
        {
            throw new HistoryUnusableException(
                "it is missing or empty, and its write-ahead log (-wal) holds messages that had been saved; restore a copy of both files, or move the -wal file away to go on without them");
        }

        var magic = ReadBig(header);
        var sum = Sum(magic, (0, 0), header.AsSpan(0, 24));
        if (magic is not (LittleEndianChecksums or BigEndianChecksums) || sum != Stored(header.AsSpan(24)))
        {
            // SQLite would take the log for empty. But it syncs the header before it writes the first frame.
            if (file.Length > HeaderLength)
            {
                throw Lost();
            }

            return;
        }

        var frame = new byte[FrameHeaderLength + (int)ReadBig(header.AsSpan(8))];
        var (isWhole, commits) = (true, 0);
        while (file.ReadAtLeast(frame, frame.Length, throwOnEndOfStream: false) == frame.Length)
        {
            var isOfThisLog = frame.AsSpan(8, 8).SequenceEqual(header.AsSpan(16, 8));
            var next = Sum(magic, Sum(magic, sum, frame.AsSpan(0, 8)), frame.AsSpan(FrameHeaderLength));
            // Each frame's sum goes on from the one before it: from the stored one, so that those behind the damage can be told.
            sum = Stored(frame.AsSpan(16));
            isWhole &= isOfThisLog && next == sum;
            if (commits > 0 && isOfThisLog && next == sum)
            {
                throw Lost();
            }

            if (!isWhole && isOfThisLog && ReadBig(frame.AsSpan(4)) != 0)
            {
                commits++;
            }
        }
    }

    private static HistoryUnusableException Lost() =>
        new("its write-ahead log (-wal) is damaged, and messages that had been saved are in the damaged part; restore a copy of both files, or move the -wal file away to go on without them");

    private static (uint, uint) Stored(ReadOnlySpan<byte> bytes) => (ReadBig(bytes), ReadBig(bytes[4..]));

    private static (uint, uint) Sum(uint magic, (uint First, uint Second) sum, ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i += 8)
        {
            sum.First += Word(bytes[i..]) + sum.Second;
            sum.Second += Word(bytes[(i + 4)..]) + sum.First;
        }

        return sum;

        uint Word(ReadOnlySpan<byte> word) => magic == LittleEndianChecksums ? BinaryPrimitives.ReadUInt32LittleEndian(word) : ReadBig(word);
    }

    private static uint ReadBig(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32BigEndian(bytes);
}
