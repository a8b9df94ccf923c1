using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using HtmxChat.Rooms;
using HtmxChat.Views.Languages;

namespace HtmxChat.Views;

/// <summary>A message as programs see it.</summary>
/// <param name="Kind">See <see cref="MessageKind"/>.</param>
/// <param name="Seq">See <see cref="ChatMessage.Seq"/>.</param>
/// <param name="Rev">See <see cref="ChatMessage.Rev"/>.</param>
/// <param name="Id">See <see cref="ChatMessage.Id"/>.</param>
/// <param name="At">Unix time in milliseconds.</param>
/// <param name="Name">The author's name when it was said.</param>
/// <param name="Handle">The author's handle in this room.</param>
/// <param name="Text">The present text, of an act an English sentence; empty if deleted or damaged.</param>
/// <param name="EditedAt">When the text was last changed, in Unix milliseconds; null if never.</param>
/// <param name="Deleted">Whether the text was taken away.</param>
/// <param name="Damaged">Whether the stored text cannot be shown.</param>
/// <param name="Reactions">Who has reacted to it and how.</param>
/// <param name="File">The file that came with it; null if none did.</param>
public sealed record MessageJson(
    string Kind,
    long Seq,
    long Rev,
    long Id,
    long At,
    string Name,
    string Handle,
    string Text,
    long? EditedAt,
    bool Deleted,
    bool Damaged,
    IEnumerable<ReactionJson> Reactions,
    FileJson? File)
{
    /// <summary>What programs see of a message.</summary>
    public static MessageJson Of(ChatMessage message) => new(
        message.Kind,
        message.Seq,
        message.Rev,
        message.Id,
        message.At,
        message.Name,
        message.Handle,
        Words.ForPrograms.Of(message),
        message.EditedAt,
        message.Deleted == 1,
        message.Damaged == 1,
        Rooms.Reactions.Read(message.Reactions).Select(reaction => new ReactionJson(reaction.Emoji, reaction.Count, reaction.By.Split(' '))),
        message.File is { } file ? new FileJson(file.Name, file.Type, file.Bytes, file.Alt) : null);
}

/// <summary>A reaction as programs see it.</summary>
/// <param name="Emoji">See <see cref="ReactionCount.Emoji"/>.</param>
/// <param name="Count">People.</param>
/// <param name="By">The handles of the first of them.</param>
public sealed record ReactionJson(string Emoji, long Count, IReadOnlyList<string> By);

/// <summary>A file as programs see it.</summary>
/// <param name="Name">See <see cref="SharedFile.Name"/>.</param>
/// <param name="Type">See <see cref="SharedFile.Type"/>.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Alt">See <see cref="SharedFile.Alt"/>.</param>
public sealed record FileJson(string Name, string Type, long Bytes, string Alt);

/// <summary>What a program is told of a message that is kept: the same each time, whatever becomes of the message later.</summary>
/// <param name="Seq">See <see cref="ChatMessage.Seq"/>.</param>
/// <param name="Rev">The rev at which it was said.</param>
/// <param name="Id">See <see cref="ChatMessage.Id"/>.</param>
/// <param name="At">Unix time in milliseconds.</param>
public sealed record KeptJson(long Seq, long Rev, long Id, long At)
{
    /// <summary>What a program is told of a message.</summary>
    public static KeptJson Of(ChatMessage message) => new(message.Seq, message.Born, message.Id, message.At);
}

/// <summary>What a room's hook is sent.</summary>
/// <param name="Room">The room, as far as it may be told.</param>
/// <param name="Message">What was said.</param>
public sealed record HookJson(string Room, MessageJson Message);

/// <summary>How JSON for programs is written: names in snake case, letters as they are, what HTML could take for markup escaped.</summary>
[JsonSerializable(typeof(MessageJson))]
[JsonSerializable(typeof(IEnumerable<MessageJson>))]
[JsonSerializable(typeof(KeptJson))]
[JsonSerializable(typeof(HookJson))]
public sealed partial class ApiJson : JsonSerializerContext
{
    /// <summary>The way all answers are written.</summary>
    public static ApiJson Plain { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
    });
}
