using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using HtmxChat.Tests.Support;

namespace HtmxChat.Tests.Web;

/// <summary>Programs that an owner lets in, and messages that are sent on.</summary>
public sealed class HookTests : IAsyncLifetime
{
    private const string OperatorToken = "an-operator-token-of-a-test";

    private readonly TempFolder _data = new();
    private readonly string _room = SharedServer.NewRoom();
    private ChatServer _server = null!;
    private HttpClient _owner = null!;
    private HttpClient _http = null!;

    public ValueTask InitializeAsync()
    {
        _server = ChatServer.Start(_data.Path, settings: [("Chat:OperatorToken", OperatorToken), ("Chat:Hooks:Outgoing", "true"), ("Chat:Hooks:AllowPrivate", "true")]);
        _http = _server.Script();
        _owner = _server.Browser();
        _owner.DefaultRequestHeaders.Add("Authorization", $"Bearer {OperatorToken}");
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        _owner.Dispose();
        await _server.DisposeAsync();
        _data.Dispose();
    }

    [Fact]
    public async Task A_bot_posts_with_its_token_under_its_name_and_is_marked()
    {
        await using var tab = await Tab.OpenAsync(_server.Url, _room, "Ada");
        await tab.SeesPeople("Ada");
        await using var bob = await DemoClient.Enters(_server.Url, _room, "Bob");
        var token = await LetsIn("ci <b>");
        await tab.Sees("The operator let the bot \u2068ci <b>\u2069 post here.");

        using var byQuery = await _http.PostsText(_room, "build passed", query: $"?token={token}");
        Assert.Equal(201, (int)byQuery.StatusCode);
        Assert.False(byQuery.Headers.Contains("Set-Cookie"));
        using var slack = await Bearer(token, """{"text":"like Slack","name":"somebody else","channel":"#dev"}""");
        Assert.Equal(201, (int)slack.StatusCode);
        await tab.Sees("like Slack");

        var said = (await _http.Reads(_room)).Where(message => message.Kind == "bot").ToList();
        Assert.Equal([("ci <b>", "build passed"), ("ci <b>", "like Slack")], said.Select(message => (message.Name, message.Text)));
        Assert.Single(said.Select(message => message.Handle).Distinct());
        Assert.Contains("<span class=\"bot\">bot</span>", tab.Frames[^1]);
        Assert.Equal(2, (await _http.Opens($"/r/{_room}")).Page.QuerySelectorAll("#log .bot").Length);

        // The demo hears bots, and has no word for the act that let them in.
        Assert.Equal([("ci <b>", "build passed"), ("ci <b>", "like Slack")], [await bob.Hears(), await bob.Hears()]);
        await using var carol = await DemoClient.Connects(_server.Url, _room);
        await carol.Gives("Carol");
        Assert.Equal(["""{"joined":"Ada"}""", """{"joined":"Bob"}"""], [await carol.Reads(), await carol.Reads()]);
        Assert.Equal(("ci <b>", "build passed"), await carol.Hears());
    }

    [Fact]
    public async Task A_bot_s_resend_is_the_first_message_again()
    {
        var token = await LetsIn("ci");
        using var first = await _http.PostsText(_room, "once", key: "1", query: $"?token={token}");
        using var again = await _http.PostsText(_room, "once", key: "1", query: $"?token={token}");

        Assert.Equal(await first.Of<ApiCalls.Kept>(201), await again.Of<ApiCalls.Kept>(200));
    }

    [Fact]
    public async Task A_token_is_good_in_its_room_until_it_is_revoked_and_stored_nowhere()
    {
        var token = await LetsIn("ci");
        using var elsewhere = await _http.PostsText(SharedServer.NewRoom(), "hi", query: $"?token={token}");
        await elsewhere.Problem(403);
        using var wrong = await _http.PostsText(_room, "hi", query: $"?token={token[..^1]}x");
        Assert.Equal("This token is not valid in this room.", await wrong.Problem(403));
        using var wrongBearer = await Bearer("nobody", "{\"text\":\"hi\"}");
        await wrongBearer.Problem(403);
        using var forgotten = await _http.PostsText(_room, "hi", query: "?token=");
        await forgotten.Problem(403);
        using var forgottenBearer = await Bearer("", "{\"text\":\"hi\"}");
        await forgottenBearer.Problem(403);
        Assert.DoesNotContain(token, (await _owner.Opens($"/r/{_room}/hooks")).Body);
        foreach (var file in Directory.GetFiles(_data.Path, "chat.db*"))
        {
            await using var stored = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var bytes = new StreamReader(stored, Encoding.Latin1);
            Assert.DoesNotContain(token, await bytes.ReadToEndAsync());
        }

        var page = await _owner.Opens($"/r/{_room}/hooks");
        Assert.Equal(303, (await _owner.Posts($"/r/{_room}/hooks/bots/remove", ("hash", page.Attribute("input[name=hash]", "value")!))).Status);
        using var revoked = await _http.PostsText(_room, "hi", query: $"?token={token}");
        await revoked.Problem(403);
        Assert.All(await _http.Reads(_room), message => Assert.Equal("act", message.Kind));
    }

