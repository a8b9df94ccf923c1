using HtmxChat.Rooms;
using HtmxChat.Rooms.Web;
using HtmxChat.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace HtmxChat.Tests.Web;

/// <summary>What is compiled ahead fails without a word: here it must go through.</summary>
public sealed class WarmingTests
{
    [Fact]
    public async Task Ahead_of_the_first_visitor_the_store_is_opened_the_keys_are_made_and_the_home_page_is_answered()
    {
        using var data = new TempFolder();
        var builder = WebApplication.CreateBuilder(["--Chat:Data", data.Path]);
        builder.Services.AddRooms();
        await using var app = builder.Build();
        app.MapRooms();

        var warming = new Warming(isOn: true);
        warming.Open(app.Services);
        warming.Answer(app);
        await warming.Done.Soon();

        Assert.True(File.Exists(data.File("chat.db")));
        Assert.NotEmpty(Directory.GetFiles(data.File("keys")));
        // The page was asked for at its price.
        Assert.Equal(1, app.Services.GetRequiredService<RateLimiter>().Count);
    }
}
