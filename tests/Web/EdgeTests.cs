using HtmxChat.Tests.Support;

namespace HtmxChat.Tests.Web;

/// <summary>Whom the server believes: proxies that are configured, pages of this host, and nobody else.</summary>
public sealed class EdgeTests
{
    private static readonly string[] Addresses =
    [
        "203.0.113.7", "203.0.113.8:4711", "10.0.0.1", "127.0.0.1", "::1", "[::1]", "[2001:db8::7]:443", "2001:db8:1::7", "::ffff:203.0.113.9", "localhost",
        "unknown", "_hidden", "", " ", ",", "203.0.113.7, 10.0.0.1", "10.0.0.1, 203.0.113.7", "for=203.0.113.7", "0", "999.1.1.1", "203.0.113.7\t",
        "\"203.0.113.7\"", "0x7f.1", "fe80::1%eth0", "203.0.113.7;by=10.0.0.1",
    ];

    private static readonly string[] Headers = ["X-Forwarded-For", "Forwarded", "X-Real-IP", "X-Client-IP", "True-Client-IP", "CF-Connecting-IP", "X-Original-For", "X-Forwarded"];

    [Fact]
    public async Task No_header_of_a_client_changes_whom_it_counts_for()
    {
        await using var server = Strict();
        using var mallory = server.Browser();
        await mallory.Enters("Mallory");
        Assert.Equal(303, (await mallory.Says("general", "first")).Status);

        var variants = Headers.SelectMany(header => Addresses.Select(address => (header, Forged(header, address)))).ToList();
        Assert.InRange(variants.Count, 200, 1000);
        foreach (var (header, value) in variants)
        {
            Assert.True(429 == await Says(mallory, (header, value)), $"{header}: {value}");
        }
    }

    [Fact]
    public async Task Behind_a_proxy_it_is_the_address_the_proxy_saw_whatever_the_client_wrote_before_it()
    {
        await using var server = Strict(("Chat:TrustedProxies:0", "127.0.0.1"), ("Chat:TrustedProxies:1", "10.1.0.0/16"));
        using var mallory = server.Browser();
        await mallory.Enters("Mallory");
        Assert.Equal(303, await Says(mallory, ("X-Forwarded-For", "198.51.100.1")));

        var refused = 0;
        foreach (var address in Addresses)
        {
            foreach (var chain in (string[])[$"{address}, 198.51.100.1", $"{address}, 198.51.100.1, 10.1.2.3", $"{address},{address} , 198.51.100.1:5000"])
            {
                Assert.True(429 == await Says(mallory, ("X-Forwarded-For", chain)), chain);
                refused++;
            }

            foreach (var header in Headers.Skip(1))
            {
                Assert.True(429 == await Says(mallory, ("X-Forwarded-For", "198.51.100.1"), (header, Forged(header, address))), $"{header}: {address}");
                refused++;
            }
        }

        Assert.InRange(refused, 200, 1000);
        TestContext.Current.TestOutputHelper?.WriteLine($"{refused} forged headers");

        // Another visitor of that proxy has a pace of their own, and a /64 has one together.
        Assert.Equal(303, await Says(mallory, ("X-Forwarded-For", "198.51.100.2")));
        Assert.Equal(303, await Says(mallory, ("X-Forwarded-For", "2001:db8::1")));
        Assert.Equal(429, await Says(mallory, ("X-Forwarded-For", "2001:db8::2")));
        Assert.Equal(303, await Says(mallory, ("X-Forwarded-For", "2001:db8:0:1::1")));
    }