    [Fact]
    public async Task Only_owners_let_bots_in_and_set_hooks()
    {
        using var visitor = _server.Browser();
        await visitor.Enters("Eve", _room);

        Assert.Equal(403, (await visitor.Opens($"/r/{_room}/hooks")).Status);
        Assert.Equal(403, (await visitor.Posts($"/r/{_room}/hooks/bots", ("name", "ci"))).Status);
        Assert.Equal(403, (await visitor.Posts($"/r/{_room}/hooks/url", ("url", "https://example.org"))).Status);
        Assert.Equal(403, (await visitor.Posts($"/r/{_room}/hooks/url/remove")).Status);
        Assert.Empty((await _owner.Opens($"/r/{_room}/hooks")).Page.QuerySelectorAll("input[name=hash]"));
    }

    [Fact]
    public async Task Whoever_is_removed_reads_no_more_and_loses_the_stream()
    {
        using var eve = _server.Script();
        var cookie = await Tab.CookieOf(_server.Url, "Eve");
        eve.DefaultRequestHeaders.Add("Cookie", cookie);
        await eve.PostsText(_room, "hi");
        var handle = Assert.Single(await _http.Reads(_room)).Handle;
        await using var events = await EventSource.Opens(_server.Url, _room, cookie: cookie);
        Assert.Equal((1, "hi"), await events.Hears());
        await using var others = await EventSource.Opens(_server.Url, _room);

        Assert.Equal(303, (await _owner.Posts($"/r/{_room}/owner/bar", ("handle", handle), ("kind", "remove"), ("minutes", "10"))).Status);

        Assert.Null(await events.Reads());
        using var read = await eve.GetAsync(ApiCalls.Messages(_room)).Soon();
        Assert.Contains("removed", await read.Problem(403));
        using var post = await eve.PostsText(_room, "again");
        await post.Problem(403);
        await _http.PostsText(_room, "others go on");
        for (var rev = 1; rev <= 3; rev++)
        {
            Assert.Equal(rev, (await others.Hears()).Rev);
        }
    }

    [Theory]
    [InlineData("bots", "name", "")]
    [InlineData("bots", "name", "\u202Eci")]
    [InlineData("url", "url", "")]
    [InlineData("url", "url", "example.org")]
    [InlineData("url", "url", "ftp://example.org")]
    [InlineData("url", "url", "javascript:alert(1)")]
    [InlineData("url", "url", "https://user:password@example.org")]
    public async Task What_cannot_be_set_is_told_why(string form, string field, string value)
    {
        var answer = await _owner.Posts($"/r/{_room}/hooks/{form}", (field, value));

        Assert.Equal(400, answer.Status);
        Assert.NotEmpty(answer.Text("#notice span"));
        Assert.Empty(await _http.Reads(_room));
    }

    [Fact]
    public async Task A_room_has_at_most_twenty_bots()
    {
        for (var i = 1; i <= 20; i++)
        {
            await LetsIn($"bot {i}");
        }

        Assert.Equal(403, (await _owner.Posts($"/r/{_room}/hooks/bots", ("name", "one more"))).Status);
    }

    [Fact]
    public async Task Everything_said_is_sent_to_the_hook_signed_and_in_order()
    {
        await using var receiver = await Receiver.Starts();
        var set = await _owner.Posts($"/r/{_room}/hooks/url", ("url", $"{receiver.Url}in?a=b"));
        Assert.Equal(200, set.Status);
        var secret = set.Attribute("#new-secret input", "value")!;
        Assert.DoesNotContain(secret, (await _owner.Opens($"/r/{_room}/hooks")).Body);
        await using var tab = await Tab.OpenAsync(_server.Url, _room, "Ada");
        for (var i = 2; i <= 20; i++)
        {
            await tab.Says($"number {i} é");
        }

        for (var i = 1; i <= 20; i++)
        {
            var (headers, body) = await receiver.Gets();
            using var json = JsonDocument.Parse(body);
            var message = json.RootElement.GetProperty("message").Deserialize<ApiCalls.Message>(ApiCalls.Json)!;
            Assert.Equal((_room, i), (json.RootElement.GetProperty("room").GetString(), message.Seq));
            Assert.True(i == 1 ? message.Kind == "act" : message.Text == $"number {i} é");
            Assert.Equal($"msg_{message.Id}", headers["webhook-id"]);
            var signed = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{headers["webhook-id"]}.{headers["webhook-timestamp"]}.{body}"));
            Assert.Equal($"v1,{Convert.ToBase64String(signed)}", headers["webhook-signature"]);
        }

        Assert.Equal(303, (await _owner.Posts($"/r/{_room}/hooks/url/remove")).Status);
        await tab.Says("not sent");
        await tab.Sees("not sent");
        Assert.Equal(20, receiver.Count);
    }

    [Fact]
    public async Task Without_the_operator_s_leave_nothing_is_sent_on()
    {
        await using var server = ChatServer.Start(settings: ("Chat:OperatorToken", OperatorToken));
        using var owner = server.Browser();
        owner.DefaultRequestHeaders.Add("Authorization", $"Bearer {OperatorToken}");

        Assert.Empty((await owner.Opens($"/r/{_room}/hooks")).Page.QuerySelectorAll("input[name=url]"));
        Assert.Equal(400, (await owner.Posts($"/r/{_room}/hooks/url", ("url", "https://example.org"))).Status);
    }

    private async Task<string> LetsIn(string name)
    {
        var answer = await _owner.Posts($"/r/{_room}/hooks/bots", ("name", name));
        Assert.Equal(200, answer.Status);
        return answer.Attribute("#new-token input", "value")!;
    }

    private Task<HttpResponseMessage> Bearer(string token, string json)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, ApiCalls.Messages(_room)) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        request.Headers.Add("Authorization", $"Bearer {token}");
        return _http.SendAsync(request).Soon();
    }
}
