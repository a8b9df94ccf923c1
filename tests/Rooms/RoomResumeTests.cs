using HtmxChat.Rooms;
using HtmxChat.Tests.Support;

namespace HtmxChat.Tests.Rooms;

/// <summary>Whoever comes back gets what is missing, each message once and in order, and then what is said live.</summary>
public sealed class RoomResumeTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task A_reader_gets_what_is_missing_once_and_then_what_is_live(int after)
    {
        await using var room = new TestRoom(kept: 5);
        var ada = await room.Enters("Ada", after);
        await ada.Says("live");
        await room.Settles();

        Assert.Equal(
            [.. Enumerable.Range(1, 5).Skip(after).Select(seq => $"+{seq} old {seq}"), "+6 live"],
            (await ada.Told()).Where(line => line[0] == '+'));
    }

    [Fact]
    public async Task A_reader_of_an_empty_room_gets_the_roster_alone()
    {
        await using var room = new TestRoom();
        var ada = await room.Enters("Ada");

        Assert.Equal("here Ada of 1\n", await ada.Reads());
    }

    [Fact]
    public async Task What_is_missing_and_the_roster_come_in_the_first_frame()
    {
        await using var room = new TestRoom(kept: 2);
        var ada = await room.Enters("Ada");

        Assert.Equal("+1 old 1\n+2 old 2\nhere Ada of 1\n", await ada.Reads());
    }

    [Fact]
    public async Task Nothing_falls_between_the_backlog_and_the_live_messages()
    {
        await using var room = new TestRoom();
        var ada = await room.Enters("Ada");
        await room.Settles();
        var gate = room.HoldsAppends();
        await ada.Says("being kept");
        await gate.Reached;
        await ada.Says("before");
        var bob = await room.Enters("Bob");
        await ada.Says("after");
        gate.Open();
        await room.Settles();

        Assert.Equal(["+1 being kept", "+2 before", "+3 after"], await bob.Told());
    }

    [Fact]
    public async Task Readers_who_come_while_others_talk_miss_nothing_and_get_nothing_twice()
    {
        await using var room = new TestRoom();
        var ada = await room.Enters("Ada");
        List<Reader> readers = [];
        var talking = Task.Run(async () =>
        {
            for (var i = 1; i <= 300; i++)
            {
                await ada.Says($"{i}");
            }
        });
        while (!talking.IsCompleted)
        {
            readers.Add(await room.Enters($"p{readers.Count}"));
        }

        await talking.Soon();
        await room.Settles();

        Assert.NotEmpty(readers);
        foreach (var reader in readers)
        {
            Assert.Equal(Enumerable.Range(1, 300).Select(i => $"+{i} {i}"), await reader.Told());
        }
    }

    [Theory]
    [InlineData(6)]
    [InlineData(long.MaxValue)]
    [InlineData(-1)]
    public async Task A_reader_who_has_what_the_room_never_said_starts_anew(long after)
    {
        await using var room = new TestRoom(new ChatOptions { PageSize = 2 }, kept: 5);

        Assert.Equal(["anew", "+4 old 4", "+5 old 5"], await ToldOnEntering(room, after));
    }

    [Fact]
    public async Task A_reader_who_has_what_an_empty_room_never_said_starts_anew()
    {
        await using var room = new TestRoom();

        Assert.Equal(["anew"], await ToldOnEntering(room, after: 7));
    }

    [Fact]
    public async Task A_reader_who_missed_more_than_is_replayed_starts_anew()
    {
        await using var room = new TestRoom(new ChatOptions { PageSize = 2, ReplayLimit = 3 }, kept: 5);

        Assert.Equal(["anew", "+4 old 4", "+5 old 5"], await ToldOnEntering(room, after: 1));
        Assert.Equal(["+3 old 3", "+4 old 4", "+5 old 5"], await ToldOnEntering(room, after: 2));
    }

    [Fact]
    public async Task A_reader_who_starts_anew_goes_on_live()
    {
        await using var room = new TestRoom(new ChatOptions { PageSize = 1 }, kept: 5);
        var ada = await room.Enters("Ada", after: 99);
        await ada.Says("live");
        await room.Settles();

        Assert.Equal(["anew", "+5 old 5", "ok live", "+6 live"], await ada.Told());
    }

    [Fact]
    public async Task A_long_absence_is_not_taken_for_slow_reading()
    {
        await using var room = new TestRoom(kept: 500);
        var ada = await room.Enters("Ada", outboxBytes: 1);
        await room.Settles();

        Assert.StartsWith("+1 old 1\n", await ada.Reads(), StringComparison.Ordinal);
        Assert.Equal(CloseReason.None, ada.Outbox.Reason);
    }

    private static async Task<IReadOnlyList<string>> ToldOnEntering(TestRoom room, long after)
    {
        var reader = await room.Enters("Ada", after);
        await room.Settles();
        return await reader.Told();
    }
}
