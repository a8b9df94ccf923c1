using System.Text.Json;
using HtmxChat.Tests.Support;

namespace HtmxChat.Tests.Web;

/// <summary>Who somebody is: the cookie, and the name, however it was chosen.</summary>
public sealed class IdentityTests
{
    [Fact]
    public async Task Behind_TLS_the_cookie_is_bound_to_host_and_TLS()
    {
        await using var server = ChatServer.Start(settings: [("Chat:TrustedProxies:0", "127.0.0.1"), ("Chat:OperatorToken", "an-operator-token-nobody-can-guess")]);
        using var ada = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = server.Url };
        ada.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");

        var cookie = Assert.Single((await ada.Posts("/enter", ("name", "Ada"), ("room", "garden"))).Cookies);
        Assert.StartsWith("__Host-chat=", cookie);
        Assert.Contains("; secure", cookie);
        Assert.Contains("; httponly", cookie);
        Assert.Contains("; samesite=lax", cookie);
        Assert.Contains("; path=/", cookie);
        Assert.DoesNotContain("domain=", cookie);

        var sent = cookie.Split(';')[0];
        var me = (await ada.Opens("/r/garden", sent)).Me;
        Assert.Equal(me, (await ada.Opens("/r/garden", sent)).Me);
        // Another page of the site, or one without TLS, can set a cookie without the prefix: it counts for nothing.
        Assert.NotEqual(me, (await ada.Opens("/r/garden", sent["__Host-".Length..])).Me);

        using var signIn = new HttpRequestMessage(HttpMethod.Post, "/operator") { Content = new FormUrlEncodedContent([new("operator-token", "an-operator-token-nobody-can-guess")]) };
        var signedIn = Assert.Single((await ada.Asks(signIn, cookie: sent)).Cookies);
        Assert.StartsWith("__Host-operator=", signedIn);
        Assert.Contains("; samesite=strict", signedIn);
        Assert.DoesNotContain("an-operator-token", signedIn);
    }

    [Fact]
    public async Task A_server_secret_whose_writing_was_cut_off_is_made_anew()
    {
        using var data = new TempFolder();
        var path = data.File("secret.key");
        await File.WriteAllBytesAsync(path, []);

        await using var server = ChatServer.Start(data.Path);
        using var ada = server.Browser();
        await ada.Enters("Ada");
        Assert.Equal(32, (await File.ReadAllBytesAsync(path)).Length);
    }

    [Fact]
    public async Task Without_TLS_the_cookie_is_an_ordinary_one()
    {
        await using var server = ChatServer.Start();
        using var ada = server.Browser();

        var cookie = Assert.Single((await ada.Enters("Ada")).Cookies);
        Assert.StartsWith("chat=", cookie);
        Assert.DoesNotContain("; secure", cookie);
    }

    [Fact]
    public async Task A_name_chosen_over_a_socket_lasts()
    {
        using var data = new TempFolder();
        string cookie;
        await using (var server = ChatServer.Start(data.Path))
        {
            cookie = await Tab.CookieOf(server.Url, "Ada");
            await using var one = await Tab.OpenAsync(server.Url, "garden", cookie: cookie);
            await one.Sends(JsonSerializer.Serialize(new { type = "name", name = "Countess" }));
            await one.SeesPeople("Countess");

            // Another tab comes with the cookie's old name.
            await using var two = await Tab.OpenAsync(server.Url, "garden", cookie: cookie);
            await two.SeesPeople("Countess");
            await two.Says("hello");
            await one.Until(() => one.Log.Any(row => row.Name == "Countess"));
            await one.SeesPeople("Countess");
        }

        await using var restarted = ChatServer.Start(data.Path);
        await using var again = await Tab.OpenAsync(restarted.Url, "garden", cookie: cookie);
        await again.SeesPeople("Countess");

        // The next page brings the cookie up to date.
        using var browser = new HttpClient(new HttpClientHandler { UseCookies = false }) { BaseAddress = restarted.Url };
        var renewed = Assert.Single((await browser.Opens("/r/garden", cookie)).Cookies).Split(';')[0];
        Assert.Equal("Countess", (await browser.Opens("/", renewed)).Attribute("input[name=name]", "value"));
        Assert.Empty((await browser.Opens("/r/garden", renewed)).Cookies);
    }

    [Fact]
    public async Task A_name_chosen_by_form_is_shown_at_once_and_a_later_one_wins_over_one_of_a_socket()
    {
        await using var server = ChatServer.Start();
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = server.Url };
        var cookie = await Tab.CookieOf(server.Url, "Ada");
        await using var tab = await Tab.OpenAsync(server.Url, "garden", cookie: cookie);
        await tab.Sends(JsonSerializer.Serialize(new { type = "name", name = "Countess" }));
        await tab.SeesPeople("Countess");

        using var rename = new HttpRequestMessage(HttpMethod.Post, "/r/garden/name") { Content = new FormUrlEncodedContent([new("name", "Lady Lovelace")]) };
        var renamed = Assert.Single((await browser.Asks(rename, cookie: cookie)).Cookies).Split(';')[0];
        await tab.SeesPeople("Lady Lovelace");
        await using var other = await Tab.OpenAsync(server.Url, "garden", cookie: renamed);
        await other.SeesPeople("Lady Lovelace");
    }

    [Fact]
    public async Task Look_alikes_are_marked_in_the_roster()
    {
        await using var server = ChatServer.Start();
        await using var ada = await Tab.OpenAsync(server.Url, "garden", "Ada");
        await using var eve = await Tab.OpenAsync(server.Url, "garden", "Аda");
        await ada.SeesPeople("Ada", "Аda");

        await ada.Until(() => ada.Frames[^1].Contains("class=\"handle alike\"", StringComparison.Ordinal));
    }
}
