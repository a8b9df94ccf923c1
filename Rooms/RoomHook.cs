namespace HtmxChat.Rooms;

/// <summary>A program that may post in a room with a token.</summary>
/// <param name="Hash">SHA-256 of the token, as hex; the token itself is nowhere kept.</param>
/// <param name="Name">Under which it posts.</param>
/// <param name="MadeAt">When it was let in, in Unix milliseconds.</param>
public sealed record RoomBot(string Hash, string Name, long MadeAt)
{
    /// <summary>Bots a room may have.</summary>
    public const int Most = 20;

    /// <summary>The <see cref="Person.Id"/> it posts under.</summary>
    public string PersonId => $"bot-{Hash}";
}

/// <summary>Where everything said in a room is sent.</summary>
/// <param name="Url">The receiver.</param>
/// <param name="Secret">Signs what is sent; the receiver knows it too.</param>
public sealed record RoomHook(string Url, string Secret);

/// <summary>Sends what is said in a room on to the room's hook.</summary>
public interface IHookSender
{
    /// <summary>Takes a message to be sent when there is time. Called from the room's loop: it must not wait.</summary>
    void Post(RoomName room, RoomHook hook, ChatMessage message);
}
