using System.Globalization;

namespace HtmxChat.Bench;

/// <summary>What is asked of a server.</summary>
internal enum WorkKind
{
    /// <summary>Members of rooms, some of whom talk: by a window of own messages not yet come back, or at a rate.</summary>
    Chat,
    /// <summary>Members who only ping.</summary>
    Idle,
    /// <summary>Joining a room with a backlog, reading it, leaving; at once again.</summary>
    Join,
    /// <summary>Text <c>ping</c>, <c>pong</c>, at once again.</summary>
    Ping,
    /// <summary>Reading the page of a room with a backlog, at once again.</summary>
    Page,
}

/// <summary>One load.</summary>
internal sealed record Workload(string Name, WorkKind Kind)
{
    /// <summary>Connections in all, spread evenly over the rooms.</summary>
    public int Connections { get; init; }

    public int Rooms { get; init; } = 1;

    /// <summary>How many of the connections talk, the first of each room first.</summary>
    public int Senders { get; init; }

    /// <summary>Messages of a sender that may be on their way; a closed loop.</summary>
    public int Window { get; init; } = 1;

    /// <summary>Messages a second of all senders together, sent when due whatever comes back; 0 for a closed loop.</summary>
    public double Rate { get; init; }

    /// <summary>Characters of a message.</summary>
    public int Size { get; init; } = 60;

    /// <summary>Messages in the room before it is read.</summary>
    public int Backlog { get; init; }

    /// <summary>Seconds before the measured ones.</summary>
    public double Warm { get; init; } = 1.5;

    /// <summary>Measured seconds.</summary>
    public double Seconds { get; init; } = 3;

    /// <summary>What is known as the standard set, in the order of the results.</summary>
    public static IReadOnlyList<Workload> All { get; } =
    [
        new("W1", WorkKind.Chat) { Connections = 1000, Senders = 10, Window = 4, Warm = 2 },
        new("W2", WorkKind.Chat) { Connections = 1000, Rooms = 100, Senders = 100, Window = 4 },
        new("W3", WorkKind.Chat) { Connections = 1000, Rooms = 500, Senders = 500, Window = 4 },
        new("V2", WorkKind.Chat) { Connections = 1000, Rooms = 100, Senders = 100 },
        new("V3", WorkKind.Chat) { Connections = 1000, Rooms = 500, Senders = 500 },
        new("W4", WorkKind.Chat) { Connections = 200, Senders = 10, Rate = 50, Seconds = 4 },
        new("W5", WorkKind.Idle) { Connections = 5000, Rooms = 100, Warm = 0 },
        // Joins take the longest way through the program: compiled well only after some thousands of them.
        new("W6", WorkKind.Join) { Connections = 10, Backlog = 100, Warm = 4, Seconds = 2 },
        new("PP", WorkKind.Ping) { Connections = 50, Warm = 1, Seconds = 1.5 },
        new("PG", WorkKind.Page) { Connections = 10, Backlog = 100, Warm = 1, Seconds = 2 },
        new("AK", WorkKind.Chat) { Connections = 64, Senders = 64 },
    ];

    /// <summary>In words.</summary>
    public string What => Kind switch
    {
        WorkKind.Chat => $"{Crowd}, {Talk}",
        WorkKind.Idle => $"{Number(Connections)} silent sockets in {Number(Rooms)} rooms, each with a ping every 20 s",
        WorkKind.Join => $"{Number(Connections)} at a time join a room, read {Number(Backlog)} messages of backlog, leave",
        WorkKind.Ping => $"text ping to pong on {Number(Connections)} sockets, one in flight each",
        _ => $"{Number(Connections)} at a time read the page of a room with {Number(Backlog)} messages",
    };

    private string Crowd => $"{(Rooms == 1 ? "one room" : $"{Number(Rooms)} rooms")} of {Number(Connections / Rooms)}";

    private string Talk => Rate > 0
        ? $"{Number(Rate)} messages/s from {Number(Senders)} senders"
        : $"{Number(Senders)} senders with {(Window == 1 ? "one message" : $"{Number(Window)} messages")} in flight each";

    private static string Number(double value) => value.ToString("#,0.##", CultureInfo.InvariantCulture);
}
