using System.Net.Http.Headers;
using System.Text;
using HtmxChat.Tests.Support;

namespace HtmxChat.Tests.Web;

/// <summary>A room without script: its forms.</summary>
public sealed class FormTests
{
    [Fact]
    public async Task What_is_posted_is_on_the_page_that_follows_and_on_every_live_one()
    {
        await using var server = ChatServer.Start();
        await using var bob = await Tab.OpenAsync(server.Url, "general", "Bob");
        using var ada = server.Browser();
        await ada.Enters("Ada");

        var answer = await ada.Says("general", "hello");

        Assert.Equal((303, "/r/general"), (answer.Status, answer.Header("Location")));
        Assert.Equal([(1, "Ada", "hello")], (await ada.Opens("/r/general")).Log.Select(row => (row.Seq, row.Name, row.Text)));
        await bob.Sees("hello");
    }

    [Fact]
    public async Task Sent_again_with_the_same_cid_it_is_still_one_message()
    {
        await using var server = ChatServer.Start();
        using var ada = server.Browser();
        using var bob = server.Browser();
        await ada.Enters("Ada");
        await bob.Enters("Bob");

        await ada.Says("general", "hello", "once");
        var again = await ada.Says("general", "hello", "once");
        await ada.Says("general", "something else", "once");
        await bob.Says("general", "another's", "once");

        Assert.Equal(303, again.Status);
        Assert.Equal([(1, "hello"), (2, "another's")], (await ada.Opens("/r/general")).Log.Select(row => (row.Seq, row.Text)));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \r\n\t ")]
    [InlineData("\u0001\u0002")]
    public async Task Nothing_is_not_a_message(string text)
    {
        await using var server = ChatServer.Start();
        using var ada = server.Browser();
        await ada.Enters("Ada");

        var answer = await ada.Says("general", text);

        Assert.Equal((400, "Blank"), (answer.Status, answer.Notice));
        Assert.Empty((await ada.Opens("/r/general")).Log);
    }

    [Fact]
    public async Task A_form_without_a_text_is_not_a_message()
    {
        await using var server = ChatServer.Start();
        using var ada = server.Browser();
        await ada.Enters("Ada");

        var answer = await ada.Posts("/r/general/messages", ("something", "else"));

        Assert.Equal((400, "Blank"), (answer.Status, answer.Notice));
    }

    [Fact]
    public async Task What_is_too_long_comes_back_in_the_box_with_the_reason()
    {
        await using var server = ChatServer.Start();
        using var ada = server.Browser();
        await ada.Enters("Ada");
        var text = "<" + new string('x', 1999) + ">";

        var answer = await ada.Says("general", text);

        Assert.Equal((413, "TooLong"), (answer.Status, answer.Notice));
        Assert.Contains("2000", answer.Text("#notice"));
        Assert.Equal(text, answer.Text("#say textarea"));
        Assert.Empty((await ada.Opens("/r/general")).Log);
    }

    [Theory]
    [InlineData("x", 2000, 303)]
    [InlineData("x", 2001, 413)]
    [InlineData("😀", 2000, 303)]
    [InlineData("😀", 2001, 413)]
    public async Task Length_is_counted_in_characters_as_people_see_them(string character, int count, int status)
    {
        await using var server = ChatServer.Start();
        using var ada = server.Browser();
        await ada.Enters("Ada");

        var answer = await ada.Says("general", string.Concat(Enumerable.Repeat(character, count)));

        Assert.Equal(status, answer.Status);
    }

    [Fact]
    public async Task Chat_MaxMessageLength_is_kept_to()
    {
        await using var server = ChatServer.Start(settings: ("Chat:MaxMessageLength", "3"));
        using var ada = server.Browser();
        await ada.Enters("Ada");

        Assert.Equal(303, (await ada.Says("general", "abc")).Status);
        Assert.Equal(413, (await ada.Says("general", "abcd")).Status);
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("ä")]
    [InlineData("01234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890")]
    public async Task A_cid_that_is_none_is_refused_and_the_text_kept(string cid)
    {
        await using var server = ChatServer.Start();
        using var ada = server.Browser();
        await ada.Enters("Ada");

        var answer = await ada.Says("general", "hello", cid);

        Assert.Equal((400, "BadRequest", "hello"), (answer.Status, answer.Notice, answer.Text("#say textarea")));
    }

    [Theory]
    [InlineData("/enter")]
    [InlineData("/rooms")]
    [InlineData("/r/general/messages")]
    [InlineData("/r/general/name")]
    public async Task What_is_no_form_is_refused(string url)
    {
        await using var server = ChatServer.Start();
        using var browser = server.Browser();

        foreach (var type in (string?[])[null, "text/plain", "application/json", "application/octet-stream"])
        {
            var content = new ByteArrayContent("""{"text":"hello"}"""u8.ToArray());
            content.Headers.ContentType = type is null ? null : new MediaTypeHeaderValue(type);
            var answer = await browser.Asks(new(HttpMethod.Post, url) { Content = content });
            Assert.Equal((415, "/"), (answer.Status, answer.Attribute("main a:last-child", "href")));
        }
    }

    [Theory]
    [InlineData("multipart/form-data", "x")]
    [InlineData("multipart/form-data; boundary=b", "x")]
    [InlineData("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nhello")]
    [InlineData("application/x-www-form-urlencoded", "text=a%00b")]
    [InlineData("application/x-www-form-urlencoded", "too many keys")]
    [InlineData("application/x-www-form-urlencoded", "too long a key")]
    public async Task A_form_that_cannot_be_read_is_the_senders_fault(string type, string body)
    {
        await using var server = ChatServer.Start();
        using var browser = server.Browser();
        body = body switch
        {
            "too many keys" => string.Join('&', Enumerable.Range(0, 2000).Select(i => $"k{i}=")),
            "too long a key" => new string('k', 3000) + "=",
            _ => body,
        };
        var content = new StringContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);

        var answer = await browser.Asks(new(HttpMethod.Post, "/r/general/messages") { Content = content });

        Assert.Equal(400, answer.Status);
        Assert.Equal("/", answer.Attribute("main a:last-child", "href"));
    }

