using System.Net;
using HtmxChat.Rooms;
using HtmxChat.Tests.Support;

namespace HtmxChat.Tests.Rooms;

/// <summary>How many sockets may be open: per address, per room, in all.</summary>
public sealed class ConnectionLimiterTests
{
    private static readonly LimitOptions Limits = new() { ConnectionsPerAddress = 2, ConnectionsPerRoom = 3, Connections = 4 };

    private readonly ConnectionLimiter _limiter = new(Limits);

    [Fact]
    public void An_address_has_its_places_and_no_more()
    {
        Opens("192.0.2.1", "a");
        Opens("::ffff:192.0.2.1", "b");

        Assert.Equal(Refusal.TooManyOfAddress, IsRefused("192.0.2.1", "c"));
        Opens("192.0.2.2", "c");
    }

    [Fact]
    public void A_network_of_IPv6_is_one_address()
    {
        Opens("2001:db8::1", "a");
        Opens("2001:db8::2", "a");

        Assert.Equal(Refusal.TooManyOfAddress, IsRefused("2001:db8::3", "a"));
        Opens("2001:db8:0:1::1", "a");
    }

    [Fact]
    public void A_room_has_its_places_and_no_more()
    {
        Opens("192.0.2.1", "a");
        Opens("192.0.2.2", "a");
        Opens("192.0.2.3", "a");

        Assert.Equal(Refusal.RoomFull, IsRefused("192.0.2.4", "a"));
        Opens("192.0.2.4", "b");
    }

    [Fact]
    public void The_server_has_its_places_and_no_more()
    {
        for (var i = 1; i <= 4; i++)
        {
            Opens($"192.0.2.{i}", $"room-{i}");
        }

        Assert.Equal(Refusal.TooMany, IsRefused("192.0.2.5", "e"));
    }

    [Fact]
    public async Task Whoever_asks_is_told_when_the_last_socket_is_closed()
    {
        var first = Opens("192.0.2.1", "a");
        var second = Opens("192.0.2.2", "b");
        var none = _limiter.NoneAsync();
        first.Dispose();
        Assert.False(none.IsCompleted);

        second.Dispose();
        await none.Soon();
        await _limiter.NoneAsync().Soon();
    }

    [Fact]
    public void A_place_given_back_is_free_once_and_nothing_is_remembered()
    {
        var first = Opens("192.0.2.1", "a");
        var second = Opens("192.0.2.1", "a");
        first.Dispose();
        first.Dispose();
        Opens("192.0.2.1", "a").Dispose();
        var third = Opens("192.0.2.1", "a");
        Assert.Equal(Refusal.TooManyOfAddress, IsRefused("192.0.2.1", "a"));

        second.Dispose();
        third.Dispose();

        Assert.Equal(0, _limiter.Count);
    }

    [Fact]
    public void Without_a_number_of_its_own_a_room_may_hold_all()
    {
        var limiter = new ConnectionLimiter(new LimitOptions { Connections = 2 });

        Assert.NotNull(limiter.TryOpen(IPAddress.Loopback, Room("a"), out _));
        Assert.NotNull(limiter.TryOpen(IPAddress.Loopback, Room("a"), out _));
        Assert.Null(limiter.TryOpen(IPAddress.Loopback, Room("a"), out var refusal));
        Assert.Equal(Refusal.TooMany, refusal);
    }

    private IDisposable Opens(string address, string room)
    {
        var place = _limiter.TryOpen(IPAddress.Parse(address), Room(room), out var refusal);
        Assert.Null(refusal);
        return Assert.IsType<IDisposable>(place, exactMatch: false);
    }

    private Refusal? IsRefused(string address, string room)
    {
        Assert.Null(_limiter.TryOpen(IPAddress.Parse(address), Room(room), out var refusal));
        return refusal;
    }

    private static RoomName Room(string text)
    {
        Assert.True(RoomName.TryParse(text, out var name));
        return name;
    }
}
