using System.Text.Json;
using System.Text.RegularExpressions;

namespace HtmxChat.Tests.Support;

/// <summary>An OpenAPI 3.1 document, and whether an answer is one that it promises. Of JSON Schema it knows what the document uses, and refuses the rest.</summary>
public sealed class OpenApi(JsonElement document)
{
    private static readonly string[] Known = ["$ref", "type", "const", "required", "properties", "additionalProperties", "items", "minimum", "maximum", "maxLength", "pattern", "description"];

    /// <summary>Operation and status of each answer that was compared.</summary>
    public HashSet<(string Operation, string Status)> Seen { get; } = [];

    public JsonElement Document => document;

    /// <summary>Operation and status of each answer that is promised.</summary>
    public IEnumerable<(string Operation, string Status)> Promised =>
        from path in document.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject().Where(operation => operation.Name != "parameters")
        from response in operation.Value.GetProperty("responses").EnumerateObject()
        select ($"{operation.Name} {path.Name}", response.Name);

    /// <summary>Fails unless the document promises an answer like this one.</summary>
    public async Task Promises(HttpResponseMessage answer)
    {
        var method = answer.RequestMessage!.Method.Method.ToLowerInvariant();
        var path = document.GetProperty("paths").EnumerateObject()
            .Single(path => Regex.IsMatch(answer.RequestMessage.RequestUri!.AbsolutePath, $"^{Regex.Replace(path.Name, @"\{\w+\}", "[^/]+")}$"));
        var status = ((int)answer.StatusCode).ToString();
        Seen.Add(($"{method} {path.Name}", status));
        var response = Resolve(path.Value.GetProperty(method).GetProperty("responses").GetProperty(status));

        foreach (var header in response.TryGetProperty("headers", out var headers) ? headers.EnumerateObject() : default)
        {
            var promise = Resolve(header.Value);
            if (answer.Headers.TryGetValues(header.Name, out var values))
            {
                Check(promise.GetProperty("schema"), JsonSerializer.SerializeToElement(string.Join(", ", values)), header.Name);
            }
            else
            {
                Assert.False(promise.TryGetProperty("required", out var required) && required.GetBoolean(), $"{status} without {header.Name}");
            }
        }

        var body = await answer.Content.ReadAsStringAsync().Soon();
        if (!response.TryGetProperty("content", out var contents))
        {
            Assert.Empty(body);
            return;
        }

        var type = answer.Content.Headers.ContentType!.MediaType!;
        var value = type.EndsWith("json", StringComparison.Ordinal) ? JsonSerializer.Deserialize<JsonElement>(body) : JsonSerializer.SerializeToElement(body);
        Check(contents.GetProperty(type).GetProperty("schema"), value, $"{method} {path.Name} {status}");
    }

    /// <summary>Fails unless a value fits a schema.</summary>
    public void Check(JsonElement schema, JsonElement value, string at)
    {
        schema = Resolve(schema);
        Assert.All(schema.EnumerateObject(), keyword => Assert.Contains(keyword.Name, Known));
        if (schema.TryGetProperty("type", out var type))
        {
            var types = type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(one => one.GetString()) : [type.GetString()];
            Assert.True(types.Contains(TypeOf(value)), $"{at} is {value}");
        }

        Assert.True(!schema.TryGetProperty("const", out var only) || JsonElement.DeepEquals(only, value), $"{at} is {value}");
        if (value.ValueKind == JsonValueKind.Number)
        {
            Assert.True(!schema.TryGetProperty("minimum", out var least) || value.GetDouble() >= least.GetDouble(), $"{at} is {value}");
            Assert.True(!schema.TryGetProperty("maximum", out var most) || value.GetDouble() <= most.GetDouble(), $"{at} is {value}");
        }

        if (value.ValueKind == JsonValueKind.String)
        {
            Assert.True(!schema.TryGetProperty("maxLength", out var most) || value.GetString()!.Length <= most.GetInt32(), $"{at} is {value}");
            Assert.True(!schema.TryGetProperty("pattern", out var pattern) || Regex.IsMatch(value.GetString()!, pattern.GetString()!), $"{at} is {value}");
        }

        if (value.ValueKind == JsonValueKind.Array && schema.TryGetProperty("items", out var items))
        {
            Assert.All(value.EnumerateArray(), (item, i) => Check(items, item, $"{at}[{i}]"));
        }

        if (value.ValueKind == JsonValueKind.Object)
        {
            CheckProperties(schema, value, at);
        }
    }

    private void CheckProperties(JsonElement schema, JsonElement value, string at)
    {
        foreach (var name in schema.TryGetProperty("required", out var required) ? required.EnumerateArray().Select(name => name.GetString()!) : [])
        {
            Assert.True(value.TryGetProperty(name, out _), $"{at} has no {name}");
        }

        foreach (var property in value.EnumerateObject())
        {
            if (schema.TryGetProperty("properties", out var properties) && properties.TryGetProperty(property.Name, out var its))
            {
                Check(its, property.Value, $"{at}.{property.Name}");
            }
            else
            {
                Assert.False(schema.TryGetProperty("additionalProperties", out var others) && !others.GetBoolean(), $"{at} has {property.Name}");
            }
        }
    }

    /// <summary>What a reference leads to.</summary>
    public JsonElement Resolve(JsonElement element)
    {
        while (element.ValueKind == JsonValueKind.Object && element.TryGetProperty("$ref", out var reference))
        {
            element = reference.GetString()!.Split('/').Skip(1).Aggregate(document, (parent, key) => parent.GetProperty(key));
        }

        return element;
    }

    private static string TypeOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.Number => value.TryGetInt64(out _) ? "integer" : "number",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        _ => "null",
    };
}
