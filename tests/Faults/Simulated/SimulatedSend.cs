using HtmxChat.Rooms;

namespace HtmxChat.Tests.Faults.Simulated;

/// <summary>A message that a simulated client wants kept, until it is answered.</summary>
internal sealed class SimulatedSend(RoomName room, string author, string cid, int tab)
{
    public RoomName Room { get; } = room;

    public string Author { get; } = author;

    public string Cid { get; } = cid;

    /// <summary>Others may use the same cid.</summary>
    public string Key => KeyOf(Author, Cid);

    public string Text => "text-" + Key;

    /// <summary>The tab it was first sent by.</summary>
    public int Tab { get; } = tab;

    /// <summary>It was sent more than once: its place among the others is open.</summary>
    public bool Again { get; set; }

    public static string KeyOf(string author, string cid) => $"{author}/{cid}";
}
