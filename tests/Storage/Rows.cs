using HtmxChat.Rooms;

namespace HtmxChat.Tests.Storage;

/// <summary>What the tests of the store put into it.</summary>
internal static class Rows
{
    public static RoomName Room(string text)
    {
        Assert.True(RoomName.TryParse(text, out var name));
        return name;
    }

    public static Draft Draft(string room, string text, string by = "Ada", string? cid = null, long at = 1) =>
        new(Room(room), new Person($"id-{by}", by, $"h-{by}"), text, at, cid ?? Guid.NewGuid().ToString("N"));
}
