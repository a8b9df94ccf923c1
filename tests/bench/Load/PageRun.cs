using System.Buffers.Text;
using System.Diagnostics;
using System.Text;
using HtmxChat.Bench.Servers;

namespace HtmxChat.Bench.Load;

/// <summary>Reading the page of a room over connections that are kept (RFC 9112); the next one when one has come.</summary>
internal sealed class PageRun(Workload work, Peer peer, Server server, Progress progress) : LoadRun(work, peer, server, progress)
{
    private Visitor[] _visitors = [];
    private bool _isGoing;

    protected override string Unit => "pages";

    protected override void Prepare()
    {
        Backlog.Fill(Loop, Peer, Room(0), Work.Backlog);
        _visitors = [.. Enumerable.Range(0, Work.Connections).Select(_ => new Visitor(this))];
    }

    protected override void Go(string stage, TimeSpan time)
    {
        _isGoing = true;
        foreach (var visitor in _visitors)
        {
            if (visitor.IsOpen)
            {
                visitor.Ask();
            }
            else
            {
                Loop.Open(visitor);
            }
        }

        Poll(stage, time);
        _isGoing = false;
        // The last pages belong to the time that asked for them.
        while (_visitors.Any(visitor => visitor.IsWaiting))
        {
            Loop.Poll(TimeSpan.FromMilliseconds(50));
        }
    }

    private sealed class Visitor(PageRun run) : LoadSocket
    {
        private readonly byte[] _question = Encoding.ASCII.GetBytes($"GET /r/{run.Room(0)} HTTP/1.1\r\nHost: 127.0.0.1:{run.Peer.Port}\r\n\r\n");
        private long _askedAt;

        public bool IsWaiting { get; private set; }

        public void Ask()
        {
            IsWaiting = true;
            _askedAt = Stopwatch.GetTimestamp();
            Send(_question);
        }

        protected override void Opened() => Ask();

        protected override int Take(ReadOnlySpan<byte> bytes, long now)
        {
            var end = bytes.IndexOf("\r\n\r\n"u8);
            if (end < 0)
            {
                return 0;
            }

            var head = bytes[..end];
            var body = bytes[(end + 4)..];
            if (!head.StartsWith("HTTP/1.1 200 "u8))
            {
                throw new LoadException($"The server gives no page: {Encoding.UTF8.GetString(head[..Math.Min(end, 400)])}");
            }

            // Nothing else is asked for before it has come, so that what ends a page ends the bytes.
            if (!IsWhole(head, body))
            {
                return 0;
            }

            IsWaiting = false;
            run.Done++;
            run.Times.Add(now - _askedAt);
            Count(body);
            if (run._isGoing)
            {
                Ask();
            }

            return bytes.Length;
        }

        protected override void Lost() => throw new LoadException("The server ends a connection that is being read.");

        private static bool IsWhole(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
        {
            var length = head.IndexOf("\r\nContent-Length: "u8);
            return length < 0
                ? body.EndsWith("\r\n0\r\n\r\n"u8)
                : Utf8Parser.TryParse(head[(length + 18)..], out int size, out _) && body.Length >= size;
        }

        private void Count(ReadOnlySpan<byte> body)
        {
            var rows = 0;
            while (Message.TryFind(ref body, out _, out _, out _))
            {
                rows++;
            }

            if (rows != run.Work.Backlog)
            {
                throw new LoadException($"A page has {rows} of {run.Work.Backlog} messages.");
            }
        }
    }
}
