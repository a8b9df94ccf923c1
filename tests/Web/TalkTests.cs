using HtmxChat.Tests.Support;

namespace HtmxChat.Tests.Web;

/// <summary>Live sockets over real Kestrel and a real SQLite file.</summary>
public sealed class TalkTests
{
    [Fact]
    public async Task Two_people_talk()
    {
        await using var server = ChatServer.Start();
        await using var ada = await Tab.OpenAsync(server.Url, "general", "Ada");
        await using var bob = await Tab.OpenAsync(server.Url, "general", "Bob");
        await ada.SeesPeople("Ada", "Bob");
        await bob.SeesPeople("Ada", "Bob");

        var cid = await ada.Says("hello");
        await bob.Sees("hello");
        await ada.IsAcknowledged(cid);

        Assert.Equal([1], bob.Log.Select(row => row.Seq));
        Assert.Equal("Ada", bob.Log[0].Name);
        Assert.Empty(bob.Acknowledged);
    }
}
