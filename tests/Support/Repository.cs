namespace HtmxChat.Tests.Support;

/// <summary>The sources these tests were built from.</summary>
public static class Repository
{
    /// <summary>The folder of <c>HtmxChat.csproj</c>.</summary>
    public static string Root { get; } = Find();

    public static string File(params string[] path) => Path.Combine([Root, .. path]);

    /// <summary>Sources below some entries of the top level, relative to <see cref="Root"/>, with slashes.</summary>
    public static IEnumerable<string> Sources(string extension, params string[] entries) => entries
        .SelectMany(entry => System.IO.File.Exists(File(entry)) ? [File(entry)] : Directory.EnumerateFiles(File(entry), "*", SearchOption.AllDirectories))
        .Where(file => file.EndsWith(extension, StringComparison.Ordinal))
        .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
        .Where(file => !file.Split('/').Intersect(["bin", "obj"]).Any());

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (System.IO.File.Exists(Path.Combine(folder.FullName, "HtmxChat.csproj")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("the tests run outside the repository");
    }
}
