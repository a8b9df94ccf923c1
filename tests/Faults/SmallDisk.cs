using System.Diagnostics;
using HtmxChat.Tests.Support;

namespace HtmxChat.Tests.Faults;

/// <summary>A real file system of 2 MiB, in memory, that can be filled to the last byte. Needs the right to mount one.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private readonly TempFolder _folder = new();

    private SmallDisk()
    {
    }

    public string Path => _folder.Path;

    /// <summary>Mounts one; null where that is not permitted.</summary>
    public static async Task<SmallDisk?> Mounts()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            return null;
        }

        var disk = new SmallDisk();
        if (await Runs("mount", "-t", "tmpfs", "-o", "size=2m", "small", disk.Path))
        {
            return disk;
        }

        disk._folder.Dispose();
        return null;
    }

    /// <summary>Leaves not one byte.</summary>
    public void Fills()
    {
        using var file = new FileStream(_folder.File("filler"), FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var block = new byte[4096];
        try
        {
            while (true)
            {
                file.Write(block);
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }

    /// <summary>Makes space again.</summary>
    public void IsCleared() => File.Delete(_folder.File("filler"));

    public async ValueTask DisposeAsync()
    {
        Assert.True(await Runs("umount", Path), "the disk is still mounted");
        _folder.Dispose();
    }

    private static async Task<bool> Runs(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        await process.WaitForExitAsync().Soon();
        return process.ExitCode == 0;
    }
}
