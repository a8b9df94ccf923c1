using HtmxChat.Views.Fragments;

namespace HtmxChat.Tests.Views;

/// <summary>Times are shown in UTC, wherever the server stands. Alone, since the zone is one for the whole process.</summary>
[Collection(nameof(ShownTimeTests))]
[CollectionDefinition(nameof(ShownTimeTests), DisableParallelization = true)]
public sealed class ShownTimeTests : IDisposable
{
    private readonly string? _zone = Environment.GetEnvironmentVariable("TZ");

    public ShownTimeTests() => Stand("Asia/Kolkata");

    [Fact]
    public async Task The_time_of_a_row_is_in_UTC()
    {
        Assert.SkipWhen(TimeZoneInfo.Local.BaseUtcOffset == TimeSpan.Zero, "this machine knows no other zone");

        var time = Html.Element(await Html.Of(MessageRow.Create(Examples.Message(0, "hi")))).QuerySelector("time")!;

        Assert.Equal("2026-01-02T23:04:05Z", time.GetAttribute("datetime"));
        Assert.Equal("23:04 UTC", time.TextContent);
    }

    public void Dispose() => Stand(_zone);

    private static void Stand(string? zone)
    {
        Environment.SetEnvironmentVariable("TZ", zone);
        TimeZoneInfo.ClearCachedData();
    }
}
