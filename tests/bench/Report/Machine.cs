using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace HtmxChat.Bench.Report;

/// <summary>Where and when it was measured.</summary>
/// <param name="Date">In UTC.</param>
/// <param name="Processor">Name and number of the cores .NET sees.</param>
/// <param name="Memory">Bytes.</param>
/// <param name="System">Operating system and kernel.</param>
/// <param name="Runtime">Of .NET.</param>
/// <param name="FileSystem">Of the data folders.</param>
/// <param name="Version">Of HtmxChat.</param>
internal sealed record Machine(DateTime Date, string Processor, long Memory, string System, string Runtime, string FileSystem, string Version)
{
    /// <summary>Asks it.</summary>
    /// <param name="program">HtmxChat.dll.</param>
    public static Machine Now(string program) => new(
        DateTime.UtcNow,
        $"{Field("/proc/cpuinfo", "model name") ?? RuntimeInformation.ProcessArchitecture.ToString()}, {Environment.ProcessorCount} cores",
        long.Parse((Field("/proc/meminfo", "MemTotal") ?? "0 kB").Split(' ')[0], CultureInfo.InvariantCulture) * 1024,
        $"{RuntimeInformation.OSDescription}, kernel {Environment.OSVersion.Version}",
        RuntimeInformation.FrameworkDescription,
        new DriveInfo(Path.GetTempPath()).DriveFormat,
        FileVersionInfo.GetVersionInfo(program).ProductVersion ?? "");

    /// <summary>One line each.</summary>
    public IEnumerable<string> Lines =>
    [
        $"{Date:yyyy-MM-dd HH:mm} UTC",
        Processor,
        $"{Memory / 1024.0 / 1024 / 1024:0.#} GiB of memory",
        System,
        Runtime,
        $"data folders on {FileSystem}, `synchronous=FULL`",
        $"HtmxChat {Version}",
    ];

    private static string? Field(string file, string name) => File.ReadLines(file)
        .Where(line => line.StartsWith(name, StringComparison.Ordinal))
        .Select(line => line[(line.IndexOf(':') + 1)..].Trim())
        .FirstOrDefault();
}
