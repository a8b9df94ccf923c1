using System.Net;
using HtmxChat.Rooms;
using HtmxChat.Tests.Support;

namespace HtmxChat.Tests.Faults;

/// <summary>What the limiter holds when very many come. Alone, since it looks at the memory of the whole process.</summary>
[Collection(Load.Collection)]
public sealed class LimiterMemoryTests
{
    [Fact]
    public void A_hundred_thousand_addresses_take_less_than_fifty_megabytes_and_are_forgotten_when_idle()
    {
        var time = new FakeTime();
        var limiter = new RateLimiter(new LimitOptions(), time);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        for (var i = 0; i < 100_000; i++)
        {
            limiter.TryTake(new IPAddress([0x20, 0x01, 0x0d, 0xb8, 0, (byte)(i >> 16), (byte)(i >> 8), (byte)i, 1, 2, 3, 4, 5, 6, 7, 8]), out _);
            limiter.TryTake(new IPAddress([10, (byte)(i >> 16), (byte)(i >> 8), (byte)i]), out _, LimitedAction.Page);
        }

        var held = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.Equal(200_000, limiter.Count);
        time.Advance(TimeSpan.FromMinutes(2));
        limiter.TryTake(IPAddress.Loopback, out _);

        Assert.InRange(held, 1, 50L * 1024 * 1024);
        Assert.Equal(1, limiter.Count);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, held / 10);
        TestContext.Current.TestOutputHelper?.WriteLine($"200,000 numbers: {held >> 10} KiB");
        GC.KeepAlive(limiter);
    }
}
