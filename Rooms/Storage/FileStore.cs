using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace HtmxChat.Rooms.Storage;

/// <summary>The bytes of files that came with messages: one file each in the folder <c>files</c> beside the database. Holds nothing itself.</summary>
/// <param name="data">The data folder.</param>
public sealed class FileStore(string data)
{
    private const int KeyLength = 32;

    private readonly string _folder = Path.GetFullPath(Path.Combine(data, "files"));

    /// <summary>Bytes free on the disk.</summary>
    public long FreeBytes => new DriveInfo(Path.GetFullPath(data)).AvailableFreeSpace;

    /// <summary>Keeps bytes and completes when they, and the folder's entry for them, are synced to the disk. A message that names the key may be shown then.
    /// Whoever gives up after that calls <see cref="Remove"/>; what is forgotten by a crash goes with <see cref="Sweep"/>.</summary>
    public async Task<(string Key, byte[] Head)> SaveAsync(Stream bytes, CancellationToken cancellation)
    {
        Directory.CreateDirectory(_folder);
        var key = RandomNumberGenerator.GetHexString(KeyLength, lowercase: true);
        try
        {
            await using var file = new FileStream(PathOf(key), FileMode.CreateNew, FileAccess.ReadWrite);
            await bytes.CopyToAsync(file, cancellation);
            file.Flush(flushToDisk: true);
            SyncFolder();
            file.Position = 0;
            var head = new byte[SharedFile.HeadLength];
            return (key, head[..await file.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellation)]);
        }
        catch
        {
            Remove(key);
            throw;
        }
    }

    /// <summary>Opens a file to be read. Null if there is none.</summary>
    public Stream? Open(string key) => File.Exists(PathOf(key)) ? new FileStream(PathOf(key), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete) : null;

    /// <summary>Takes a file away; one that is not there is no error.</summary>
    public void Remove(string key)
    {
        if (Directory.Exists(_folder))
        {
            File.Delete(PathOf(key));
        }
    }

    /// <summary>Takes all files away that no message names. Only while nobody saves one.</summary>
    internal void Sweep(IEnumerable<string> keys)
    {
        if (Directory.Exists(_folder))
        {
            foreach (var path in Directory.EnumerateFiles(_folder).ExceptBy(keys, Path.GetFileName))
            {
                File.Delete(path);
            }
        }
    }

    private string PathOf(string key) => Path.Combine(_folder, key);

    // A new name is on the disk only when its folder is synced (fsync(2)); .NET does not open folders.
    private void SyncFolder()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var folder = open(_folder, 0);
        try
        {
            if (folder < 0 || fsync(folder) != 0)
            {
                throw new IOException($"The folder of files cannot be synced (errno {Marshal.GetLastPInvokeError()}).");
            }
        }
        finally
        {
            _ = close(folder);
        }
    }

    [DllImport("libc", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int open(string path, int flags);

    [DllImport("libc", SetLastError = true)]
    private static extern int fsync(int descriptor);

    [DllImport("libc")]
    private static extern int close(int descriptor);
}
