using System.Net;
using HtmxChat.Rooms;
using HtmxChat.Rooms.Web;
using HtmxChat.Tests.Support;
using HtmxChat.Tests.Views;
using Microsoft.Extensions.Logging.Abstractions;

namespace HtmxChat.Tests.Web;

/// <summary>Sending on: tried again, given up, bounded, and never to where visitors have no business.</summary>
public sealed class HookSenderTests : IAsyncDisposable
{
    private readonly FakeTime _time = new();
    private readonly List<HookSender> _senders = [];

    public async ValueTask DisposeAsync()
    {
        foreach (var sender in _senders)
        {
            await sender.DisposeAsync().AsTask().Soon();
        }
    }

    [Fact]
    public async Task What_is_not_taken_is_tried_again_later_and_later_and_then_given_up()
    {
        await using var receiver = await Receiver.Starts();
        var sender = Sender();
        for (var i = 0; i < 4; i++)
        {
            receiver.Answers.Enqueue((500, null));
        }

        sender.Post(Examples.General, new RoomHook(receiver.Url.ToString(), "s"), Examples.Message(1, "lost"));
        sender.Post(Examples.General, new RoomHook(receiver.Url.ToString(), "s"), Examples.Message(2, "sent"));
        Assert.Contains("lost", (await receiver.Gets()).Body);
        foreach (var pause in HookSender.Pauses)
        {
            await Bounded.Until(() => _time.Alarms == 1);
            _time.Advance(pause - TimeSpan.FromTicks(1));
            Assert.Equal(1, _time.Alarms);
            _time.Advance(TimeSpan.FromTicks(1));
            Assert.Contains("lost", (await receiver.Gets()).Body);
        }

        Assert.Contains("sent", (await receiver.Gets()).Body);
        Assert.Equal(5, receiver.Count);
    }

    [Fact]
    public async Task A_receiver_that_is_slow_loses_messages_and_holds_up_no_other_room()
    {
        await using var receiver = await Receiver.Starts();
        var sender = Sender();
        receiver.Answers.Enqueue((500, null));
        var hook = new RoomHook(receiver.Url.ToString(), "s");
        sender.Post(Examples.General, hook, Examples.Message(0, "first"));
        await receiver.Gets();
        await Bounded.Until(() => _time.Alarms == 1);
        for (var i = 1; i <= HookSender.MostWaiting + 50; i++)
        {
            sender.Post(Examples.General, hook, Examples.Message(i, $"number {i}"));
        }

        sender.Post(Examples.Secret, hook, Examples.Message(1, "elsewhere"));
        Assert.Contains("elsewhere", (await receiver.Gets()).Body);
        _time.Advance(HookSender.Pauses[0]);
        Assert.Contains("first", (await receiver.Gets()).Body);
        for (var i = 1; i <= HookSender.MostWaiting; i++)
        {
            Assert.Contains($"\"number {i}\"", (await receiver.Gets()).Body);
        }

        sender.Post(Examples.General, hook, Examples.Message(1, "last"));
        Assert.Contains("last", (await receiver.Gets()).Body);
    }

    [Fact]
    public async Task A_private_room_s_name_is_not_told()
    {
        await using var receiver = await Receiver.Starts();
        Sender().Post(Examples.Secret, new RoomHook(receiver.Url.ToString(), "s"), Examples.Message(1, "hi"));

        Assert.DoesNotContain(Examples.Secret.Value, (await receiver.Gets()).Body);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var other = await Receiver.Starts();
        await using var receiver = await Receiver.Starts();
        receiver.Answers.Enqueue((307, other.Url.ToString()));
        Sender().Post(Examples.General, new RoomHook(receiver.Url.ToString(), "s"), Examples.Message(1, "hi"));
        await receiver.Gets();
        await Bounded.Until(() => _time.Alarms == 1);

        Assert.Equal(0, other.Count);
    }

    [Theory]
    [InlineData("http://127.0.0.1:{0}/")]
    [InlineData("http://localhost:{0}/")]
    [InlineData("http://2130706433:{0}/")]
    [InlineData("http://0x7f.1:{0}/")]
    [InlineData("http://0.0.0.0:{0}/")]
    [InlineData("http://[::ffff:127.0.0.1]:{0}/")]
    [InlineData("http://[::1]:{0}/")]
    public async Task Nothing_is_sent_to_this_machine_however_it_is_written(string url)
    {
        await using var receiver = await Receiver.Starts();
        var sender = Sender(allowPrivate: false);
        sender.Post(Examples.General, new RoomHook(url.Replace("{0}", $"{receiver.Url.Port}"), "s"), Examples.Message(1, "hi"));
        foreach (var pause in HookSender.Pauses)
        {
            await Bounded.Until(() => _time.Alarms == 1);
            _time.Advance(pause);
        }

        // What waits is given up, and what is being tried is over.
        _senders.Remove(sender);
        await sender.DisposeAsync().AsTask().Soon();
        Assert.Equal(0, receiver.Count);
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("10.1.2.3")]
    [InlineData("100.64.0.1")]
    [InlineData("127.255.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.0.0.8")]
    [InlineData("192.168.1.1")]
    [InlineData("198.18.0.1")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::7f00:1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("64:ff9b::a00:1")]
    [InlineData("100::1")]
    [InlineData("2001::1")]
    [InlineData("2001:db8::1")]
    [InlineData("2002:a00:1::")]
    [InlineData("fc00::1")]
    [InlineData("fd12:3456::1")]
    [InlineData("fe80::1")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    public void Addresses_of_this_machine_of_private_networks_and_of_special_uses_are_not_public(string address) =>
        Assert.False(PublicAddress.Is(IPAddress.Parse(address)));

    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("93.184.216.34")]
    [InlineData("172.32.0.1")]
    [InlineData("100.128.0.1")]
    [InlineData("::ffff:1.1.1.1")]
    [InlineData("2606:4700:4700::1111")]
    [InlineData("2a00:1450:4001::1")]
    public void Others_are(string address) => Assert.True(PublicAddress.Is(IPAddress.Parse(address)));

    private HookSender Sender(bool allowPrivate = true)
    {
        var options = new ChatOptions { Hooks = new HookOptions { Outgoing = true, AllowPrivate = allowPrivate } };
        var sender = new HookSender(options, _time, NullLogger<HookSender>.Instance);
        _senders.Add(sender);
        return sender;
    }
}
