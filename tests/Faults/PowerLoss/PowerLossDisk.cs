namespace HtmxChat.Tests.Faults.PowerLoss;

/// <summary>What a loss of power does to the writes that were not yet synced.</summary>
public enum PowerLoss
{
    KeepsAll,
    DropsAll,
    KeepsSome,
    Tears,
}

/// <summary>Files of which it is known what has been synced, and what not yet. A file is there or gone at once.</summary>
public sealed class PowerLossDisk
{
    private const int Sector = 512;

    private readonly SortedDictionary<string, Content> _files = new(StringComparer.Ordinal);

    /// <summary>Lets a change happen.</summary>
    public void Take(RecordedChange change)
    {
        switch (change.Kind)
        {
            case FileChange.Created:
                _files[change.File] = new Content();
                break;
            case FileChange.Removed:
                _files.Remove(change.File);
                break;
            case FileChange.Synced:
                _files[change.File].Sync();
                break;
            default:
                _files[change.File].Unsynced.Add(change);
                break;
        }
    }

    public bool HasUnsynced(string file) => _files.TryGetValue(file, out var content) && content.Unsynced.Count > 0;

    /// <summary>The files as they are found when the power is back.</summary>
    public IReadOnlyDictionary<string, byte[]> After(PowerLoss loss, Random random)
    {
        double[] chances = [0.1, 0.5, 0.9];
        var chance = loss switch { PowerLoss.KeepsAll => 1, PowerLoss.DropsAll => 0, _ => chances[random.Next(chances.Length)] };
        return _files.ToDictionary(
            file => file.Key,
            file => file.Value.After(change => (loss == PowerLoss.Tears ? Sectors(change) : [change]).Where(_ => random.NextDouble() < chance)));
    }

    private static IEnumerable<RecordedChange> Sectors(RecordedChange change)
    {
        if (change.Kind != FileChange.Written)
        {
            yield return change;
        }

        for (var (from, to) = (0, 0); from < change.Bytes.Length; from = to)
        {
            to = (int)Math.Min(change.Bytes.Length, from + Sector - ((change.Offset + from) % Sector));
            yield return change with { Offset = change.Offset + from, Bytes = change.Bytes[from..to] };
        }
    }

    private sealed class Content
    {
        private readonly MemoryStream _synced = new();

        public List<RecordedChange> Unsynced { get; } = [];

        public void Sync()
        {
            foreach (var change in Unsynced)
            {
                Apply(change, _synced);
            }

            Unsynced.Clear();
        }

        public byte[] After(Func<RecordedChange, IEnumerable<RecordedChange>> kept)
        {
            using var image = new MemoryStream();
            _synced.WriteTo(image);
            foreach (var change in Unsynced.SelectMany(kept))
            {
                Apply(change, image);
            }

            return image.ToArray();
        }

        private static void Apply(RecordedChange change, MemoryStream file)
        {
            if (change.Kind == FileChange.Cut)
            {
                file.SetLength(change.Offset);
                return;
            }

            file.Position = change.Offset;
            file.Write(change.Bytes);
        }
    }
}
