using System.Net.WebSockets;
using System.Text;
using HtmxChat.Tests.Support;

namespace HtmxChat.Tests.Web;

/// <summary>Whatever a client sends, it hurts at most its own socket.</summary>
public sealed class BadFrameTests
{
    private const int MaxFrame = 64 * 1024;

    [Theory]
    [InlineData("Blank", """{"type":"say","text":""}""")]
    [InlineData("Blank", """{"type":"say","text":" \n\t "}""")]
    [InlineData("Blank", """{"type":"say","text":"\u0000\u0001"}""")]
    [InlineData("Blank", """{"type":"say","text":null}""")]
    [InlineData("Blank", """{"type":"say"}""")]
    [InlineData("BadRequest", "")]
    [InlineData("BadRequest", " ")]
    [InlineData("BadRequest", "PING")]
    [InlineData("BadRequest", "ping ")]
    [InlineData("BadRequest", "hello")]
    [InlineData("BadRequest", """{"type":"say","text":"hello""")]
    [InlineData("BadRequest", """{"type":"say","text":"hello"} {}""")]
    [InlineData("BadRequest", """[{"type":"say","text":"hello"}]""")]
    [InlineData("BadRequest", "7")]
    [InlineData("BadRequest", "null")]
    [InlineData("BadRequest", "true")]
    [InlineData("BadRequest", "\"say\"")]
    [InlineData("BadRequest", "{}")]
    [InlineData("BadRequest", """{"type":"say","text":7}""")]
    [InlineData("BadRequest", """{"type":"say","text":["hello"]}""")]
    [InlineData("BadRequest", """{"type":"say","text":"hello","cid":{}}""")]
    [InlineData("BadRequest", """{"type":"name","name":true}""")]
    [InlineData("BadRequest", """{"type":7,"text":"hello"}""")]
    [InlineData("BadRequest", """{"type":null,"text":"hello"}""")]
    [InlineData("BadRequest", """{"type":"SAY","text":"hello"}""")]
    [InlineData("BadRequest", """{"type":"dance","text":"hello"}""")]
    [InlineData("BadRequest", """{"Type":"say","text":"hello"}""")]
    [InlineData("BadRequest", """{"type":"say","text":"\ud800"}""")]
    [InlineData("BadRequest", """{"type":"say","text":"\udc00\ud800"}""")]
    [InlineData("BadRequest", """{"type":"say","text":"hello","cid":"\ud800"}""")]
    [InlineData("BadRequest", """{"type":"name","name":"\ud800"}""")]
    [InlineData("BadRequest", """{"type":"\ud800"}""")]
    [InlineData("BadRequest", """{"type":"say","text":"hello","cid":"a b"}""")]
    [InlineData("BadRequest", """{"type":"say","text":"hello","cid":"<x>\n"}""")]
    [InlineData("BadName", """{"type":"name"}""")]
    [InlineData("BadName", """{"type":"name","name":""}""")]
    [InlineData("BadName", """{"type":"name","name":"a\u202eb"}""")]
    [InlineData("BadName", """{"type":"name","name":"a\u0000b"}""")]
    [InlineData("BadName", """{"type":"name","name":"a name of more than thirty-two chars"}""")]
    public async Task A_frame_that_makes_no_sense_gets_a_notice_and_hurts_nobody(string code, string frame)
    {
        await using var server = ChatServer.Start();
        await IsAnsweredAndHurtsNobody(server, code, frame);
    }

    [Fact]
    public async Task A_message_that_is_too_long_gets_a_notice_with_its_cid()
    {
        await using var server = ChatServer.Start();
        var told = await IsAnsweredAndHurtsNobody(server, "TooLong", $$"""{"type":"say","cid":"c-1","text":"{{new string('x', 2001)}}"}""");
        Assert.Equal("c-1", told.Cid);
        Assert.Contains("2000", told.Text);
    }

    [Fact]
    public async Task A_cid_that_is_too_long_gets_a_notice()
    {
        await using var server = ChatServer.Start();
        await IsAnsweredAndHurtsNobody(server, "BadRequest", $$"""{"type":"say","text":"hello","cid":"{{new string('x', 101)}}"}""");
    }

    [Theory]
    [InlineData(500, true)]
    [InlineData(32_000, true)]
    [InlineData(65_000, false)]
    public async Task Json_that_is_nested_too_deep_gets_a_notice(int depth, bool closed)
    {
        await using var server = ChatServer.Start();
        var end = closed ? new string(']', depth) + "}" : "";
        await IsAnsweredAndHurtsNobody(server, "BadRequest", $$"""{"type":"say","text":"hello","extra":{{new string('[', depth)}}{{end}}""");
    }

    [Fact]
    public async Task Keys_that_are_not_known_are_ignored()
    {
        await using var server = ChatServer.Start();
        await using var ada = await Tab.OpenAsync(server.Url, "general", "Ada");
        var keys = string.Concat(Enumerable.Range(0, 500).Select(i => $"\"k{i}\":[{{\"type\":\"name\"}}],"));

        await ada.Sends($$"""{{{keys}}"headers":{"HX-Request":"true"},"type":"say","text":"hello","cid":"c-1"}""");

        await ada.IsAcknowledged("c-1");
        Assert.Empty(ada.Notices);
    }

