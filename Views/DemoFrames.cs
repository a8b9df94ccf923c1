using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using HtmxChat.Rooms;

namespace HtmxChat.Views;

/// <summary>What happened in a room in the words of Cloudflare's <c>workers-chat-demo</c>: a JSON object for each thing it has a word for.
/// For edits, deletions, acts of moderators and files it has none: live it shows what was said, of what was said before the present text, and of a file the name.</summary>
public sealed class DemoFrames : IRoomFrames
{
    // Escapes all that HTML could take for markup, and every line feed.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    /// <inheritdoc/>
    public Frame Render(IReadOnlyList<RoomEvent> events)
    {
        var lines = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(lines, Options);
        foreach (var happened in events)
        {
            switch (happened)
            {
                case RoomEvent.Came(var person):
                    WriteLine(lines, json, "joined", person.Name);
                    break;
                case RoomEvent.Went(var person):
                    WriteLine(lines, json, "quit", person.Name);
                    break;
                case RoomEvent.StartedAnew(_, var latest):
                    foreach (var message in latest.Where(message => message.IsSpoken))
                    {
                        WriteLine(lines, json, message);
                    }

                    break;
                case RoomEvent.Said({ IsSpoken: true } message):
                    WriteLine(lines, json, message);
                    break;
                case RoomEvent.Refused(var refusal, _):
                    WriteLine(lines, json, "error", Words(refusal));
                    break;
                case RoomEvent.Welcomed:
                    lines.Write("{\"ready\":true}\n"u8);
                    break;
            }
        }

        return new Frame(lines.WrittenSpan, isLines: true);
    }

    private static string Words(Refusal refusal) => refusal.Code switch
    {
        RefusalCode.TooFast => "Your IP is being rate-limited, please try again later.",
        RefusalCode.TooLong => "Message too long.",
        _ => refusal.Text,
    };

    private static void WriteLine(ArrayBufferWriter<byte> lines, Utf8JsonWriter json, string key, string value)
    {
        json.WriteStartObject();
        json.WriteString(key, value);
        EndLine(lines, json);
    }

    private static void WriteLine(ArrayBufferWriter<byte> lines, Utf8JsonWriter json, ChatMessage message)
    {
        json.WriteStartObject();
        json.WriteString("name", message.Name);
        json.WriteString("message", message.PlainText);
        json.WriteNumber("timestamp", message.At);
        EndLine(lines, json);
    }

    private static void EndLine(ArrayBufferWriter<byte> lines, Utf8JsonWriter json)
    {
        json.WriteEndObject();
        json.Flush();
        json.Reset();
        lines.Write("\n"u8);
    }
}
