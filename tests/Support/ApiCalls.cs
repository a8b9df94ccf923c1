using System.Text;
using System.Text.Json;

namespace HtmxChat.Tests.Support;

/// <summary>What a script does with a room: it posts and reads.</summary>
public static class ApiCalls
{
    /// <summary>A message as the API shows it.</summary>
    public sealed record Message(string Kind, long Seq, long Rev, long Id, long At, string Name, string Handle, string Text, long? EditedAt, bool Deleted, bool Damaged)
    {
        public IReadOnlyList<Reaction> Reactions { get; init; } = [];

        public File? File { get; init; }
    }

    /// <summary>A reaction as the API shows it.</summary>
    public sealed record Reaction(string Emoji, long Count, IReadOnlyList<string> By);

    /// <summary>A file as the API shows it.</summary>
    public sealed record File(string Name, string Type, long Bytes, string Alt);

    /// <summary>What the API answers for a message that is kept.</summary>
    public sealed record Kept(long Seq, long Rev, long Id, long At);

    public static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>A client that keeps no cookies.</summary>
    public static HttpClient Script(this ChatServer server) => new(new HttpClientHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = server.Url };

    public static string Messages(string room, string query = "") => $"/api/room/{room}/messages{query}";

    /// <summary>Posts plain text.</summary>
    public static Task<HttpResponseMessage> PostsText(this HttpClient http, string room, string text, string? key = null, string query = "") =>
        http.Sends(Messages(room, query), new StringContent(text, Encoding.UTF8, "text/plain"), key);

    /// <summary>Posts JSON.</summary>
    public static Task<HttpResponseMessage> PostsJson(this HttpClient http, string room, object json, string? key = null) =>
        http.Sends(Messages(room), new StringContent(JsonSerializer.Serialize(json), Encoding.UTF8, "application/json"), key);

    public static Task<HttpResponseMessage> Sends(this HttpClient http, string url, HttpContent content, string? key = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = content };
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        }

        return http.SendAsync(request).Soon();
    }

    /// <summary>Reads messages.</summary>
    public static async Task<IReadOnlyList<Message>> Reads(this HttpClient http, string room, string query = "")
    {
        using var answer = await http.GetAsync(Messages(room, query)).Soon();
        return await answer.Of<Message[]>(200);
    }

    /// <summary>The JSON of an answer that has this status.</summary>
    public static async Task<T> Of<T>(this HttpResponseMessage answer, int status)
    {
        var body = await answer.Content.ReadAsStringAsync().Soon();
        Assert.True(status == (int)answer.StatusCode, $"{(int)answer.StatusCode} {body}");
        return JsonSerializer.Deserialize<T>(body, Json)!;
    }

    /// <summary>The detail of a problem that has this status.</summary>
    public static async Task<string?> Problem(this HttpResponseMessage answer, int status)
    {
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync().Soon());
        Assert.Equal((status, "application/problem+json"), ((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Equal(status, json.RootElement.GetProperty("status").GetInt32());
        return json.RootElement.TryGetProperty("detail", out var detail) ? detail.GetString() : null;
    }
}
