using System.Net;
using HtmxChat.Rooms;
using HtmxChat.Tests.Support;

namespace HtmxChat.Tests.Rooms;

/// <summary>The limiter against the formula as it is written down, worked out beside it from the whole list of what was let through.</summary>
public sealed class RateLimiterOracleTests
{
    private static readonly LimitedAction[] Actions = Enum.GetValues<LimitedAction>();

    [Fact]
    public void A_thousand_random_schedules_are_decided_as_the_formula_says()
    {
        var decisions = 0;
        var refusals = 0;
        for (var seed = 1; seed <= 1000; seed++)
        {
            var random = new Random(seed);
            var time = new FakeTime();
            var limits = new LimitOptions
            {
                MessageInterval = TimeSpan.FromMilliseconds(random.Next(1, 6000)),
                MessageGrace = TimeSpan.FromMilliseconds(random.Next(0, 3) * random.Next(10_000)),
                Costs = new() { Edit = random.Next(0, 3), Typing = random.NextDouble(), Join = random.NextDouble(), Room = random.Next(0, 6), Page = random.NextDouble() / 10 },
            };
            var limiter = new RateLimiter(limits, time);
            var oracle = new Oracle(limits);
            var addresses = Addresses(random);
            var now = TimeSpan.Zero;

            for (var i = 0; i < 200; i++)
            {
                var (address, group) = addresses[random.Next(addresses.Count)];
                var action = random.Next(2) == 0 ? LimitedAction.Message : Actions[random.Next(Actions.Length)];
                var expected = oracle.Decide(group, action, now);
                var granted = limiter.TryTake(address, out var wait, action);

                Assert.True(expected == TimeSpan.Zero == granted, $"seed {seed}, step {i}: {action} of {address} at {now}");
                Assert.True(granted || (wait - expected).Duration() < TimeSpan.FromMilliseconds(1), $"seed {seed}, step {i}: told {wait}, needed {expected}");
                decisions++;
                refusals += granted ? 0 : 1;

                var pause = TimeSpan.FromMilliseconds(random.Next(3) == 0 ? random.Next(3000) : random.Next(20));
                time.Advance(pause);
                now += pause;
            }
        }

        // It would prove little if all were let through, or nothing.
        Assert.InRange(refusals, decisions / 10, decisions * 9 / 10);
    }

    // Some IPv4 addresses, each also written as IPv6, and some /64s with several addresses of each.
    private static List<(IPAddress Address, string Group)> Addresses(Random random)
    {
        List<(IPAddress, string)> addresses = [];
        for (var i = 0; i < random.Next(1, 5); i++)
        {
            var four = new IPAddress([198, 51, 100, (byte)i]);
            addresses.Add((four, $"four {i}"));
            addresses.Add((four.MapToIPv6(), $"four {i}"));
        }

        for (var i = 0; i < random.Next(1, 5); i++)
        {
            for (var host = 0; host < 3; host++)
            {
                var bytes = new byte[16];
                random.NextBytes(bytes.AsSpan(8));
                (bytes[0], bytes[1], bytes[7]) = (0x20, 0x01, (byte)i);
                addresses.Add((new IPAddress(bytes), $"six {i}"));
            }
        }

        return addresses;
    }

    // next is worked out anew from all that was let through before: next = max(now, next), and each action adds its cost.
    private sealed class Oracle(LimitOptions limits)
    {
        private readonly List<(string Key, TimeSpan At, TimeSpan Cost)> _granted = [];

        public TimeSpan Decide(string group, LimitedAction action, TimeSpan now)
        {
            var says = action is LimitedAction.Message or LimitedAction.Edit;
            var cost = limits.MessageInterval * (action switch
            {
                LimitedAction.Message => limits.Costs.Message,
                LimitedAction.Edit => limits.Costs.Edit,
                LimitedAction.Typing => limits.Costs.Typing,
                LimitedAction.Join => limits.Costs.Join,
                LimitedAction.Room => limits.Costs.Room,
                LimitedAction.Page => limits.Costs.Page,
                LimitedAction.Upload => limits.Costs.Upload,
                _ => limits.Costs.Search,
            });
            var (key, grace) = says ? (group, limits.MessageGrace) : (group + " reads", 20 * limits.MessageInterval);
            var next = TimeSpan.Zero;
            foreach (var (_, at, added) in _granted.Where(granted => granted.Key == key))
            {
                next = (next > at ? next : at) + added;
            }

            next = next > now ? next : now;
            if (cost > TimeSpan.Zero && next - now > grace)
            {
                return next - now - grace;
            }

            _granted.Add((key, now, cost));
            return TimeSpan.Zero;
        }
    }
}
