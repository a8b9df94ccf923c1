using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace HtmxChat.Rooms.Web;

/// <summary>What a program posts to a room: plain text, JSON or a form.</summary>
/// <param name="Text">The message.</param>
/// <param name="Name">The name it gives itself; null if it gives none.</param>
/// <param name="Cid">The id of this send; null if it has none.</param>
internal sealed partial record Posted(string Text, string? Name = null, string? Cid = null)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads the body, the query's <c>name</c> and the header <c>Idempotency-Key</c>. Throws what becomes a 400 or a 415 if it cannot.</summary>
    public static async Task<Posted> ReadAsync(HttpContext context)
    {
        var posted = await ReadBodyAsync(context);
        var key = context.Request.Headers["Idempotency-Key"].ToString().Trim('"');
        return key.Length > 0 && posted.Cid is { Length: > 0 } cid && cid != key
            ? throw new BadHttpRequestException("The Idempotency-Key and the cid are not the same.")
            : posted with
            {
                Name = posted.Name ?? context.Request.Query["name"].FirstOrDefault(),
                Cid = key.Length > 0 ? key : posted.Cid,
            };
    }

    private static async Task<Posted> ReadBodyAsync(HttpContext context)
    {
        var type = context.Request.ContentType is { Length: > 0 } text && MediaTypeHeaderValue.TryParse(text, out var parsed) ? parsed : null;
        if (type?.Charset is { HasValue: true } charset && !charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase))
        {
            throw new BadHttpRequestException("Only UTF-8 is understood.", StatusCodes.Status415UnsupportedMediaType);
        }

        return type?.MediaType.Value?.ToLowerInvariant() switch
        {
            null when string.IsNullOrEmpty(context.Request.ContentType) => new(await ReadTextAsync(context.Request)),
            "text/plain" => new(await ReadTextAsync(context.Request)),
            "application/json" => OfJson(await ReadTextAsync(context.Request)),
            "application/x-www-form-urlencoded" => OfForm(await ReadTextAsync(context.Request)),
            "multipart/form-data" => Of(await context.ReadFormAsync()),
            _ => throw new BadHttpRequestException("A message is text/plain, application/json or a form.", StatusCodes.Status415UnsupportedMediaType),
        };
    }

    private static async Task<string> ReadTextAsync(HttpRequest request)
    {
        try
        {
            using var reader = new StreamReader(request.Body, Utf8, detectEncodingFromByteOrderMarks: false);
            return await reader.ReadToEndAsync(request.HttpContext.RequestAborted);
        }
        catch (DecoderFallbackException)
        {
            throw new BadHttpRequestException("The body is not UTF-8.");
        }
    }

    private static Posted OfJson(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, PostedJson.Default.Fields) is { Text: { } text } wire
                ? new(text, wire.Name, wire.Cid)
                : throw new BadHttpRequestException("The JSON has no text.");
        }
        catch (JsonException)
        {
            throw new BadHttpRequestException("The body is not the JSON that is expected: an object with text, and perhaps name and cid.");
        }
    }

    // What `curl -d 'a text'` sends says that it is a form, but has no field of that name.
    private static Posted OfForm(string body)
    {
        try
        {
            using var reader = new FormReader(body);
            var fields = new FormCollection(reader.ReadForm());
            return fields.ContainsKey("text") || HasPayload(fields) ? Of(fields) : new(body);
        }
        catch (InvalidDataException)
        {
            return new(body);
        }
    }

    private static Posted Of(IFormCollection form) => HasPayload(form)
        ? OfJson(form["payload"].ToString())
        : new(form["text"].ToString(), form["name"].FirstOrDefault(), form["cid"].FirstOrDefault());

    // What is written for Slack may put the JSON into a field of a form.
    private static bool HasPayload(IFormCollection form) => !form.ContainsKey("text") && form["payload"].ToString().StartsWith('{');

    internal sealed record Fields(string? Text, string? Name, string? Cid);

    [JsonSerializable(typeof(Fields))]
    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    private sealed partial class PostedJson : JsonSerializerContext;
}
