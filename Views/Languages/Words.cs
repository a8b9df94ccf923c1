using System.Globalization;
using System.Text;
using System.Text.Json;
using HtmxChat.Rooms;

namespace HtmxChat.Views.Languages;

/// <summary>What the pages say, in one language: the texts of <c>en.json</c> or another such file beside this one, by key.</summary>
internal sealed class Words
{
    private readonly Dictionary<string, string> _texts = [];

    private Words(string code)
    {
        Code = code;
        using var file = typeof(Words).Assembly.GetManifestResourceStream($"HtmxChat.Views.Languages.{code}.json")!;
        using var json = JsonDocument.Parse(file);
        foreach (var part in json.RootElement.EnumerateObject())
        {
            foreach (var text in part.Value.EnumerateObject())
            {
                _texts[$"{part.Name}.{text.Name}"] = text.Value.GetString()!;
            }
        }

        using var script = new MemoryStream();
        using (var writer = new Utf8JsonWriter(script))
        {
            json.RootElement.GetProperty("script").WriteTo(writer);
        }

        ForScript = Encoding.UTF8.GetString(script.ToArray());
    }

    /// <summary>The languages there are; the first is for whoever speaks none of them.</summary>
    public static IReadOnlyList<Words> All { get; } = [new("en"), new("de")];

    /// <summary>Those for programs, which are told the same whatever language their request prefers.</summary>
    public static Words ForPrograms => All[0];

    /// <summary>Those of the request: of its <see cref="CultureInfo.CurrentUICulture"/>.</summary>
    public static Words Current => All.FirstOrDefault(words => words.Code == CultureInfo.CurrentUICulture.TwoLetterISOLanguageName) ?? All[0];

    /// <summary>ISO 639 code, as in <c>lang="en"</c>.</summary>
    public string Code { get; }

    /// <summary>The texts <c>chat.js</c> uses, as a JSON object.</summary>
    public string ForScript { get; }

    /// <summary>All keys.</summary>
    public IEnumerable<string> Keys => _texts.Keys;

    /// <summary>The text with this key, which must be in the files.</summary>
    public string this[string key] => _texts[key];

    /// <summary>The text with this key, with values for its <c>{0}</c>, <c>{1}</c> and so on; a time in the words of this language.</summary>
    public string With(string key, params IEnumerable<object?> values) =>
        string.Format(CultureInfo.InvariantCulture, _texts[key], [.. values.Select(value => value is TimeSpan time ? Of(time) : value)]);

    /// <summary>Why something was not done; as the rooms say it, if this language has no words for it.</summary>
    public string Of(Refusal refusal)
    {
        var key = $"refusal.{refusal.Key ?? refusal.Code.ToString()}";
        return _texts.ContainsKey(key) ? With(key, refusal.Value ?? refusal.RetryAfter, refusal.RetryAfter) : refusal.Text;
    }

    /// <summary>What a message says: the words of whoever wrote it, and of an act a sentence of this language.</summary>
    public string Of(ChatMessage message) => message.Kind == MessageKind.Act && ActLine.Parse(message.Text) is { } line
        ? With($"act.by{line.By}", string.Join(", ", line.Deeds.Select(Of)))
        : message.Text;

    private string Of(Deed deed) =>
        With($"act.{deed.Kind}", Isolated(deed.About), deed.Handle, deed.Seconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null);

    private string Of(TimeSpan time) => Duration.Words(time, (count, unit) => With($"time.{unit}{(count == 1 ? "" : "s")}", count));

    // FSI … PDI (UAX #9), so that a name written from right to left turns nothing around it, in a page or in plain text. Of its own
    // such marks nothing is left: one without its other half would end these.
    private static string Isolated(string? typed) => $"\u2068{string.Concat((typed ?? "").Where(letter => letter is < '\u2066' or > '\u2069'))}\u2069";
}
