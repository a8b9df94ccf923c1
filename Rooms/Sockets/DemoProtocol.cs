using System.Net;
using System.Text.Json;

namespace HtmxChat.Rooms.Sockets;

/// <summary>What the page of Cloudflare's <c>workers-chat-demo</c> says: first <c>{"name":…}</c>, then <c>{"message":…}</c>.</summary>
/// <param name="address">Where the client is, for the limiter.</param>
/// <param name="limiter">Stands before the mailbox, and before any parsing.</param>
/// <param name="frames">Tells a reader what happens, and what was refused here.</param>
public sealed class DemoProtocol(IPAddress address, RateLimiter limiter, IRoomFrames frames) : IProtocol
{
    /// <summary>UTF-16 code units a name may have.</summary>
    public const int MaxNameLength = 32;

    /// <summary>UTF-16 code units a message may have.</summary>
    public const int MaxMessageLength = 256;

    private const string NoName = "anonymous";

    /// <inheritdoc/>
    public bool HasJoined { get; private set; }

    /// <inheritdoc/>
    public IRoomFrames Frames => frames;

    /// <inheritdoc/>
    public RoomCommand Join(Member member) => new RoomCommand.Listen(member);

    /// <inheritdoc/>
    public ValueTask<bool> TakeAsync(ReadOnlyMemory<byte> text, Member from, Room room)
    {
        if (!limiter.TryTake(address, out var wait))
        {
            return Refuse(from, Refusal.TooFast(wait));
        }

        try
        {
            using var frame = JsonDocument.Parse(text);
            return frame.RootElement.ValueKind != JsonValueKind.Object ? Refuse(from, Refusal.BadRequest)
                : HasJoined ? SayAsync(Text(frame, "message") ?? "", from, room)
                : EnterAsync(Text(frame, "name"), from, room);
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            // No JSON, or a string that is no text: half a surrogate pair.
            return Refuse(from, Refusal.BadRequest);
        }
    }

    private ValueTask<bool> EnterAsync(string? typed, Member from, Room room)
    {
        if (typed?.Length > MaxNameLength)
        {
            Refuse(from, Refusal.BadName("Name too long."));
            from.Outbox.Close(CloseReason.TooBig);
            return ValueTask.FromResult(false);
        }

        if (!PersonName.TryParse(string.IsNullOrEmpty(typed) ? NoName : typed, out var name))
        {
            return Refuse(from, PersonName.Refusal);
        }

        HasJoined = true;
        return room.PostAsync(new RoomCommand.Enter(from, name));
    }

    private ValueTask<bool> SayAsync(string text, Member from, Room room) => text.Length > MaxMessageLength
        ? Refuse(from, Refusal.TooLong(MaxMessageLength))
        : room.PostAsync(new RoomCommand.Say(from.Person, text, Guid.NewGuid().ToString("N"), From: from));

    private ValueTask<bool> Refuse(Member from, Refusal refusal) =>
        ValueTask.FromResult(from.Outbox.Post(frames.Render([new RoomEvent.Refused(refusal)])));

    // Anything but a string is as good as nothing.
    private static string? Text(JsonDocument frame, string key) =>
        frame.RootElement.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