    [Theory]
    [InlineData("""{"type":"say","text":"hello","\ud800":1}""")]
    [InlineData("""{"type":"say","text":"hello","x":"\ud800"}""")]
    public async Task Half_a_surrogate_where_nobody_looks_closes_no_socket(string frame)
    {
        await using var server = ChatServer.Start();
        await using var ada = await Tab.OpenAsync(server.Url, "general", "Ada");

        await ada.Sends(frame);
        await ada.Pings();
        await ada.Says("still here");

        await ada.Sees("still here");
        Assert.Null(ada.Closed);
    }

    [Fact]
    public async Task Sixty_four_kibibytes_are_taken()
    {
        await using var server = ChatServer.Start();
        await using var ada = await Tab.OpenAsync(server.Url, "general", "Ada");
        var frame = Say("hello", MaxFrame);

        await ada.SendsBytes(frame, WebSocketMessageType.Text);
        await ada.SendsBytes(frame[..40_000], WebSocketMessageType.Text, end: false);
        await ada.SendsBytes(frame[40_000..], WebSocketMessageType.Text);
        await ada.Says("still here");

        await ada.Sees("still here");
        Assert.Equal(["hello", "still here"], ada.Log.Select(row => row.Text));
        Assert.Null(ada.Closed);
    }

    [Theory]
    [InlineData(MaxFrame + 1, MaxFrame + 1)]
    [InlineData(65 * 1024, 65 * 1024)]
    [InlineData(65 * 1024, 1000)]
    [InlineData(1024 * 1024, 1024 * 1024)]
    public async Task More_closes_the_socket_as_too_big(int length, int part)
    {
        await using var server = ChatServer.Start();
        await using var bob = await Tab.OpenAsync(server.Url, "general", "Bob");
        await using var ada = await Tab.OpenAsync(server.Url, "general", "Ada");
        var frame = Say("too big", length);

        try
        {
            for (var start = 0; start < length; start += part)
            {
                var end = Math.Min(start + part, length);
                await ada.SendsBytes(frame[start..end], WebSocketMessageType.Text, end == length);
            }
        }
        catch (WebSocketException)
        {
            // Closed while still sending.
        }

        Assert.Equal(1009, await ada.IsClosed());
        await GoesOnTalking(bob);
    }

    [Fact]
    public async Task Binary_closes_the_socket_as_not_text()
    {
        await using var server = ChatServer.Start();
        await using var bob = await Tab.OpenAsync(server.Url, "general", "Bob");
        await using var ada = await Tab.OpenAsync(server.Url, "general", "Ada");

        await ada.SendsBytes(Encoding.UTF8.GetBytes("""{"type":"say","text":"binary"}"""), WebSocketMessageType.Binary);

        Assert.Equal(1003, await ada.IsClosed());
        await GoesOnTalking(bob);
    }

    [Theory]
    [InlineData(new byte[] { 0xff })]
    [InlineData(new byte[] { (byte)'"', 0xc3, 0x28, (byte)'"' })]
    [InlineData(new byte[] { (byte)'"', 0xed, 0xa0, 0x80, (byte)'"' })]
    [InlineData(new byte[] { (byte)'"', 0xf0, 0x9f, 0x98 })]
    public async Task Text_that_is_no_utf8_closes_the_socket(byte[] bytes)
    {
        await using var server = ChatServer.Start();
        await using var bob = await Tab.OpenAsync(server.Url, "general", "Bob");
        await using var ada = await Tab.OpenAsync(server.Url, "general", "Ada");

        await ada.SendsBytes(bytes, WebSocketMessageType.Text);

        // The connection is cut right behind the close frame, which then does not always arrive.
        Assert.Contains(await ada.IsClosed(), new[] { 1007, 1006 });
        await GoesOnTalking(bob);
    }

    private static async Task<(string Code, string Text, string Cid)> IsAnsweredAndHurtsNobody(ChatServer server, string code, string frame)
    {
        await using var ada = await Tab.OpenAsync(server.Url, "talk", "Ada");
        await using var bob = await Tab.OpenAsync(server.Url, "talk", "Bob");

        await ada.Sends(frame);
        await ada.IsTold(code);
        await ada.Says("still here");
        await bob.Sees("still here");
        await bob.Says("me too");
        await ada.Sees("me too");

        Assert.Equal(["still here", "me too"], ada.Log.Select(row => row.Text));
        Assert.Equal("Ada", ada.Log[0].Name);
        Assert.Empty(bob.Notices);
        return Assert.Single(ada.Notices);
    }

    private static async Task GoesOnTalking(Tab tab)
    {
        await tab.Says("still here");
        await tab.Sees("still here");
        Assert.Equal(["still here"], tab.Log.Select(row => row.Text));
    }

    // A frame of so many bytes.
    private static byte[] Say(string text, int length)
    {
        var frame = $$"""{"type":"say","text":"{{text}}","cid":"c-1","extra":""}""";
        return Encoding.UTF8.GetBytes(frame.Insert(frame.Length - 2, new string('x', length - frame.Length)));
    }
}
