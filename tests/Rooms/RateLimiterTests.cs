using System.Net;
using HtmxChat.Rooms;
using HtmxChat.Tests.Support;

namespace HtmxChat.Tests.Rooms;

/// <summary>next = max(now, next); an action adds the interval; refused while next - now exceeds the grace.</summary>
public sealed class RateLimiterTests
{
    private const string Ada = "192.0.2.1";
    private const string Bob = "192.0.2.2";

    private readonly FakeTime _time = new();
    private readonly RateLimiter _limiter;

    public RateLimiterTests() => _limiter = Limiter(interval: 1, grace: 10);

    [Fact]
    public void A_burst_fills_the_grace_and_then_has_to_wait()
    {
        Takes(Ada, times: 11);
        HasToWait(Ada, seconds: 1);
    }

    [Fact]
    public void Without_a_grace_each_action_waits_for_the_one_before()
    {
        var strict = Limiter(interval: 5, grace: 0);
        Assert.True(strict.TryTake(IPAddress.Parse(Ada), out _));
        Assert.False(strict.TryTake(IPAddress.Parse(Ada), out var wait));
        Assert.Equal(TimeSpan.FromSeconds(5), wait);

        _time.Advance(wait);

        Assert.True(strict.TryTake(IPAddress.Parse(Ada), out _));
    }

    [Fact]
    public void The_wait_told_is_the_wait_needed()
    {
        Takes(Ada, times: 11);

        _time.Advance(TimeSpan.FromSeconds(0.75));
        HasToWait(Ada, seconds: 0.25);
        _time.Advance(TimeSpan.FromSeconds(0.25));

        Takes(Ada);
        HasToWait(Ada, seconds: 1);
    }

    [Fact]
    public void A_refused_action_costs_nothing()
    {
        Takes(Ada, times: 11);
        for (var i = 0; i < 100; i++)
        {
            HasToWait(Ada, seconds: 1);
        }
    }

    [Fact]
    public void The_pace_can_be_kept_up_for_ever()
    {
        Takes(Ada, times: 11);
        for (var i = 0; i < 1000; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            Takes(Ada);
        }
    }

    [Fact]
    public void A_long_silence_earns_no_more_than_the_grace()
    {
        Takes(Ada);
        _time.Advance(TimeSpan.FromDays(1));

        Takes(Ada, times: 11);
        HasToWait(Ada, seconds: 1);
    }

    [Fact]
    public void An_interval_of_zero_switches_it_off()
    {
        var off = Limiter(interval: 0, grace: 0);
        for (var i = 0; i < 1000; i++)
        {
            Assert.True(off.TryTake(IPAddress.Parse(Ada), out _));
        }

        Assert.Equal(0, off.Count);
    }

    [Fact]
    public void Addresses_do_not_hinder_one_another()
    {
        Takes(Ada, times: 11);
        Takes(Bob, times: 11);
    }

    [Fact]
    public void An_IPv4_address_is_the_same_when_written_as_IPv6()
    {
        Takes(Ada, times: 11);
        HasToWait("::ffff:192.0.2.1", seconds: 1);
        Takes("::ffff:192.0.2.2");
    }

    [Fact]
    public void An_IPv6_network_of_64_bits_is_one_host()
    {
        Takes("2001:db8:0:1::1", times: 11);
        HasToWait("2001:db8:0:1:ffff:ffff:ffff:ffff", seconds: 1);
        Takes("2001:db8:0:2::1");
    }

    [Fact]
    public void An_idle_address_is_forgotten()
    {
        for (var i = 0; i < 1023; i++)
        {
            Takes(Numbered(i));
        }

        Assert.Equal(1023, _limiter.Count);
        _time.Advance(TimeSpan.FromMinutes(1));
        Takes(Ada);

        Assert.Equal(1, _limiter.Count);
    }

    [Fact]
    public void An_address_that_has_to_wait_is_not_forgotten()
    {
        Takes(Ada, times: 11);
        for (var i = 0; i < 5000; i++)
        {
            Takes(Numbered(i));
        }

        HasToWait(Ada, seconds: 1);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public void A_step_of_the_wall_clock_changes_nothing(int days)
    {
        Takes(Ada, times: 11);
        _time.Step(TimeSpan.FromDays(days));

        HasToWait(Ada, seconds: 1);
        Takes(Bob);
    }

    private RateLimiter Limiter(double interval, double grace) =>
        new(new LimitOptions { MessageInterval = TimeSpan.FromSeconds(interval), MessageGrace = TimeSpan.FromSeconds(grace) }, _time);

    private void Takes(string address, int times = 1)
    {
        for (var i = 0; i < times; i++)
        {
            Assert.True(_limiter.TryTake(IPAddress.Parse(address), out _));
        }
    }

    private void HasToWait(string address, double seconds)
    {
        Assert.False(_limiter.TryTake(IPAddress.Parse(address), out var wait));
        Assert.Equal(TimeSpan.FromSeconds(seconds), wait);
    }

    private static string Numbered(int i) => $"10.0.{i / 256}.{i % 256}";
}
