using System.Text.Json;
using System.Text.Json.Serialization;

namespace HtmxChat.Rooms.Sockets;

/// <summary>What a page sends: text <c>ping</c>, or one JSON object with a <c>type</c>. Unknown keys are ignored.</summary>
internal static partial class ClientFrame
{
    /// <summary>Bytes a frame may have.</summary>
    public const int MaxLength = 65_536;

    /// <summary>Whether this is the text ping, which the connection answers itself.</summary>
    public static bool IsPing(ReadOnlySpan<byte> utf8) => utf8.SequenceEqual("ping"u8);

    /// <summary>Reads a frame as a command of <paramref name="from"/>; one of the two results is set.</summary>
    public static (RoomCommand? Command, RoomEvent.Refused? Refused) Parse(ReadOnlySpan<byte> utf8, Member from)
    {
        Wire? wire;
        try
        {
            wire = JsonSerializer.Deserialize(utf8, WireJson.Default.Wire);
        }
        catch (JsonException)
        {
            return Refuse(Refusal.BadRequest);
        }

        return wire switch
        {
            { Type: "say" } when ClientId.TryParse(wire.Cid, out var cid) => (new RoomCommand.Say(from.Person, wire.Text ?? "", cid, From: from), null),
            { Type: "say" } => Refuse(ClientId.Refusal),
            { Type: "edit", Seq: { } seq } => (new RoomCommand.Edit(from.Person, seq, wire.Text ?? "", From: from), null),
            { Type: "delete", Seq: { } seq } => (new RoomCommand.Delete(from.Person, seq, From: from), null),
            { Type: "react", Seq: { } seq, Emoji: { } emoji } => (new RoomCommand.React(from.Person, seq, emoji, wire.On, From: from), null),
            { Type: "name" } when PersonName.TryParse(wire.Name, out var name) => (new RoomCommand.Rename(from.Person, name, From: from), null),
            { Type: "name" } => Refuse(PersonName.Refusal),
            { Type: "typing" } => (new RoomCommand.Type(from), null),
            { Type: "idle" } => (new RoomCommand.Rest(from, IsIdle: true), null),
            { Type: "active" } => (new RoomCommand.Rest(from, IsIdle: false), null),
            _ => Refuse(Refusal.BadRequest),
        };
    }

    private static (RoomCommand?, RoomEvent.Refused?) Refuse(Refusal refusal) => (null, new RoomEvent.Refused(refusal));

    internal sealed record Wire(string? Type, string? Text, string? Cid, string? Name, long? Seq, string? Emoji, bool? On);

    [JsonSerializable(typeof(Wire))]
    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    private sealed partial class WireJson : JsonSerializerContext;
}
