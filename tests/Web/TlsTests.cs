using System.Net;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using HtmxChat.Tests.Support;

namespace HtmxChat.Tests.Web;

/// <summary>The server ends TLS itself: what it sends then goes through the layer that encrypts, and not past it.</summary>
public sealed class TlsTests
{
    private const int Messages = 100;

    [Fact]
    public async Task A_room_lives_over_an_encrypted_connection_of_either_version_of_HTTP()
    {
        using var data = new TempFolder();
        var certificate = Path.Combine(data.Path, "server.pfx");
        await File.WriteAllBytesAsync(certificate, SelfSigned(), TestContext.Current.CancellationToken);
        await using var server = ServerProcess.Start(
            data.Path,
            [
                "--Chat:Data", data.Path,
                "--Chat:Limits:MessageInterval", "00:00:00",
                "--Kestrel:Endpoints:Https:Url", "https://127.0.0.1:0",
                "--Kestrel:Endpoints:Https:Certificate:Path", certificate,
            ]);
        using var handler = new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, _, _, _) => true } };
        using var client = new HttpMessageInvoker(handler);
        var live = new UriBuilder(await server.Url) { Scheme = "wss", Path = "/r/tls/live", Query = "after=0" }.Uri;

        using var older = await Joins(client, live, HttpVersion.Version11);
        for (var i = 0; i < Messages; i++)
        {
            await older.SendAsync(Encoding.UTF8.GetBytes($$"""{"type":"say","text":"number {{i}} {{new string('x', 1900)}}","cid":"c{{i}}"}"""), WebSocketMessageType.Text, true, default);
        }

        await Sees(older, $"number {Messages - 1} ");
        // The backlog is more than a socket takes at once.
        using var newer = await Joins(client, live, HttpVersion.Version20);
        Assert.Contains("number 0 ", await Sees(newer, $"number {Messages - 1} "));
    }

    private static async Task<ClientWebSocket> Joins(HttpMessageInvoker client, Uri live, Version version)
    {
        var socket = new ClientWebSocket { Options = { HttpVersion = version, HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact } };
        await socket.ConnectAsync(live, client, default).Soon();
        return socket;
    }

    private static async Task<string> Sees(ClientWebSocket socket, string text)
    {
        var buffer = new byte[64 * 1024];
        var seen = new StringBuilder();
        while (!seen.ToString().Contains(text, StringComparison.Ordinal))
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(), default).Soon();
            Assert.Equal(WebSocketMessageType.Text, part.MessageType);
            seen.Append(Encoding.UTF8.GetString(buffer, 0, part.Count));
        }

        return seen.ToString();
    }

    private static byte[] SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return certificate.Export(X509ContentType.Pfx);
    }
}
