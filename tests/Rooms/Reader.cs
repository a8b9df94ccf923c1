using System.Text;
using HtmxChat.Rooms;
using HtmxChat.Tests.Support;

namespace HtmxChat.Tests.Rooms;

/// <summary>A tab in a <see cref="TestRoom"/>: its member, and what has come out of its outbox.</summary>
internal sealed class Reader(TestRoom room, Member member, Wire wire)
{
    public Outbox Outbox => member.Outbox;

    /// <summary>Writes to it so far.</summary>
    public int Sends => wire.Sends;

    /// <summary>Says something and does not wait.</summary>
    public Task Says(string text, string? cid = null) => room.Posts(new RoomCommand.Say(member.Person, text, cid ?? text, From: member));

    public Task Renames(string name) => room.Posts(new RoomCommand.Rename(member.Person, name, From: member));

    public Task Leaves() => room.Posts(new RoomCommand.Leave(member));

    /// <summary>The next frame; null when the outbox is closed and empty.</summary>
    public async Task<string?> Reads()
    {
        var frame = await wire.NextAsync().Soon();
        if (frame is not null)
        {
            wire.Taken(frame);
        }

        return frame?.ToString();
    }

    /// <summary>Waits until it is told this line.</summary>
    public async Task Hears(string line)
    {
        while (await Reads() is { } frame)
        {
            if (frame.Split('\n').Contains(line))
            {
                return;
            }
        }

        Assert.Fail($"closed before it heard {line}");
    }

    /// <summary>The frames that have come since the last look, without waiting for any.</summary>
    public async Task<IReadOnlyList<string>> Frames()
    {
        var mark = $"mark {Guid.NewGuid()}";
        Outbox.Post(new Frame(Encoding.UTF8.GetBytes(mark)));
        List<string> frames = [];
        while (await Reads() is { } frame && frame != mark)
        {
            frames.Add(frame);
        }

        return frames;
    }

    /// <summary>The lines that have come since the last look, without those about people.</summary>
    public async Task<IReadOnlyList<string>> Told() => [.. (await Lines()).Where(line => !IsRoster(line))];

    /// <summary>The lines about people that have come since the last look.</summary>
    public async Task<IReadOnlyList<string>> Rosters() => [.. (await Lines()).Where(IsRoster)];

    private async Task<IEnumerable<string>> Lines() =>
        (await Frames()).SelectMany(frame => frame.Split('\n', StringSplitOptions.RemoveEmptyEntries));

    private static bool IsRoster(string line) => line.StartsWith("here ", StringComparison.Ordinal);
}