    [Theory]
    [InlineData("http://evil.example")]
    [InlineData("http://{host}.evil.example:{port}")]
    [InlineData("http://evil{host}:{port}")]
    [InlineData("http://{host}:{port}@evil.example")]
    [InlineData("http://evil.example:{port}")]
    [InlineData("http://user@{host}:{port}")]
    [InlineData("http://{host}:{port}.evil.example")]
    [InlineData("http://{host}:1")]
    [InlineData("http://{host}")]
    [InlineData("https://{host}")]
    [InlineData("ws://{host}:{port}")]
    [InlineData("file://")]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("{host}:{port}")]
    [InlineData("http://{host}:{port}, http://evil.example")]
    [InlineData("http://app.example")]
    [InlineData("https://app.example:444")]
    [InlineData("https://app.example.evil.example")]
    [InlineData("https://evil.example/https://app.example")]
    [InlineData("https://xapp.example")]
    public async Task Another_sites_page_cannot_open_a_socket(string origin)
    {
        await using var server = ChatServer.Start(settings: ("Chat:AllowedOrigins:0", "https://app.example"));
        using var ada = server.Browser();

        Assert.Equal(403, (await ada.AsksToOpen("general", ("Origin", At(server, origin)))).Status);
    }

    [Theory]
    [InlineData("http://{host}:{port}")]
    [InlineData("https://{host}:{port}")]
    [InlineData("https://app.example")]
    [InlineData("https://APP.example")]
    public async Task The_own_pages_and_those_of_configured_origins_can_open_a_socket(string origin)
    {
        await using var server = ChatServer.Start(settings: ("Chat:AllowedOrigins:0", "https://app.example"));
        using var ada = server.Browser();

        Assert.Equal(101, (await ada.AsksToOpen("general", ("Origin", At(server, origin)))).Status);
    }

    [Fact]
    public async Task Behind_tls_browsers_are_told_to_stay_there()
    {
        await using var server = ChatServer.Start(settings: ("Chat:TrustedProxies:0", "127.0.0.1"));
        await using var open = ChatServer.Start();
        foreach (var url in (string[])["/", "/r/general", "/nothing", "/chat.css"])
        {
            Assert.Equal("max-age=31536000", await Transport(server, url));
            Assert.Null(await Transport(open, url));
        }

        static async Task<string?> Transport(ChatServer server, string url)
        {
            using var browser = server.Browser();
            var request = new HttpRequestMessage(HttpMethod.Get, url);
            request.Headers.Add("X-Forwarded-Proto", "https");
            return (await browser.Asks(request)).Header("Strict-Transport-Security");
        }
    }

    [Fact]
    public async Task Only_configured_sites_may_show_a_page_in_a_frame()
    {
        await using var server = ChatServer.Start(settings: [("Chat:EmbedOrigins:0", "https://app.example"), ("Chat:EmbedOrigins:1", "http://other.example:8080")]);
        using var browser = server.Browser();
        foreach (var url in (string[])["/", "/r/general", "/r/!!!"])
        {
            Assert.EndsWith("; frame-ancestors https://app.example http://other.example:8080", (await browser.Opens(url)).Header("Content-Security-Policy"));
        }
    }

    [Fact]
    public async Task In_a_configured_sites_frame_the_cookie_is_kept_behind_tls()
    {
        await using var server = ChatServer.Start(settings: [("Chat:EmbedOrigins:0", "https://app.example"), ("Chat:TrustedProxies:0", "127.0.0.1")]);
        using var browser = server.Browser();
        var request = new HttpRequestMessage(HttpMethod.Get, "/r/general");
        request.Headers.Add("X-Forwarded-Proto", "https");

        var cookie = Assert.Single((await browser.Asks(request)).Cookies).Split("; ");
        Assert.Contains("samesite=none", cookie);
        Assert.Contains("secure", cookie);
        Assert.Contains("Partitioned", cookie);
        Assert.Contains("samesite=lax", Assert.Single((await browser.Opens("/r/general")).Cookies));
    }

    [Fact]
    public async Task In_a_frame_a_name_is_asked_for_where_it_can_be_kept_and_the_frame_stays_one()
    {
        await using var server = ChatServer.Start(settings: [("Chat:EmbedOrigins:0", "https://app.example"), ("Chat:TrustedProxies:0", "127.0.0.1")]);
        using var browser = server.Browser();
        Assert.Null((await browser.Opens("/r/general?embed=1")).Page.QuerySelector("#who"));

        var request = new HttpRequestMessage(HttpMethod.Get, "/r/general?embed=1");
        request.Headers.Add("X-Forwarded-Proto", "https");
        var form = (await browser.Asks(request)).Page.QuerySelector("#who")!;
        Assert.Equal("/r/general/name?embed=1", form.GetAttribute("action"));

        var answer = await browser.Posts("/r/general/name?embed=1", ("name", "Ada"));
        Assert.Equal("/r/general?embed=1", answer.Header("Location"));
    }

    // One message an hour.
    private static ChatServer Strict(params (string, string)[] settings) =>
        ChatServer.Start(settings: [("Chat:Limits:MessageInterval", "01:00:00"), ("Chat:Limits:MessageGrace", "00:00:00"), .. settings]);

    private static string Forged(string header, string address) => header is "Forwarded" ? $"for=\"{address}\"" : address;

    private static async Task<int> Says(HttpClient browser, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/r/general/messages") { Content = new FormUrlEncodedContent([new("text", "hello"), new("cid", Guid.NewGuid().ToString("N"))]) };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return (await browser.Asks(request)).Status;
    }

    private static string At(ChatServer server, string origin) => origin.Replace("{host}", server.Url.Host).Replace("{port}", server.Url.Port.ToString());
}
