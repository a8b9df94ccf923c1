using HtmxChat.Tests.Support;

namespace HtmxChat.Tests.Web;

/// <summary>Messages are found, as a page and while somebody types.</summary>
public sealed class SearchTests
{
    [Fact]
    public async Task What_was_just_said_is_found_marked_and_linked_to_its_place()
    {
        await using var server = ChatServer.Start();
        using var ada = server.Browser();
        await ada.Enters("Ada");
        await ada.Says("general", "the quick brown fox");
        await ada.Says("general", "a lazy dog");
        await ada.Says("other", "the quick other room");

        var found = await ada.Opens("/r/general/search?q=qui+FOX");

        Assert.Equal(200, found.Status);
        Assert.Equal("/r/general?at=1#m-1", found.Attribute("#results li a", "href"));
        Assert.Equal(["quick", "fox"], found.Page.QuerySelectorAll("#results mark").Select(mark => mark.TextContent));
        Assert.Equal("the quick brown fox", found.Text("#results .excerpt"));
        Assert.Equal("qui FOX", found.Attribute("#q", "value"));
        Assert.Contains("Nothing was found", (await ada.Opens("/r/general/search?q=room")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Htmx_is_given_the_results_alone()
    {
        await using var server = ChatServer.Start();
        using var ada = server.Browser();
        await ada.Says("general", "hello");

        var found = await ada.Asks(new(HttpMethod.Get, "/r/general/search?q=hel") { Headers = { { "HX-Request", "true" } } });

        Assert.StartsWith("<ol><li", found.Body, StringComparison.Ordinal);
        Assert.Equal("HX-Request", found.Header("Vary"));
        Assert.StartsWith("<!DOCTYPE html>", (await ada.Opens("/r/general/search")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task There_are_links_from_the_room_to_its_search_and_on_to_all_that_was_found()
    {
        await using var server = ChatServer.Start();
        using var ada = server.Browser();
        for (var i = 1; i <= 60; i++)
        {
            await ada.Says("general", $"word {i}");
        }

        var page = await ada.Opens((await ada.Opens("/r/general")).Attribute("a.find", "href")!);
        Assert.Equal("/r/general/search", page.Attribute("form", "action"));
        var first = await ada.Opens("/r/general/search?q=word");
        var rest = await ada.Opens(first.Attribute(".more a", "href")!);

        Assert.Equal(
            Enumerable.Range(1, 60).Reverse().Select(seq => $"/r/general?at={seq}#m-{seq}"),
            first.Page.QuerySelectorAll("#results li a").Concat(rest.Page.QuerySelectorAll("#results li a")).Select(link => link.GetAttribute("href")));
        Assert.Null(rest.Page.QuerySelector(".more"));
    }

    [Fact]
    public async Task A_search_has_its_price_and_no_strange_number()
    {
        await using var server = ChatServer.Start(settings: [("Chat:Limits:MessageInterval", "00:00:10"), ("Chat:Limits:Costs:Search", "15")]);
        using var ada = server.Browser();

        Assert.Equal(400, (await ada.Opens("/r/general/search?q=a&before=x")).Status);
        Assert.Equal(200, (await ada.Opens("/r/general/search?q=a")).Status);
        Assert.Equal(429, (await ada.Opens("/r/general/search?q=a")).Status);
    }
}
