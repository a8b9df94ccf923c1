using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace HtmxChat.Rooms;

/// <summary>What was done in a room, without the words: each reader is told in their own language. Kept as the text of a
/// <see cref="MessageKind.Act"/>, so that the checksum of its row covers it.</summary>
/// <param name="By">The role of whoever did it; <see cref="RoomRole.Visitor"/> if the deed itself says who.</param>
/// <param name="Deeds">What was done, all of it together.</param>
internal sealed record ActLine(RoomRole By, params IReadOnlyList<Deed> Deeds)
{
    private static readonly JsonSerializerOptions Format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        Converters = { new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false) },
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
    };

    /// <summary>What the text of an act tells; null if it is a sentence, as they all were once, or tells of a deed this version does not know.</summary>
    public static ActLine? Parse(string text)
    {
        try
        {
            return text.StartsWith('{') ? JsonSerializer.Deserialize<ActLine>(text, Format) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>As it is kept.</summary>
    public string ToText() => JsonSerializer.Serialize(this, Format);
}

/// <summary>A single thing that was done.</summary>
/// <param name="Kind">What.</param>
/// <param name="About">The name, topic or host it is about, as somebody typed it; null if there is none.</param>
/// <param name="Handle">The handle of whoever it is about; null if it is about nobody.</param>
/// <param name="Seconds">The time it names; null if it names none.</param>
internal sealed record Deed(DeedKind Kind, string? About = null, string? Handle = null, long? Seconds = null);

/// <summary>What can be done and told. The names are stored, and each language has words for each.</summary>
internal enum DeedKind
{
    RemovedMessage,
    ClearedRoom,
    Muted,
    MutedForGood,
    Removed,
    RemovedForGood,
    LetWrite,
    LetIn,
    SetTopic,
    TookTopicAway,
    ChangedWelcome,
    TookWelcomeAway,
    OpenedRoom,
    ClosedRoom,
    LockedRoom,
    TurnedSlowModeOn,
    TurnedSlowModeOff,
    MadeOwnerLink,
    MadeModeratorLink,
    RevokedOwnerLink,
    RevokedModeratorLink,
    BecameOwner,
    BecameModerator,
    ResignedAsOwner,
    ResignedAsModerator,
    LetBotPost,
    TookBotAway,
    SetHook,
    TookHookAway,
}
