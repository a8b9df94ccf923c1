using System.Text.Json;
using HtmxChat.Rooms;
using HtmxChat.Rooms.Web;
using HtmxChat.Tests.Storage;
using HtmxChat.Tests.Support;
using Microsoft.AspNetCore.Routing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace HtmxChat.Tests.Web;

/// <summary>The document describes the API, and the API is as the document says.</summary>
public sealed class OpenApiTests
{
    [Fact]
    public async Task Every_answer_is_one_that_the_document_promises_and_every_promise_is_kept()
    {
        HistoryAround? store = null;
        await using var server = ChatServer.Start(
            history: inner => store = new HistoryAround(inner),
            settings: [("Chat:Limits:Connections", "1")]);
        await using var strict = ChatServer.Start(
            settings: [("Chat:Limits:MessageInterval", "01:00:00"), ("Chat:Limits:MessageGrace", "00:00:00"), ("Chat:Limits:Costs:Page", "1000"), ("Chat:Limits:Costs:Join", "1000")]);
        using var http = server.Script();
        using var limited = strict.Script();
        var api = new OpenApi(await Document(http));
        Assert.Matches(@"^3\.1\.\d$", api.Document.GetProperty("openapi").GetString());

        await Asks(http, "POST", "/api/room");
        await Asks(http, "GET", "/api/openapi.json");
        await Asks(http, "GET", Messages());
        await Asks(http, "POST", Messages(), "one", ("Idempotency-Key", "k"));
        await Asks(http, "POST", Messages(), "one", ("Idempotency-Key", "k"));
        await Asks(http, "POST", Messages(), "two", ("Idempotency-Key", "k"));
        await Asks(http, "POST", Messages(), "");
        await Asks(http, "POST", Messages(), "hi", ("Origin", "https://evil.example"));
        await Asks(http, "POST", Messages(), new string('x', 2001));
        await Asks(http, "POST", Messages(), "hi", ("Content-Type", "image/png"));
        await Asks(http, "POST", Messages(new string('x', 33)), "hi");
        var @operator = new Person("operator", "Ada", "k3v9qa", IsOperator: true);
        await Does(answer => new RoomCommand.Say(@operator, "look", "f", Answer: answer) { File = new SharedFile("key", "cat.png", "image/png", 67, "A cat") });
        await Does(answer => new RoomCommand.React(@operator, 1, "👍", Answer: answer));
        await Asks(http, "GET", Messages());
        await Asks(http, "GET", $"{Messages()}?limit=1");
        await Asks(http, "GET", Messages(), headers: ("If-None-Match", "\"3\""));
        await Asks(http, "GET", $"{Messages()}?limit=no");
        await Asks(http, "GET", Messages(new string('x', 33)));
        await Asks(http, "GET", "/api/room/general/websocket");
        await Asks(http, "GET", $"/api/room/{new string('x', 33)}/websocket");
        await Asks(http, "GET", "/api/room/!/websocket");
        await Upgrades(http, ("Origin", "https://evil.example"));
        store!.BeforeAppend = () => throw new StoreFullException(new IOException());
        await Asks(http, "POST", Messages(), "hi");
        store.BeforeAppend = () => throw new IOException();
        await Asks(http, "POST", Messages(), "hi");
        store.BeforeAppend = null;
        store.BeforeRead = () => throw new SqliteException("broken", 1);
        await Asks(http, "GET", Messages());
        store.BeforeRead = null;
        await using (var open = await DemoClient.Connects(server.Url, "general"))
        {
            api.Seen.Add(("get /api/room/{room}/websocket", "101"));
            await Upgrades(http);
        }

        await Does(answer => new RoomCommand.Moderate(@operator, new RoomEffect.Configure(Lock: RoomLock.NobodyNew), answer));
        await Asks(http, "GET", Messages());

        foreach (var (method, url) in ((string, string)[])
            [("POST", "/api/room"), ("GET", "/api/openapi.json"), ("GET", Messages()), ("POST", Messages()), ("GET", Messages())])
        {
            // The first one uses up what the address may do.
            await limited.Asks(new(new HttpMethod(method), url));
            await Asks(limited, method, url, method == "POST" ? "hi" : null);
        }

        await Upgrades(limited);
        Assert.Equal(api.Promised.Order(), api.Seen.Order());

        static string Messages(string room = "general") => ApiCalls.Messages(room);

        async Task Does(Func<TaskCompletionSource<Outcome>, RoomCommand.Ask> ask) =>
            Assert.Null((await server.Services.GetRequiredService<RoomRegistry>().AskAsync(Rows.Room("general"), ask).Soon()).Refusal);

        async Task Asks(HttpClient client, string method, string url, string? body = null, params (string Name, string Value)[] headers)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), url) { Content = body is null ? null : new StringContent(body) };
            foreach (var (name, value) in headers)
            {
                (name == "Content-Type" ? (System.Net.Http.Headers.HttpHeaders)request.Content!.Headers : request.Headers).Remove(name);
                (name == "Content-Type" ? (System.Net.Http.Headers.HttpHeaders)request.Content!.Headers : request.Headers).TryAddWithoutValidation(name, value);
            }

            using var answer = await client.SendAsync(request).Soon();
            await api.Promises(answer);
        }

        Task Upgrades(HttpClient client, params (string, string)[] headers) => Asks(
            client,
            "GET",
            "/api/room/general/websocket",
            headers: [("Connection", "Upgrade"), ("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13"), ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="), .. headers]);
    }

    [Fact]
    public async Task Every_endpoint_of_the_API_is_described_and_every_reference_leads_somewhere()
    {
        await using var server = ChatServer.Start();
        using var http = server.Script();
        var document = await Document(http);
        var api = new OpenApi(document);

        var described = document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Where(operation => operation.Name != "parameters").Select(operation => $"{operation.Name} {path.Name}"));
        var mapped = server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith("/api", StringComparison.Ordinal))
            .SelectMany(endpoint => (endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"])
                .Where(method => method != "HEAD")
                .Select(method => $"{method.ToLowerInvariant()} {endpoint.RoutePattern.RawText}"));
        Assert.Equal(mapped.Order(), described.Order());
        Follow(document);

        void Follow(JsonElement element)
        {
            if (element.ValueKind == JsonValueKind.Object)
            {
                Assert.NotEqual(JsonValueKind.Undefined, api.Resolve(element).ValueKind);
                element.EnumerateObject().ToList().ForEach(property => Follow(property.Value));
            }
            else if (element.ValueKind == JsonValueKind.Array)
            {
                element.EnumerateArray().ToList().ForEach(Follow);
            }
        }
    }

    [Theory]
    [InlineData("""{"seq":0,"rev":1,"id":1,"at":1}""")]
    [InlineData("""{"seq":1.5,"rev":1,"id":1,"at":1}""")]
    [InlineData("""{"seq":1,"rev":1,"id":1}""")]
    [InlineData("""{"seq":1,"rev":1,"id":1,"at":"1"}""")]
    [InlineData("""{"seq":1,"rev":1,"id":1,"at":1,"more":1}""")]
    [InlineData("""[]""")]
    public async Task What_is_not_promised_would_be_found(string body)
    {
        await using var server = ChatServer.Start();
        using var http = server.Script();
        var document = await Document(http);
        var schema = document.GetProperty("components").GetProperty("schemas").GetProperty("Kept");

        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => new OpenApi(document).Check(schema, JsonSerializer.Deserialize<JsonElement>(body), "body"));
    }

    private static async Task<JsonElement> Document(HttpClient http) =>
        JsonSerializer.Deserialize<JsonElement>(await http.GetStringAsync("/api/openapi.json").Soon());
}
