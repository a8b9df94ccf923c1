namespace HtmxChat.Tests.Support;

/// <summary>A working directory with the program's own files, from which it starts as it does beside its sources.</summary>
public static class ProgramFolder
{
    /// <summary>Where the files are that were built: <c>wwwroot</c> and <c>appsettings.json</c>.</summary>
    public static string Built => Path.GetDirectoryName(typeof(Program).Assembly.Location)!;

    /// <summary>Makes one of <paramref name="folder"/>, without the files that npm brings.</summary>
    public static void Fill(TempFolder folder, string settings = "{}")
    {
        Directory.CreateDirectory(folder.File("wwwroot"));
        foreach (var file in Directory.GetFiles(Path.Combine(Built, "wwwroot")))
        {
            File.Copy(file, Path.Combine(folder.File("wwwroot"), Path.GetFileName(file)));
        }

        File.WriteAllText(folder.File("appsettings.json"), settings);
    }
}
