using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using HtmxChat.Rooms;
using HtmxChat.Views.Fragments;
using HtmxChat.Views.Languages;

namespace HtmxChat.Views;

/// <summary>How a room is written into a file: what is before the messages, each message, and what is after.</summary>
public abstract class ExportFormat
{
    private ExportFormat()
    {
    }

    /// <summary>The media type.</summary>
    public abstract string ContentType { get; }

    /// <summary>Begins the file.</summary>
    public abstract void Begin(PipeWriter file, RoomName room);

    /// <summary>Adds a message.</summary>
    public abstract void Add(PipeWriter file, ChatMessage message, bool isFirst);

    /// <summary>Ends the file.</summary>
    public abstract void End(PipeWriter file);

    private static void Write(PipeWriter file, string text) => Encoding.UTF8.GetBytes(text, file);

    /// <summary>An array of the objects the API gives.</summary>
    public sealed class Json : ExportFormat
    {
        /// <inheritdoc/>
        public override string ContentType => "application/json";

        /// <inheritdoc/>
        public override void Begin(PipeWriter file, RoomName room) => Write(file, "[");

        /// <inheritdoc/>
        public override void Add(PipeWriter file, ChatMessage message, bool isFirst)
        {
            Write(file, isFirst ? "\n" : ",\n");
            file.Write(JsonSerializer.SerializeToUtf8Bytes(MessageJson.Of(message), ApiJson.Plain.MessageJson));
        }

        /// <inheritdoc/>
        public override void End(PipeWriter file) => Write(file, "\n]\n");
    }

    /// <summary>A line for each message. Further lines of its text are indented, so that no text can pass for a message.</summary>
    public sealed class Text : ExportFormat
    {
        /// <inheritdoc/>
        public override string ContentType => "text/plain; charset=utf-8";

        /// <inheritdoc/>
        public override void Begin(PipeWriter file, RoomName room)
        {
        }

        /// <inheritdoc/>
        public override void Add(PipeWriter file, ChatMessage message, bool isFirst)
        {
            var (by, said) = message.Kind == MessageKind.Act ? ("*", Words.ForPrograms.Of(message)) : ($"{message.Name} ({message.Handle}):", message.PlainText);
            var text = message.Deleted == 1 ? "[deleted]" : message.Damaged == 1 ? "[damaged]" : said.Replace("\n", "\n\t", StringComparison.Ordinal);
            Write(file, string.Create(CultureInfo.InvariantCulture, $"{message.Seq} {message.Time.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z {by} {text}\n"));
        }

        /// <inheritdoc/>
        public override void End(PipeWriter file)
        {
        }
    }

    /// <summary>A page that needs nothing beside itself, in the language of whoever asks for it.</summary>
    /// <param name="encoder">Encodes all text of users.</param>
    public sealed class Html(HtmlEncoder encoder) : ExportFormat
    {
        /// <inheritdoc/>
        public override string ContentType => "text/html; charset=utf-8";

        /// <inheritdoc/>
        public override void Begin(PipeWriter file, RoomName room)
        {
            var title = room.IsPrivate ? encoder.Encode(Words.Current["room.private"]) : $"#{room.Value}";
            Write(file, $"<!DOCTYPE html>\n<html lang=\"{Words.Current.Code}\">\n<head><meta charset=\"utf-8\"><title>{title}</title></head>\n<body>\n<h1>{title}</h1>\n<ol>\n");
        }

        /// <inheritdoc/>
        public override void Add(PipeWriter file, ChatMessage message, bool isFirst)
        {
            ExportRow.Create(message).RenderAsync(file, encoder).GetAwaiter().GetResult();
            Write(file, "\n");
        }

        /// <inheritdoc/>
        public override void End(PipeWriter file) => Write(file, "</ol>\n</body>\n</html>\n");
    }
}
