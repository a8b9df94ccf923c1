using System.Text;
using HtmxChat.Rooms;

namespace HtmxChat.Tests.Faults.Simulated;

/// <summary>Frames as lines: <c>+row</c> appends, <c>~row</c> replaces, <c>anew</c> empties the log, <c>ok cid seq</c>, <c>no cid</c>, <c>here names</c>.</summary>
internal sealed class SimulatedFrames(PlantedBug? bug) : IRoomFrames
{
    public Frame Render(IReadOnlyList<RoomEvent> events) =>
        new(Encoding.UTF8.GetBytes(string.Concat((bug is null ? events : bug.Tells(events)).SelectMany(Lines).Select(line => line + "\n"))));

    private static IEnumerable<string> Lines(RoomEvent happened) => happened switch
    {
        RoomEvent.Said(var said) => [Appended(said)],
        RoomEvent.Changed(var changed) => [Replaced(changed)],
        RoomEvent.CaughtUp(var missed, var after) =>
            [.. missed.Where(row => row.Born <= after).Select(Replaced), .. missed.Where(row => row.Born > after).OrderBy(row => row.Seq).Select(Appended)],
        RoomEvent.StartedAnew(_, var latest) => latest.Select(Appended).Prepend("anew"),
        RoomEvent.Acknowledged(RoomCommand.Say say, var kept) => [$"ok {say.Cid} {kept.Message.Seq}"],
        RoomEvent.Refused(_, var cid) => [$"no {cid}"],
        RoomEvent.RosterChanged(var people, _) => ["here " + string.Join(' ', people.Select(person => person.Name))],
        RoomEvent.RulesChanged or RoomEvent.TypingChanged or RoomEvent.Came or RoomEvent.Went => [],
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened, "no line for it"),
    };

    private static string Appended(ChatMessage row) => "+" + SimulatedRow.Of(row);

    private static string Replaced(ChatMessage row) => "~" + SimulatedRow.Of(row);
}
