using System.Net.Http.Headers;
using HtmxChat.Rooms;
using HtmxChat.Tests.Support;

namespace HtmxChat.Tests.Web;

/// <summary>Files come with messages, are given out so that they cannot act, and go with their messages.</summary>
public sealed class FileTests
{
    private static readonly byte[] Png = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    [Fact]
    public async Task An_image_is_shown_in_its_row_and_given_out_as_what_it_is_and_no_more()
    {
        using var data = new TempFolder();
        await using var server = ChatServer.Start(data.Path);
        await using var bob = await Tab.OpenAsync(server.Url, "general", "Bob");
        await bob.SeesPeople("Bob");
        await using var carol = await DemoClient.Enters(server.Url, "general", "Carol");
        using var ada = server.Browser();
        await ada.Enters("Ada");

        var sent = await Shares(ada, Png, "a/b\\cat\u202E.svg", "text/html", alt: "A <b>cat</b>", text: "look");
        await bob.Sees("look");
        Assert.Equal(("Ada", "look [cat.svg]"), await carol.Hears());
        Assert.Equal(new ApiCalls.File("cat.svg", "image/png", Png.Length, "A <b>cat</b>"), Assert.Single(await ada.Reads("general")).File);
        Assert.EndsWith(": look [cat.svg]\n", (await ada.Opens("/r/general/export.txt")).Body, StringComparison.Ordinal);
        Assert.Equal($"cat.svg {Png.Length} B A <b>cat</b>", (await ada.Opens("/r/general/export.html")).Text("li > p:last-child"));

        Assert.Equal((303, "/r/general"), (sent.Status, sent.Header("Location")));
        var page = await ada.Opens("/r/general");
        Assert.Equal(("?file=1", "A <b>cat</b>"), (page.Attribute(".file img", "src"), page.Attribute(".file img", "alt")));
        var file = await ada.Opens("/r/general?file=1");
        Assert.Equal("image/png", file.Header("Content-Type"));
        Assert.Equal("nosniff", file.Header("X-Content-Type-Options"));
        Assert.Contains("sandbox", file.Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Equal("same-origin", file.Header("Cross-Origin-Resource-Policy"));
        Assert.Equal("no-cache, private", file.Header("Cache-Control"));
        Assert.StartsWith("inline", file.Header("Content-Disposition"), StringComparison.Ordinal);
        Assert.Contains("cat.svg", file.Header("Content-Disposition"), StringComparison.Ordinal);
        using var same = new HttpRequestMessage(HttpMethod.Get, "/r/general?file=1");
        same.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Parse(file.Header("ETag")!));
        Assert.Equal(304, (await ada.Asks(same)).Status);
        Assert.Equal(404, (await ada.Opens("/r/other?file=1")).Status);
        Assert.Contains("cat", (await ada.Opens("/r/general/search?q=cat")).Text("#results .excerpt"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<html><script>alert(1)</script>", "page.html")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "image.svg")]
    [InlineData("GIF88a<script>", "x.gif")]
    public async Task What_is_no_image_by_its_bytes_is_only_given_to_be_saved(string content, string name)
    {
        await using var server = ChatServer.Start();
        using var ada = server.Browser();
        await ada.Enters("Ada");

        await Shares(ada, System.Text.Encoding.UTF8.GetBytes(content), name, "image/png");

        var page = await ada.Opens("/r/general");
        Assert.Equal(name, page.Text(".file a"));
        Assert.Null(page.Page.QuerySelector(".file img"));
        var file = await ada.Opens("/r/general?file=1");
        Assert.Equal("application/octet-stream", file.Header("Content-Type"));
        Assert.StartsWith("attachment", file.Header("Content-Disposition"), StringComparison.Ordinal);
        Assert.Equal(content, file.Body);
    }

    [Fact]
    public async Task A_file_goes_with_its_message_and_makes_space_for_another()
    {
        using var data = new TempFolder();
        await using var server = ChatServer.Start(data.Path, settings: [("Chat:Files:MaxBytes", "1000"), ("Chat:Files:RoomBytes", "1000")]);
        using var ada = server.Browser();
        await ada.Enters("Ada");

        Assert.Equal(303, (await Shares(ada, new byte[700], "one")).Status);
        var refused = await Shares(ada, new byte[700], "two");
        Assert.Equal((413, "TooLong"), (refused.Status, refused.Notice));
        Assert.Equal(303, (await Shares(ada, new byte[700], "elsewhere", room: "other")).Status);
        Assert.Equal(2, Kept(data).Length);
        await ada.Posts("/r/general/messages/1/delete");

        Assert.Single(Kept(data));
        Assert.Equal(404, (await ada.Opens("/r/general?file=1")).Status);
        Assert.Equal(303, (await Shares(ada, new byte[1000], "three")).Status);
        Assert.Equal(413, (await Shares(ada, new byte[1], "four")).Status);
        Assert.Equal(2, Kept(data).Length);
    }

    [Fact]
    public async Task A_resend_is_the_first_message_and_keeps_no_second_file()
    {
        using var data = new TempFolder();
        await using var server = ChatServer.Start(data.Path);
        using var ada = server.Browser();
        await ada.Enters("Ada");

        await Shares(ada, Png, "one.png", cid: "c1");
        await Shares(ada, Png, "one.png", cid: "c1");

        Assert.Single((await ada.Opens("/r/general")).Log);
        Assert.Single(Kept(data));
    }

    [Fact]
    public async Task What_is_too_large_or_no_file_at_all_is_refused_and_leaves_nothing()
    {
        using var data = new TempFolder();
        await using var server = ChatServer.Start(data.Path, settings: ("Chat:Files:MaxBytes", "200000"));
        using var ada = server.Browser();
        await ada.Enters("Ada");

        Assert.Equal(303, (await Shares(ada, new byte[200_000], "as large as can be")).Status);
        Assert.Equal(413, (await Shares(ada, new byte[200_001], "a byte too many")).Status);
        await IsTooLarge(() => Shares(ada, new byte[400_000], "more than is read"));
        Assert.Equal(400, (await Shares(ada, [], "nothing")).Status);
        Assert.Equal(400, (await ada.Posts("/r/general/files", ("text", "no file"))).Status);
        await IsTooLarge(() => ada.Posts("/r/general/messages", ("text", new string('x', 200_000))));
        Assert.Single(Kept(data));

        // The server hangs up on whoever sends on and on; then its answer may be lost on the way.
        static async Task IsTooLarge(Func<Task<Answer>> sends)
        {
            try
            {
                Assert.Equal(413, (await sends()).Status);
            }
            catch (HttpRequestException)
            {
            }
        }
    }

    [Fact]
    public async Task Where_files_are_off_there_is_no_form_and_nowhere_to_send_them()
    {
        await using var server = ChatServer.Start(settings: ("Chat:Files:Enabled", "false"));
        using var ada = server.Browser();
        await ada.Enters("Ada");

        Assert.Null((await ada.Opens("/r/general")).Page.QuerySelector("#attach"));
        Assert.Equal(404, (await Shares(ada, Png, "x.png")).Status);
    }

    [Fact]
    public async Task A_disk_that_is_nearly_full_takes_no_file_but_messages()
    {
        await using var server = ChatServer.Start(settings: ("Chat:Files:FreeBytes", $"{long.MaxValue}"));
        using var ada = server.Browser();
        await ada.Enters("Ada");

        Assert.Equal(507, (await Shares(ada, Png, "x.png")).Status);
        Assert.Equal(303, (await ada.Says("general", "hi")).Status);
    }

    [Fact]
    public async Task After_a_restart_files_are_there_and_what_no_message_names_is_gone()
    {
        using var data = new TempFolder();
        await using (var server = ChatServer.Start(data.Path))
        {
            using var ada = server.Browser();
            await ada.Enters("Ada");
            await Shares(ada, Png, "x.png");
        }

        File.WriteAllText(Path.Combine(data.Path, "files", "orphan"), "of a crash");

        await using var again = ChatServer.Start(data.Path);
        using var bob = again.Browser();
        Assert.Equal(200, (await bob.Opens("/r/general?file=1")).Status);
        Assert.Single(Kept(data));
    }

    [Theory]
    [InlineData("../../etc/passwd", "passwd")]
    [InlineData("C:\\x\\y.txt", "y.txt")]
    [InlineData("..", "file")]
    [InlineData("", "file")]
    [InlineData("a\u202Egpj.exe\0\n", "agpj.exe")]
    public void A_name_is_only_a_name(string name, string clean) => Assert.Equal(clean, SharedFile.CleanName(name));

    private static string[] Kept(TempFolder data) => Directory.GetFiles(Path.Combine(data.Path, "files"));

    private static async Task<Answer> Shares(
        HttpClient browser, byte[] bytes, string name, string type = "application/octet-stream", string alt = "", string text = "", string room = "general", string? cid = null)
    {
        using var form = new MultipartFormDataContent();
        var file = new ByteArrayContent(bytes);
        file.Headers.TryAddWithoutValidation("Content-Type", type);
        file.Headers.ContentDisposition = new("form-data") { Name = "file", FileNameStar = name };
        form.Add(file);
        form.Add(new StringContent(alt), "alt");
        form.Add(new StringContent(text), "text");
        form.Add(new StringContent(cid ?? Guid.NewGuid().ToString("N")), "upload");
        return await browser.Asks(new(HttpMethod.Post, $"/r/{room}/files") { Content = form });
    }
}