    [Fact]
    public async Task A_form_may_come_in_parts()
    {
        await using var server = ChatServer.Start();
        using var ada = server.Browser();
        await ada.Enters("Ada");

        var parts = new MultipartFormDataContent { { new StringContent("hello"), "text" }, { new StringContent("1"), "cid" } };
        var answer = await ada.Asks(new(HttpMethod.Post, "/r/general/messages") { Content = parts });

        Assert.Equal(303, answer.Status);
        Assert.Equal(["hello"], (await ada.Opens("/r/general")).Log.Select(row => row.Text));
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused_and_hurts_nobody()
    {
        await using var server = ChatServer.Start();
        using var ada = server.Browser();
        await ada.Enters("Ada");

        var answer = await ada.Says("general", new string('x', 128 * 1024));

        Assert.Equal((413, "/"), (answer.Status, answer.Attribute("main a:last-child", "href")));
        Assert.Equal(303, (await ada.Says("general", "hello")).Status);
    }

    [Theory]
    [InlineData("http://evil.example")]
    [InlineData("http://{host}.evil.example:{port}")]
    [InlineData("http://evil{host}:{port}")]
    [InlineData("http://{host}:{port}@evil.example")]
    [InlineData("http://evil.example:{port}")]
    [InlineData("http://user@{host}:{port}")]
    [InlineData("http://{host}:1")]
    [InlineData("http://{host}")]
    [InlineData("https://{host}")]
    [InlineData("ftp://{host}:{port}")]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("{host}:{port}")]
    [InlineData("http://{host}:{port}, http://evil.example")]
    public async Task Another_sites_page_cannot_post_here(string origin)
    {
        await using var server = ChatServer.Start();
        using var ada = server.Browser();
        await ada.Enters("Ada");
        origin = At(server, origin);

        Assert.Equal(403, (await ada.PostsFrom(origin, "/r/general/messages", ("text", "stolen"))).Status);
        Assert.Equal(403, (await ada.PostsFrom(origin, "/r/general/name", ("name", "Mallory"))).Status);
        Assert.Equal(403, (await ada.PostsFrom(origin, "/enter", ("name", "Mallory"))).Status);
        Assert.Equal(403, (await ada.PostsFrom(origin, "/rooms", ("name", "Mallory"))).Status);

        Assert.Empty((await ada.Opens("/r/general")).Log);
        Assert.Equal("Ada", (await ada.Opens("/")).Attribute("input[name=name]", "value"));
    }

    [Theory]
    [InlineData("http://{host}:{port}")]
    [InlineData("HTTP://{host}:{port}")]
    [InlineData("https://{host}:{port}")]
    [InlineData("https://app.example")]
    [InlineData("https://APP.example")]
    [InlineData("http://other.example:8080")]
    public async Task The_own_pages_and_those_of_configured_origins_can(string origin)
    {
        await using var server = ChatServer.Start(settings: [("Chat:AllowedOrigins:0", "https://app.example"), ("Chat:AllowedOrigins:1", "http://other.example:8080")]);
        using var ada = server.Browser();
        await ada.Enters("Ada");

        var answer = await ada.PostsFrom(At(server, origin), "/r/general/messages", ("text", "hello"));

        Assert.Equal(303, answer.Status);
    }

