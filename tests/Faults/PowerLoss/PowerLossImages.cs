namespace HtmxChat.Tests.Faults.PowerLoss;

/// <summary>The files as one loss of power leaves them. <paramref name="LogLength"/> tells what had been acknowledged before it.</summary>
public sealed record PowerLossImage(int Cut, PowerLoss Loss, int Seed, long LogLength, IReadOnlyDictionary<string, byte[]> Files)
{
    public void WriteTo(string folder)
    {
        foreach (var (name, bytes) in Files)
        {
            File.WriteAllBytes(Path.Combine(folder, name), bytes);
        }
    }

    public override string ToString() => $"image {Seed}: power lost after change {Cut} ({Loss})";
}

/// <summary>Builds images from recorded changes, the same ones each time from the same record.</summary>
/// <param name="changes">What happened.</param>
/// <param name="syncs">Which syncs count, by place in <paramref name="changes"/>; a disk that lies, or a program that leaves them out.</param>
public sealed class PowerLossImages(IReadOnlyList<RecordedChange> changes, Func<int, bool> syncs)
{
    public IEnumerable<PowerLossImage> Build(int count)
    {
        var places = Places();
        var cuts = Enumerable.Range(1, count)
            .Select(seed => (Seed: seed, Random: new Random(seed), Among: places[seed % places.Length]))
            .Select(image => (image.Seed, image.Random, At: image.Among[image.Random.Next(image.Among.Count)]))
            .OrderBy(image => image.At);

        var (disk, next) = (new PowerLossDisk(), 0);
        foreach (var (seed, random, at) in cuts)
        {
            for (; next <= at; next++)
            {
                Take(disk, next);
            }

            var loss = (PowerLoss)random.Next(1, 4);
            yield return new PowerLossImage(at, loss, seed, changes[at].LogLength, disk.After(loss, random));
        }
    }

    // Anywhere; in the start of a new database; when all is written and nothing synced; while the log is copied into the database.
    private List<int>[] Places()
    {
        var disk = new PowerLossDisk();
        List<int> anywhere = [], start = [], beforeSync = [], copying = [];
        for (var at = 0; at < changes.Count; at++)
        {
            Take(disk, at);
            anywhere.Add(at);
            if (at < changes.Count / 50)
            {
                start.Add(at);
            }

            if (at + 1 < changes.Count && changes[at + 1].Kind == FileChange.Synced)
            {
                beforeSync.Add(at);
            }

            if (disk.HasUnsynced(PowerLossLog.Database))
            {
                copying.Add(at);
            }
        }

        return [anywhere, beforeSync, copying, beforeSync, anywhere, start];
    }

    private void Take(PowerLossDisk disk, int at)
    {
        if (changes[at].Kind != FileChange.Synced || syncs(at))
        {
            disk.Take(changes[at]);
        }
    }
}
