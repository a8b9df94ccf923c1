using System.Net.Http.Headers;
using System.Text;
using HtmxChat.Tests.Support;

namespace HtmxChat.Tests.Web;

/// <summary>A room by plain HTTP: posting and reading.</summary>
public sealed class ApiTests(SharedServer shared) : IClassFixture<SharedServer>, IDisposable
{
    private readonly ChatServer _server = shared.Server;
    private readonly HttpClient _http = shared.Server.Script();
    private readonly string _room = SharedServer.NewRoom();

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task A_post_is_answered_when_it_is_durable_and_everybody_sees_it()
    {
        await using var tab = await Tab.OpenAsync(_server.Url, _room, "Ada");
        var before = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        using var answer = await _http.PostsJson(_room, new { name = "ci", text = "build <b>passed</b> é😀", cid = "c-1" });
        var kept = await answer.Of<ApiCalls.Kept>(201);

        await tab.Sees("build <b>passed</b> é😀");
        Assert.Equal("ci", tab.Log[0].Name);
        Assert.Equal((1, 1), (kept.Seq, kept.Rev));
        Assert.InRange(kept.At, before, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        var message = Assert.Single(await _http.Reads(_room));
        Assert.Equivalent(
            new ApiCalls.Message("text", 1, 1, kept.Id, kept.At, "ci", tab.Log[0].Handle, "build <b>passed</b> é😀", null, false, false), message, strict: true);
        Assert.Equivalent((ApiCalls.Message[])[message], await (await _http.GetAsync(answer.Headers.Location).Soon()).Of<ApiCalls.Message[]>(200));
    }

    [Fact]
    public async Task Text_JSON_and_forms_are_understood()
    {
        await _http.PostsText(_room, "plain", query: "?name=Ada");
        await _http.PostsJson(_room, new { text = "json", name = "Bob", other = 1 });
        await _http.Sends(ApiCalls.Messages(_room), new FormUrlEncodedContent([new("text", "a form & more"), new("name", "Carol")]));
        await _http.Sends(ApiCalls.Messages(_room), new StringContent("what=curl -d sends & more +%", Encoding.UTF8, "application/x-www-form-urlencoded"));
        await _http.Sends(ApiCalls.Messages(_room), new MultipartFormDataContent { { new StringContent("parts"), "text" } });
        await _http.Sends(ApiCalls.Messages(_room), new ByteArrayContent("no type"u8.ToArray()));
        await _http.Sends(ApiCalls.Messages(_room), new FormUrlEncodedContent([new("payload", """{"text":"like Slack's","username":"ci"}""")]));
        await _http.Sends(ApiCalls.Messages(_room), new FormUrlEncodedContent([new("payload", "delivered")]));

        Assert.Equal(
            [("Ada", "plain"), ("Bob", "json"), ("Carol", "a form & more"), ("guest", "what=curl -d sends & more +%"), ("guest", "parts"), ("guest", "no type"), ("guest", "like Slack's"), ("guest", "payload=delivered")],
            (await _http.Reads(_room)).Select(message => (message.Name, message.Text)));
    }

    [Theory]
    [InlineData("text/plain", "", "There was nothing to send.")]
    [InlineData("text/plain", " \n ", "There was nothing to send.")]
    [InlineData("application/json", "{\"text\":\"\"}", "There was nothing to send.")]
    [InlineData("application/json", "{}", "The JSON has no text.")]
    [InlineData("application/json", "null", "The JSON has no text.")]
    [InlineData("application/json", "{\"text\":1}", "The body is not the JSON that is expected: an object with text, and perhaps name and cid.")]
    [InlineData("application/json", "[\"hi\"]", "The body is not the JSON that is expected: an object with text, and perhaps name and cid.")]
    [InlineData("application/json", "hi", "The body is not the JSON that is expected: an object with text, and perhaps name and cid.")]
    [InlineData("application/json", "{\"text\":\"hi\",\"name\":\"\\u202ehi\"}", "A name has 1 to 32 visible characters.")]
    [InlineData("application/json", "{\"text\":\"hi\",\"cid\":\"a b\"}", "A cid has 1 to 100 printable ASCII characters without spaces.")]
    [InlineData("multipart/form-data; boundary=x", "hi", null)]
    public async Task What_cannot_be_posted_is_told_why(string type, string body, string? why)
    {
        var content = new StringContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        using var answer = await _http.Sends(ApiCalls.Messages(_room), content);

        var detail = await answer.Problem(400);
        Assert.Equal(why ?? detail, detail);
        Assert.Empty(await _http.Reads(_room));
    }

    [Theory]
    [InlineData("image/png", 415)]
    [InlineData("text/plain; charset=iso-8859-1", 415)]
    [InlineData("nonsense", 415)]
    [InlineData("text/plain", 400)]
    public async Task Bytes_that_are_no_text_are_refused(string type, int status)
    {
        var content = new ByteArrayContent([0xFF, 0xFE, 0x41]);
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        using var answer = await _http.Sends(ApiCalls.Messages(_room), content);

        Assert.NotNull(await answer.Problem(status));
        Assert.Empty(await _http.Reads(_room));
    }

    [Fact]
    public async Task A_text_or_a_body_can_be_too_long()
    {
        using var longest = await _http.PostsText(_room, string.Concat(Enumerable.Repeat("😀", 2000)));
        Assert.Equal(201, (int)longest.StatusCode);
        using var text = await _http.PostsText(_room, new string('x', 2001));
        Assert.Equal("A message can have at most 2000 characters.", await text.Problem(413));
        using var body = await _http.PostsText(_room, new string('x', 200_000));
        await body.Problem(413);

        Assert.Single(await _http.Reads(_room));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_resend_is_the_first_message_again(bool keepsCookies)
    {
        using var http = keepsCookies ? _server.Browser() : _server.Script();
        using var first = await http.PostsText(_room, "once", key: "\"k-1\"", query: "?name=ci");
        var kept = await first.Of<ApiCalls.Kept>(201);
        using var between = await http.PostsText(_room, "other");
        using var again = await http.PostsText(_room, "once", key: "k-1", query: "?name=ci");
        using var asJson = await http.PostsJson(_room, new { name = "ci", text = "once", cid = "k-1" });

        Assert.Equal(kept, await again.Of<ApiCalls.Kept>(200));
        Assert.Equal(kept, await asJson.Of<ApiCalls.Kept>(200));
        Assert.Equal(first.Headers.Location, again.Headers.Location);
        Assert.Equal(["once", "other"], (await http.Reads(_room)).Select(message => message.Text));
    }

    [Fact]
    public async Task A_resend_is_answered_the_same_after_the_message_was_changed()
    {
        var cookie = await Tab.CookieOf(_server.Url, "Ada");
        _http.DefaultRequestHeaders.Add("Cookie", cookie);
        var kept = await (await _http.PostsText(_room, "once", key: "k-1")).Of<ApiCalls.Kept>(201);
        await using var tab = await Tab.OpenAsync(_server.Url, _room, cookie: cookie);
        await tab.Edits(1, "changed");
        await tab.Until(() => tab.Log.Any(row => row.Text == "changed"));
        Assert.Equal(kept, await (await _http.PostsText(_room, "once", key: "k-1")).Of<ApiCalls.Kept>(200));

        var changed = Assert.Single(await _http.Reads(_room));
        Assert.Equal((2, "changed"), (changed.Rev, changed.Text));
        Assert.NotNull(changed.EditedAt);
        await tab.Deletes(1);
        await tab.SeesGone(1);
        Assert.Equal(kept, await (await _http.PostsText(_room, "once", key: "k-1")).Of<ApiCalls.Kept>(200));
        Assert.True((await _http.Reads(_room))[0] is { Deleted: true, Text: "", Rev: 3 });
    }

    [Fact]
    public async Task A_key_that_was_used_for_another_text_is_a_conflict_and_not_an_acknowledgement()
    {
        using var first = await _http.PostsText(_room, "one", key: "k-1");
        using var other = await _http.PostsText(_room, "two", key: "k-1");
        await other.Problem(409);
        using var both = await _http.PostsJson(_room, new { text = "one", cid = "k-1" }, key: "k-2");
        Assert.Equal("The Idempotency-Key and the cid are not the same.", await both.Problem(400));

        Assert.Equal(["one"], (await _http.Reads(_room)).Select(message => message.Text));
    }

    [Fact]
    public async Task The_same_key_of_others_is_another_message()
    {
        using var one = await _http.PostsText(_room, "one", key: "k", query: "?name=Ada");
        using var two = await _http.PostsText(_room, "two", key: "k", query: "?name=Bob");
        using var elsewhere = await _http.PostsText(SharedServer.NewRoom(), "three", key: "k", query: "?name=Ada");

        Assert.All([one, two, elsewhere], answer => Assert.Equal(201, (int)answer.StatusCode));
        Assert.Equal(2, (await _http.Reads(_room)).Select(message => message.Handle).Distinct().Count());
    }

    [Fact]
    public async Task Whoever_is_new_gets_a_cookie_and_is_known_by_it()
    {
        using var http = _server.Browser();
        using var first = await http.PostsText(_room, "one", query: "?name=Ada");
        Assert.StartsWith("chat=", Assert.Single(first.Headers.GetValues("Set-Cookie")));
        using var second = await http.PostsText(_room, "two");
        Assert.False(second.Headers.Contains("Set-Cookie"));

        var messages = await http.Reads(_room);
        Assert.Equal(["Ada", "Ada"], messages.Select(message => message.Name));
        Assert.Single(messages.Select(message => message.Handle).Distinct());
    }

    [Fact]
    public async Task Whoever_only_guesses_a_key_is_given_no_identity()
    {
        using var first = await _http.PostsText(_room, "one", key: "1");
        Assert.True(first.Headers.Contains("Set-Cookie"));
        using var guessed = await _http.PostsText(_room, "one", key: "1");

        Assert.False(guessed.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task Pages_are_linked_both_ways()
    {
        await Says(25);
        Assert.Equal((Seqs(1, 10), "after=10"), await Page("?after=0&limit=10", "next"));
        Assert.Equal((Seqs(11, 20), "after=20"), await Page("?after=10&limit=10", "next"));
        Assert.Equal((Seqs(21, 25), null), await Page("?after=20&limit=10", "next"));
        Assert.Equal((Seqs(16, 25), "before=16"), await Page("?limit=10", "prev"));
        Assert.Equal((Seqs(6, 15), "before=6"), await Page("?before=16&limit=10", "prev"));
        Assert.Equal((Seqs(6, 15), "after=15"), await Page("?before=16&limit=10", "next"));
        Assert.Equal((Seqs(1, 5), null), await Page("?before=6&limit=10", "prev"));
        Assert.Equal((Seqs(1, 10), "after_rev=10"), await Page("?after_rev=0&limit=10", "next"));
        Assert.Equal((Seqs(21, 25), null), await Page("?after_rev=20&limit=10", "next"));
        Assert.Equal(("", null), await Page("?after=25", "next"));
        Assert.Equal(("", null), await Page("?before=1", "prev"));

        static string Seqs(int first, int last) => string.Join(' ', Enumerable.Range(first, last - first + 1));

        async Task<(string, string?)> Page(string query, string relation)
        {
            using var answer = await _http.GetAsync(ApiCalls.Messages(_room, query)).Soon();
            var rows = await answer.Of<ApiCalls.Message[]>(200);
            var links = answer.Headers.TryGetValues("Link", out var values) ? string.Join(", ", values).Split(", ") : [];
            var link = links.SingleOrDefault(link => link.EndsWith($"rel=\"{relation}\"", StringComparison.Ordinal));
            var url = link?[1..link.IndexOf('>', StringComparison.Ordinal)];
            Assert.True(url is null || url.StartsWith(ApiCalls.Messages(_room, "?"), StringComparison.Ordinal));
            return (string.Join(' ', rows.Select(row => row.Seq)), url?.Split('?')[1].Split("&limit=10")[0]);
        }
    }

    [Fact]
    public async Task Changes_come_by_rev_in_their_present_state()
    {
        await using var tab = await Tab.OpenAsync(_server.Url, _room, "Ada");
        foreach (var text in (string[])["one", "two", "three"])
        {
            await tab.Says(text);
            await tab.Sees(text);
        }

        await tab.Edits(1, "uno");
        await tab.Deletes(2);
        await tab.SeesGone(2);

        Assert.Equal([(3, 3, "three"), (1, 4, "uno"), (2, 5, "")], (await _http.Reads(_room, "?after_rev=2")).Select(row => (row.Seq, row.Rev, row.Text)));
        Assert.Equal([(1, 4, "uno"), (2, 5, ""), (3, 3, "three")], (await _http.Reads(_room)).Select(row => (row.Seq, row.Rev, row.Text)));
    }

    [Theory]
    [InlineData("?limit=0", "limit must be a whole number from 1 to 1000.")]
    [InlineData("?limit=1001", "limit must be a whole number from 1 to 1000.")]
    [InlineData("?limit=ten", "limit must be a whole number from 1 to 1000.")]
    [InlineData("?after=-1", "after must be a whole number.")]
    [InlineData("?after_rev=1.5", "after_rev must be a whole number.")]
    [InlineData("?before=99999999999999999999", "before must be a whole number.")]
    [InlineData("?wait=61", "wait must be a whole number from 0 to 60.")]
    [InlineData("?after=1&before=3", "Only one of after, after_rev and before can be asked for.")]
    public async Task What_cannot_be_read_is_told_why(string query, string why)
    {
        using var answer = await _http.GetAsync(ApiCalls.Messages(_room, query)).Soon();
        Assert.Equal(why, await answer.Problem(400));
    }

    [Fact]
    public async Task Nothing_new_is_304()
    {
        await Says(1);
        using var first = await _http.GetAsync(ApiCalls.Messages(_room)).Soon();
        var tag = first.Headers.ETag!;

        Assert.Equal((304, ""), await Ask(tag.ToString()));
        Assert.Equal((304, ""), await Ask($"\"x\", W/{tag}"));
        Assert.Equal(200, (await Ask("\"x\"")).Status);
        await Says(1);
        Assert.Equal(200, (await Ask(tag.ToString())).Status);

        async Task<(int Status, string Body)> Ask(string tags)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, ApiCalls.Messages(_room));
            request.Headers.TryAddWithoutValidation("If-None-Match", tags);
            using var answer = await _http.SendAsync(request).Soon();
            return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }
    }

    [Fact]
    public async Task Other_spellings_of_a_room_are_the_room()
    {
        await _http.PostsText(_room.ToUpperInvariant().Replace('-', '_'), "hi");
        Assert.Single(await _http.Reads(_room));
        foreach (var url in (string[])[ApiCalls.Messages("!!!"), ApiCalls.Messages(new string('x', 33)), "/api/room/!!!/websocket"])
        {
            using var none = await _http.GetAsync(url).Soon();
            Assert.StartsWith("A room's name has 1 to 32 letters", await none.Problem(404));
        }
    }

    [Fact]
    public async Task Errors_of_the_API_are_problems_also_where_no_endpoint_is()
    {
        using var nowhere = await _http.GetAsync("/api/nowhere").Soon();
        await nowhere.Problem(404);
        using var method = await _http.DeleteAsync(ApiCalls.Messages(_room)).Soon();
        await method.Problem(405);
    }

    [Fact]
    public async Task A_page_of_another_site_may_not_post_and_may_not_read()
    {
        var request = new HttpRequestMessage(HttpMethod.Post, ApiCalls.Messages(_room)) { Content = new StringContent("hi") };
        request.Headers.Add("Origin", "https://evil.example");
        using var post = await _http.SendAsync(request).Soon();
        await post.Problem(403);
        request = new HttpRequestMessage(HttpMethod.Get, ApiCalls.Messages(_room));
        request.Headers.Add("Origin", "https://evil.example");
        using var read = await _http.SendAsync(request).Soon();

        Assert.False(read.Headers.Contains("Access-Control-Allow-Origin"));
        Assert.Empty(await _http.Reads(_room));
    }

    [Fact]
    public async Task A_page_of_a_configured_site_may()
    {
        await using var server = ChatServer.Start(settings: [("Chat:AllowedOrigins:0", "https://friend.example")]);
        using var http = server.Script();
        var preflight = new HttpRequestMessage(HttpMethod.Options, ApiCalls.Messages("general"));
        preflight.Headers.Add("Origin", "https://friend.example");
        preflight.Headers.Add("Access-Control-Request-Method", "POST");
        preflight.Headers.Add("Access-Control-Request-Headers", "content-type,idempotency-key");
        using var allowed = await http.SendAsync(preflight).Soon();
        Assert.Equal("https://friend.example", Assert.Single(allowed.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.Contains("idempotency-key", Assert.Single(allowed.Headers.GetValues("Access-Control-Allow-Headers")));

        var request = new HttpRequestMessage(HttpMethod.Post, ApiCalls.Messages("general")) { Content = new StringContent("hi") };
        request.Headers.Add("Origin", "https://friend.example");
        using var post = await http.SendAsync(request).Soon();
        Assert.Equal(201, (int)post.StatusCode);
        Assert.Equal("https://friend.example", Assert.Single(post.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.False(post.Headers.Contains("Access-Control-Allow-Credentials"));
    }

    [Fact]
    public async Task The_API_is_held_to_the_pace_of_the_address()
    {
        await using var server = ChatServer.Start(settings: [("Chat:Limits:MessageInterval", "00:01:00"), ("Chat:Limits:MessageGrace", "00:00:00")]);
        using var http = server.Script();
        using var first = await http.PostsText("general", "one");
        using var second = await http.PostsText("other", "two");

        Assert.Equal(201, (int)first.StatusCode);
        Assert.StartsWith("You are sending too fast.", await second.Problem(429));
        Assert.InRange(second.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.Empty(await http.Reads("other"));
    }

    private async Task Says(int count)
    {
        for (var i = 1; i <= count; i++)
        {
            using var answer = await _http.PostsText(_room, $"number {i}");
            Assert.Equal(201, (int)answer.StatusCode);
        }
    }
}
