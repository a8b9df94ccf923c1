using System.Text;
using HtmxChat.Rooms;

namespace HtmxChat.Tests.Rooms;

/// <summary>Frames as lines of plain text: <c>+1 hi</c> said, <c>~1 ho</c> edited, <c>-1</c> deleted, <c>anew</c> and the rows of a reset, <c>ok cid</c>, <c>no Code cid</c>, <c>here Ada, Bob of 2</c>.</summary>
internal sealed class PlainFrames : IRoomFrames
{
    private int _renderings;

    /// <summary>Frames rendered that hold a message.</summary>
    public int Renderings => Volatile.Read(ref _renderings);

    /// <summary>Runs before each frame with a message is rendered: may throw.</summary>
    public Action? BeforeSaid { get; set; }

    public Frame Render(IReadOnlyList<RoomEvent> events)
    {
        if (events.Any(happened => happened is RoomEvent.Said))
        {
            Interlocked.Increment(ref _renderings);
            BeforeSaid?.Invoke();
        }

        return new Frame(Encoding.UTF8.GetBytes(string.Concat(events.SelectMany(Lines).Select(line => line + "\n"))));
    }

    private static IEnumerable<string> Lines(RoomEvent happened) => happened switch
    {
        RoomEvent.Said(var message) => [Row(message)],
        RoomEvent.Changed(var changed) => [Row(changed)],
        RoomEvent.CaughtUp(var missed, _) => missed.Select(Row),
        RoomEvent.StartedAnew(_, var latest) => latest.Select(Row).Prepend("anew"),
        RoomEvent.Acknowledged(RoomCommand.Say say, _) => [$"ok {say.Cid}"],
        RoomEvent.Refused(var refusal, var cid) => [$"no {refusal.Code} {cid}"],
        RoomEvent.RosterChanged(var people, var count) => [$"here {string.Join(", ", people.Select(person => person.Name))} of {count}"],
        RoomEvent.TypingChanged(var typing, var count) => [$"typing {string.Join(", ", typing.Select(person => person.Name))} of {count}"],
        RoomEvent.Came or RoomEvent.Went => [],
        RoomEvent.RulesChanged(var rules) => [$"rules {rules.Topic}"],
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened, "no line for it"),
    };

    private static string Row(ChatMessage message) => message switch
    {
        { Deleted: 1 } => $"-{message.Seq}",
        { EditedAt: not null } => $"~{message.Seq} {message.Text}",
        _ => $"+{message.Seq} {message.Text}",
    };
}
