using System.Reflection;
using HtmxChat.Tests.Support;

namespace HtmxChat.Tests;

/// <summary>Who may know whom. The arrows are the design; a name may change, they may not.</summary>
public sealed class ArchitectureTests
{
    private static readonly string[] AspNet = ["Microsoft.AspNetCore"];
    private static readonly string[] Sockets = ["System.Net.WebSockets", "System.Net.Sockets", "System.Net.Http"];
    private static readonly string[] Sql = ["Microsoft.Data", "System.Data", "Dapper", "SQLitePCL"];
    private static readonly string[] Markup = ["HtmxChat.Views", "Views", "RazorSlices"];
    private static readonly string[] Technologies = ["Sockets", "Storage", "Cluster", "Web"];

    [Fact]
    public void What_a_chat_is_knows_no_http_no_socket_no_sql_and_no_view() =>
        Know(Files("Rooms").Where(file => file.Folder == "Rooms"), [.. AspNet, .. Sockets, .. Sql, .. Markup, .. FoldersOfRooms()]);

    [Fact]
    public void How_a_browser_is_held_knows_no_http_no_sql_no_view_and_none_beside_it() =>
        Know(Files("Rooms/Sockets"), [.. AspNet, .. Sql, .. Markup, .. FoldersOfRooms(besides: "Sockets")]);

    [Fact]
    public void Where_history_lives_knows_no_http_no_socket_no_view_and_none_beside_it() =>
        Know(Files("Rooms/Storage"), [.. AspNet, .. Sockets, .. Markup, .. FoldersOfRooms(besides: "Storage")]);

    [Fact]
    public void Sql_is_written_in_the_store_alone() =>
        Know(Files("Rooms", "Views", "Program.cs").Where(file => file.Folder != "Rooms/Storage"), ["Microsoft.Data", "Dapper", "SQLitePCL"]);

    [Fact]
    public void Views_know_a_room_as_records_and_nothing_below_it()
    {
        var views = Files("Views").Concat(Repository.Sources(".cshtml", "Views").Select(file => new SourceFile(file))).ToArray();
        Know(views, [.. Sockets, .. Sql, .. FoldersOfRooms()]);
        Assert.All(views, view => Assert.Empty(view.Words.Intersect(["RoomRegistry", "RoomState", "Outbox", "Member", "IHistory", "HistoryWriter", "RateLimiter"])));
    }

    [Fact]
    public void The_program_knows_the_web_alone()
    {
        var program = Assert.Single(Files("Program.cs"));
        Assert.All(program.NamesUnder("HtmxChat"), name => Assert.Equal("HtmxChat.Rooms.Web", name));
        Know([program], [.. Sockets, .. Sql, .. Markup, "Rooms"]);
    }

    // The web SDK imports some namespaces of ASP.NET into every file, without a line to be read.
    [Fact]
    public void No_type_of_ASP_NET_comes_in_by_an_import_nobody_sees()
    {
        var names = TypesOf("Microsoft.AspNetCore.Builder", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Http", "Microsoft.AspNetCore.Routing", "System.Net.Http.Json", "System.Net.Http");
        Assert.Contains("HttpContext", names);
        Assert.Contains("HttpClient", names);

        Assert.All(
            Files("Rooms").Where(file => file.Folder is "Rooms" or "Rooms/Sockets" or "Rooms/Storage" or "Rooms/Cluster"),
            file => Assert.Empty(file.Words.Intersect(names)));
    }

    [Fact]
    public void Namespaces_follow_folders()
    {
        foreach (var file in Files("Rooms", "Views", "tests").Where(file => !file.Folder.StartsWith("tests/bench", StringComparison.Ordinal)))
        {
            var folder = file.Folder.Replace("tests", "Tests").Replace('/', '.');
            Assert.All(file.Namespaces, space => Assert.Contains(space, Allowed(file, $"HtmxChat.{folder}")));
            Assert.NotEmpty(file.Namespaces);
        }

        // The stand-in for RazorSlices has the package's names, so that the package can take its place without a change to a view.
        static string[] Allowed(SourceFile file, string ofFolder) => file.Folder switch
        {
            "Views/Slices" => ["RazorSlices", "HtmxChat.Views.Fragments", "HtmxChat.Views.Pages"],
            _ => [ofFolder],
        };
    }

    [Fact]
    public void The_top_level_is_what_the_design_says()
    {
        string[] known =
            ["HtmxChat.csproj", "Program.cs", "Rooms", "Views", "wwwroot", "tests", "README.md", "LICENSE", "Properties", "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props"];
        string[] notOurs = ["bin", "obj", "data"];

        Assert.Empty(Directory.EnumerateFileSystemEntries(Repository.Root)
            .Select(entry => Path.GetFileName(entry))
            .Where(name => !name.StartsWith('.') && !(name.StartsWith("appsettings", StringComparison.Ordinal) && name.EndsWith(".json", StringComparison.Ordinal)))
            .Except(known)
            .Except(notOurs));
    }

    [Fact]
    public void Each_folder_of_the_rooms_is_one_technology() =>
        Assert.Empty(Directory.EnumerateDirectories(Repository.File("Rooms")).Select(folder => Path.GetFileName(folder)).Except(Technologies));

    // However a name is written: in full, from HtmxChat on, from HtmxChat.Rooms on.
    private static string[] FoldersOfRooms(string? besides = null) =>
        [.. Technologies.Where(folder => folder != besides).SelectMany(folder => (string[])[$"HtmxChat.Rooms.{folder}", $"Rooms.{folder}", folder])];

    private static void Know(IEnumerable<SourceFile> files, string[] forbidden)
    {
        var read = files.ToArray();
        Assert.NotEmpty(read);
        Assert.Empty(read.SelectMany(file => file.NamesUnder(forbidden).Select(name => $"{file} knows {name}")).Distinct());
    }

    private static SourceFile[] Files(params string[] entries) => [.. Repository.Sources(".cs", entries).Select(file => new SourceFile(file))];

    private static HashSet<string> TypesOf(params string[] namespaces)
    {
        var folders = new[] { typeof(Microsoft.AspNetCore.Http.HttpContext), typeof(HttpClient) }.Select(type => Path.GetDirectoryName(type.Assembly.Location)!).Distinct();
        return [.. folders
            .SelectMany(folder => Directory.GetFiles(folder, "*.dll"))
            .Where(file => Path.GetFileName(file) is var name && (name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) || name.StartsWith("System.Net.Http", StringComparison.Ordinal)))
            .SelectMany(file => Assembly.Load(Path.GetFileNameWithoutExtension(file)).GetExportedTypes())
            .Where(type => namespaces.Contains(type.Namespace))
            .Select(type => type.Name.Split('`')[0])];
    }
}
