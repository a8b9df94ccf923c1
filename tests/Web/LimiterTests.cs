using System.Globalization;
using HtmxChat.Tests.Support;

namespace HtmxChat.Tests.Web;

/// <summary>The pace an address is held to, over all rooms and ways in.</summary>
public sealed class LimiterTests
{
    [Fact]
    public async Task A_second_message_too_soon_is_refused_with_the_time_to_wait()
    {
        await using var server = Start();
        await using var ada = await Tab.OpenAsync(server.Url, "general", "Ada");

        await ada.Says("first", "c-1");
        await ada.Says("second", "c-2");
        await ada.IsTold("TooFast");

        await ada.Sees("first");
        var notice = Assert.Single(ada.Notices);
        Assert.Equal("c-2", notice.Cid);
        var wait = RetryAfter(ada);
        Assert.InRange(wait, 1, 60);
        Assert.Contains($"{wait} second", notice.Text);
        Assert.Equal(["c-1"], ada.Acknowledged);
        await ada.Pings();
        Assert.Equal(["first"], ada.Log.Select(row => row.Text));
    }

    [Fact]
    public async Task The_pace_holds_over_all_rooms_and_people_of_an_address()
    {
        await using var server = Start();
        await using var ada = await Tab.OpenAsync(server.Url, "here", "Ada");
        await using var bob = await Tab.OpenAsync(server.Url, "there", "Bob");

        await ada.Says("first");
        await ada.Sees("first");
        await bob.Says("second", "c-2");

        await bob.IsTold("TooFast");
        Assert.Equal("c-2", Assert.Single(bob.Notices).Cid);
        Assert.Empty(bob.Acknowledged);
    }

    [Fact]
    public async Task A_form_sent_too_soon_comes_back_with_its_text()
    {
        await using var server = Start();
        await using var bob = await Tab.OpenAsync(server.Url, "there", "Bob");
        using var ada = server.Browser();
        await ada.Enters("Ada");
        await bob.Says("first");
        await bob.Sees("first");

        var answer = await ada.Says("here", "second");

        Assert.Equal((429, "TooFast"), (answer.Status, answer.Notice));
        Assert.InRange(int.Parse(answer.Header("Retry-After")!, CultureInfo.InvariantCulture), 1, 60);
        Assert.Equal("second", answer.Text("#say textarea"));
        Assert.Empty((await ada.Opens("/r/here")).Log);
    }

    [Fact]
    public async Task Ping_is_never_limited()
    {
        await using var server = Start();
        await using var ada = await Tab.OpenAsync(server.Url, "general", "Ada");
        await ada.Says("first");
        await ada.Says("second");
        await ada.IsTold("TooFast");

        for (var i = 0; i < 100; i++)
        {
            await ada.Pings();
        }

        Assert.Equal(100, ada.Pongs);
        Assert.Single(ada.Notices);
    }

    [Fact]
    public async Task Names_and_nonsense_are_held_to_the_pace_too()
    {
        await using var server = Start();
        await using var ada = await Tab.OpenAsync(server.Url, "general", "Ada");
        await ada.Sends("nonsense");
        await ada.Sends("""{"type":"name","name":"Countess"}""");
        await ada.Sends("nonsense");

        await ada.Until(() => ada.Notices.Count == 3);
        Assert.Equal(["BadRequest", "TooFast", "TooFast"], ada.Notices.Select(notice => notice.Code));
        await using var bob = await Tab.OpenAsync(server.Url, "general", "Bob");
        await bob.SeesPeople("Ada", "Bob");
    }

    [Fact]
    public async Task The_grace_lets_a_few_through_at_once()
    {
        await using var server = ChatServer.Start(settings: [("Chat:Limits:MessageInterval", "01:00:00"), ("Chat:Limits:MessageGrace", "02:00:00")]);
        await using var ada = await Tab.OpenAsync(server.Url, "general", "Ada");

        for (var i = 1; i <= 4; i++)
        {
            await ada.Says($"number {i}", $"c-{i}");
        }

        await ada.IsTold("TooFast");
        await ada.SeesRows(3);
        Assert.Equal("c-4", Assert.Single(ada.Notices).Cid);
        Assert.Equal(["c-1", "c-2", "c-3"], ada.Acknowledged);
        Assert.InRange(RetryAfter(ada), 3500, 3600);
    }

    [Fact]
    public async Task Reading_is_free()
    {
        await using var server = Start();
        using var ada = server.Browser();
        await ada.Enters("Ada");
        await ada.Says("general", "first");

        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(200, (await ada.Opens("/r/general")).Status);
        }

        await using var tab = await Tab.OpenAsync(server.Url, "general", "Ada");
        await tab.Sees("first");
    }

    // A minute: longer than any of these tests takes on a busy machine.
    private static ChatServer Start() => ChatServer.Start(settings: [("Chat:Limits:MessageInterval", "00:01:00"), ("Chat:Limits:MessageGrace", "00:00:00")]);

    private static double RetryAfter(Tab tab)
    {
        var frame = tab.Frames.Last(frame => frame.Contains("TooFast", StringComparison.Ordinal));
        return double.Parse(frame.Split("data-retry-after=\"")[1].Split('"')[0], CultureInfo.InvariantCulture);
    }
}
