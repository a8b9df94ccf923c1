using HtmxChat.Rooms;

namespace HtmxChat.Tests.Faults.Simulated;

/// <summary>Mistakes that the simulation has to find; each is made anew for each run.</summary>
internal static class PlantedBugs
{
    public static readonly Dictionary<string, Func<PlantedBug>> All = new()
    {
        ["a store that gives a seq twice"] = () => new(Finding.SeqReused) { Store = new PlantedStores.SeqTwice() },
        ["a store that does not know a cid again"] = () => new(Finding.Duplicate) { Store = new PlantedStores.CidForgotten() },
        ["a store that takes another's cid for its own"] = () => new(Finding.LostAck) { Store = new PlantedStores.CidOfAnother() },
        ["a store that answers for a row it dropped"] = () => new(Finding.LostAck) { Store = new PlantedStores.LastDropped() },
        ["a store that shows a row it dropped"] = () => new(Finding.Phantom) { Store = new PlantedStores.LastDropped() },
        ["a store that answers before it keeps"] = () => new(Finding.SeenBeforeDurable) { Store = new PlantedStores.KeptLater() },
        ["a store that gives an edit no rev"] = () => new(Finding.Skip) { Store = new PlantedStores.RevLost() },
        ["a store that swaps two rows"] = () => new(Finding.Reorder) { Store = new PlantedStores.RowsSwapped() },
        ["a store that answers for the row beside"] = () => new(Finding.Altered) { Store = new PlantedStores.AnswersShifted() },
        ["a store whose changes begin with the last one seen"] = () => new(Finding.Reorder) { Store = new PlantedStores.ChangesFrom(-1) },
        ["a store whose changes begin one too late"] = () => new(Finding.Skip) { Store = new PlantedStores.ChangesFrom(1) },
        ["a store that keeps the last of too many changes to itself"] = () => new(Finding.Skip) { Store = new PlantedStores.ChangesCut() },
        ["a store whose mark lags behind"] = () => new(Finding.Skip) { Store = new PlantedStores.MarkLags() },
        ["a store that cuts a text"] = () => new(Finding.Altered) { Store = new PlantedStores.TextCut() },
        ["a store whose times go back"] = () => new(Finding.TimeBack) { Store = new PlantedStores.TimesTurned() },
        ["a frame that lacks a row"] = () => new(Finding.Skip) { Tells = WithoutFirstOfTwo },
        ["a frame that appends a changed row"] = () => new(Finding.Duplicate)
        {
            Tells = events => [.. events.Select(happened => happened is RoomEvent.Changed(var row) ? new RoomEvent.Said(row) : happened)],
        },
        ["a frame that replaces a new row"] = () => new(Finding.Skip)
        {
            Tells = events => [.. events.Select(happened => happened is RoomEvent.Said(var row) ? new RoomEvent.Changed(row) : happened)],
        },
        ["a frame that says nothing of what was missed"] = () => new(Finding.Skip)
        {
            Tells = events => [.. events.Where(happened => happened is not RoomEvent.CaughtUp)],
        },
        ["a frame that acknowledges what was refused"] = () => new(Finding.LostAck)
        {
            Tells = events => [.. events.Select(happened => happened is RoomEvent.Refused(_, { } cid) ? Acknowledged(cid) : happened)],
        },
        ["a frame that does not acknowledge"] = () => new(Finding.Unanswered)
        {
            Tells = events => [.. events.Where(happened => happened is not RoomEvent.Acknowledged)],
        },
        ["a frame that is lost"] = () => new(Finding.Skip) { Delivers = frame => frame.Bytes.Length % 5 == 0 ? [] : [frame] },
        ["a frame that comes twice"] = () => new(Finding.Duplicate) { Delivers = frame => frame.Bytes.Length % 5 == 0 ? [frame, frame] : [frame] },
        ["a socket that sends the second message first"] = () => new(Finding.SenderOrder) { Posts = new SecondFirst().Posts },
        ["a rename that never comes"] = () => new(Finding.Roster) { Posts = command => command is RoomCommand.Rename ? [] : [command] },
        ["a limiter that reads the wall clock"] = () => new(Finding.Limiter) { Clock = time => new WallClock(time) },
        ["a limiter whose clock goes fast"] = () => new(Finding.Limiter) { Clock = time => new FastClock(time) },
    };

    private static IReadOnlyList<RoomEvent> WithoutFirstOfTwo(IReadOnlyList<RoomEvent> events) =>
        events.Count(happened => happened is RoomEvent.Said) > 1
            ? [.. events.Where(happened => happened != events.First(one => one is RoomEvent.Said))]
            : events;

    private static RoomEvent.Acknowledged Acknowledged(string cid)
    {
        var nobody = new Person("", "", "");
        return new(new RoomCommand.Say(nobody, "", cid), new Kept(new ChatMessage(0, 0, 0, "", "", "", "", 0, cid, 0), IsNew: true));
    }

    private sealed class SecondFirst
    {
        private readonly Dictionary<Member, RoomCommand> _held = [];

        public IReadOnlyList<RoomCommand> Posts(RoomCommand command) => command is not RoomCommand.Say { From: { } from } ? [command]
            : _held.TryAdd(from, command) ? []
            : _held.Remove(from, out var held) ? [command, held]
            : [];
    }

    private sealed class WallClock(TimeProvider time) : TimeProvider
    {
        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => time.GetUtcNow().Ticks;
    }

    private sealed class FastClock(TimeProvider time) : TimeProvider
    {
        public override long TimestampFrequency => time.TimestampFrequency;

        public override long GetTimestamp() => time.GetTimestamp() * 2;
    }
}