    [Theory]
    [InlineData("http://app.example")]
    [InlineData("https://app.example:444")]
    [InlineData("https://app.example.evil.example")]
    [InlineData("https://evil.example/https://app.example")]
    public async Task Nearly_a_configured_origin_is_none(string origin)
    {
        await using var server = ChatServer.Start(settings: ("Chat:AllowedOrigins:0", "https://app.example"));
        using var ada = server.Browser();

        Assert.Equal(403, (await ada.PostsFrom(origin, "/rooms", ("name", "Ada"))).Status);
    }

    [Theory]
    [InlineData("own", 303)]
    [InlineData("own in parts", 303)]
    [InlineData("none", 403)]
    [InlineData("another's", 403)]
    [InlineData("half", 403)]
    [InlineData("own, without the cookie", 403)]
    public async Task A_form_without_an_origin_proves_by_its_token_that_it_is_of_this_host(string token, int status)
    {
        await using var server = ChatServer.Start();
        using var ada = server.Browser();
        using var mallory = server.Browser();
        await ada.Enters("Ada");
        await mallory.Enters("Mallory");
        var own = (await ada.Opens("/r/general")).Attribute("#say input[name=token]", "value")!;
        var another = (await mallory.Opens("/r/general")).Attribute("#say input[name=token]", "value")!;
        Assert.Equal(own, (await ada.Opens("/")).Attribute("input[name=token]", "value"));
        (string, string)[] fields = [("text", "hello"), ("token", token switch { "none" => "", "another's" => another, "half" => own[..32], _ => own })];
        using var stranger = server.Browser();

        var answer = token switch
        {
            "own, without the cookie" => await stranger.PostsFrom("null", "/r/general/messages", fields),
            "own in parts" => await ada.Asks(
                new(HttpMethod.Post, "/r/general/messages") { Content = new MultipartFormDataContent { { new StringContent("hello"), "text" }, { new StringContent(own), "token" } } },
                "null"),
            _ => await ada.PostsFrom("null", "/r/general/messages", fields),
        };

        Assert.Equal(status, answer.Status);
        Assert.Equal(status == 303 ? 1 : 0, (await ada.Opens("/r/general")).Log.Count);
    }

    [Fact]
    public async Task A_name_given_in_the_room_is_used_from_then_on()
    {
        await using var server = ChatServer.Start();
        using var ada = server.Browser();
        await ada.Enters("Ada");
        await ada.Says("general", "first");

        var answer = await ada.Posts("/r/general/name", ("name", "Countess"));
        await ada.Says("general", "second");

        Assert.Equal((303, "/r/general"), (answer.Status, answer.Header("Location")));
        var room = await ada.Opens("/r/general");
        Assert.Equal([("Ada", "first"), ("Countess", "second")], room.Log.Select(row => (row.Name, row.Text)));
        Assert.Equal(room.Log[0].Handle, room.Log[1].Handle);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("a\u0007b")]
    [InlineData("a\u202eb")]
    [InlineData("\u200b\u200d")]
    [InlineData("a name of more than thirty-two chars")]
    public async Task A_name_that_cannot_be_used_is_refused_on_the_page(string name)
    {
        await using var server = ChatServer.Start();
        using var newcomer = server.Browser();

        var answer = await newcomer.Posts("/r/general/name", ("name", name));

        Assert.Equal((400, "BadName"), (answer.Status, answer.Notice));
        Assert.Contains("1 to 32", answer.Text("#notice"));
        Assert.NotEmpty(answer.Page.QuerySelectorAll("form#who"));
        Assert.Single(answer.Cookies);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("李")]
    [InlineData("عائشة")]
    [InlineData("Zoë 🦊")]
    [InlineData("thirty-two characters, not more.")]
    public async Task A_name_may_be_written_in_any_script(string name)
    {
        await using var server = ChatServer.Start();
        using var newcomer = server.Browser();

        Assert.Equal(303, (await newcomer.Posts("/r/general/name", ("name", name.Normalize(NormalizationForm.FormD)))).Status);
        await newcomer.Says("general", "hello");

        Assert.Equal([name], (await newcomer.Opens("/r/general")).Log.Select(row => row.Name));
    }

    private static string At(ChatServer server, string origin) => origin.Replace("{host}", server.Url.Host).Replace("{port}", server.Url.Port.ToString());
}
