using HtmxChat.Tests.Support;

namespace HtmxChat.Tests.Views;

/// <summary>One small class puts fragments into their places; the fragments know nothing of it.</summary>
public sealed class OobTests
{
    [Fact]
    public void Only_one_file_writes_where_a_fragment_goes() => Assert.Equal(["Views/Oob.cs"], FilesWith(".cs", "hx-swap-oob="));

    [Fact]
    public void No_view_says_where_it_goes() => Assert.Empty(FilesWith(".cshtml", "swap-oob"));

    private static IEnumerable<string> FilesWith(string extension, string text)
    {
        var files = Repository.Sources(extension, "Program.cs", "Rooms", "Views").ToArray();
        Assert.NotEmpty(files);
        return files.Where(file => File.ReadAllText(Repository.File(file)).Contains(text, StringComparison.OrdinalIgnoreCase));
    }
}
