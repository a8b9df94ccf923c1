using HtmxChat.Rooms;

namespace HtmxChat.Bench.Micro;

/// <summary>Messages as people write them.</summary>
internal static class Samples
{
    public static readonly RoomName Room = RoomName.TryParse("bench", out var name) ? name : throw new InvalidOperationException();

    public static readonly Person Ada = new("0123456789abcdef0123456789abcdef", "Ada", "k3v9qa");

    public const string Text = "Let's meet at half past ten, shall we? I'll bring the coffee.";

    public static IReadOnlyList<ChatMessage> Messages(int count) => [.. Enumerable.Range(1, count).Select(seq =>
        new ChatMessage(seq, seq, seq, Ada.Id, Ada.Name, Ada.Handle, Text, 1_767_323_045_678 + seq, $"cid-{seq}", Born: seq))];
}
