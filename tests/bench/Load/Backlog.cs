using System.Diagnostics;
using HtmxChat.Bench.Servers;

namespace HtmxChat.Bench.Load;

/// <summary>Fills a room: one author who says so much, sees it all and leaves.</summary>
internal sealed class Backlog : WebSocketClient
{
    private const int Window = 8;
    private const int MessageSize = 60;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Message _message;
    private int _said;
    private int _seen;

    private Backlog(Peer peer, string room)
        : base(peer, room) => _message = new Message(peer, room, sender: 0, MessageSize);

    /// <summary>Throws <see cref="LoadException"/> if the room does not take it.</summary>
    public static void Fill(LoadLoop loop, Peer peer, string room, int messages)
    {
        var author = new Backlog(peer, room);
        loop.OpenAll([author], () => author.IsLive ? 1 : 0);
        for (var since = Stopwatch.GetTimestamp(); author._seen < messages; loop.Poll(TimeSpan.FromMilliseconds(50)))
        {
            while (author._said < messages && author._said - author._seen < Window)
            {
                author.Send(author._message.At(author._said++, Stopwatch.GetTimestamp()));
            }

            if (Stopwatch.GetElapsedTime(since) > Patience)
            {
                throw new LoadException($"Only {author._seen} of {messages} messages were taken.");
            }
        }

        author.Leave();
    }

    protected override void Joined()
    {
    }

    protected override void Received(ReadOnlySpan<byte> text, long now)
    {
        while (Message.TryFind(ref text, out _, out _, out _))
        {
            _seen++;
        }
    }
}
