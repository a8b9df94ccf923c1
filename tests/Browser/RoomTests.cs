using HtmxChat.Tests.Support;
using Microsoft.Playwright;

namespace HtmxChat.Tests.Browser;

/// <summary>The page in a real browser.</summary>
[Collection(nameof(Chromium))]
public sealed class RoomTests(Chromium chromium)
{
    [Fact]
    public async Task Two_tabs_talk()
    {
        await using var server = ChatServer.Start();
        await using var ada = await chromium.VisitorAsync(server.Url);
        await using var bob = await chromium.VisitorAsync(server.Url);
        var adas = await ada.EntersAsync("general", "Ada");
        var bobs = await bob.EntersAsync("general", "Bob");

        await adas.SaysAsync("hello Bob");
        await bobs.SeesAsync("hello Bob");
        await bobs.SaysAsync("hello <b>Ada</b> & \"friends\"");
        await adas.SeesAsync("hello <b>Ada</b> & \"friends\"");

        await adas.SeesNothingPendingAsync();
        Assert.Equal(["hello Bob", "hello <b>Ada</b> & \"friends\""], await adas.LogAsync());
        Assert.Equal(await adas.LogAsync(), await bobs.LogAsync());
        Assert.Equal(1, await adas.OwnAsync());
        Assert.Equal(["Ada", "Bob"], await bobs.Locator("#roster .name").AllTextContentsAsync());
        Assert.Equal("", await adas.Locator("#text").InputValueAsync());
        Assert.Empty(ada.Complaints);
        Assert.Empty(bob.Complaints);
    }

    [Fact]
    public async Task A_reload_keeps_the_history_and_the_person()
    {
        await using var server = ChatServer.Start();
        await using var ada = await chromium.VisitorAsync(server.Url);
        var page = await ada.EntersAsync("general", "Ada");
        await page.SaysAsync("one");
        await page.SaysAsync("two");
        await page.SeesAsync("two");

        await page.ReloadAsync(new() { WaitUntil = WaitUntilState.Commit });
        await page.IsLiveAsync();

        Assert.Equal(["one", "two"], await page.LogAsync());
        Assert.Equal(2, await page.OwnAsync());
        Assert.Equal(["Ada"], await page.Locator("#roster .name").AllTextContentsAsync());
        Assert.Empty(ada.Complaints);
    }

    [Fact]
    public async Task When_the_server_restarts_both_tabs_come_back_and_miss_nothing()
    {
        using var data = new TempFolder();
        var server = ChatServer.Start(data.Path);
        await using var ada = await chromium.VisitorAsync(server.Url);
        await using var bob = await chromium.VisitorAsync(server.Url);
        var adas = await ada.EntersAsync("general", "Ada");
        var bobs = await bob.EntersAsync("general", "Bob");
        await adas.SaysAsync("before");
        await bobs.SeesAsync("before");

        await server.DisposeAsync();
        await Assertions.Expect(adas.Locator("#state")).Not.ToHaveTextAsync("Live");
        await adas.SaysAsync("said while it was away");
        await Assertions.Expect(adas.Locator("#outbox li")).ToHaveCountAsync(1);
        await using var again = ChatServer.Start(data.Path, server.Url.Port);
        await adas.ReturnsAsync();

        await bobs.SeesAsync("said while it was away");
        await adas.SeesAsync("said while it was away");
        await adas.SeesNothingPendingAsync();
        await bobs.SaysAsync("after");
        await adas.SeesAsync("after");
        Assert.Equal(["before", "said while it was away", "after"], await adas.LogAsync());
        Assert.Equal(await adas.LogAsync(), await bobs.LogAsync());
        Assert.Empty(ada.Complaints);
        Assert.Empty(bob.Complaints);
    }

    [Fact]
    public async Task What_was_typed_while_offline_survives_a_reload_and_is_sent_once()
    {
        using var data = new TempFolder();
        var server = ChatServer.Start(data.Path);
        await using var ada = await chromium.VisitorAsync(server.Url);
        var page = await ada.EntersAsync("general", "Ada");
        await server.DisposeAsync();
        await page.SaysAsync("kept in the page");
        await Assertions.Expect(page.Locator("#outbox li")).ToHaveCountAsync(1);

        await using var again = ChatServer.Start(data.Path, server.Url.Port);
        await page.ReloadAsync(new() { WaitUntil = WaitUntilState.Commit });
        await page.IsLiveAsync();
        await page.SeesAsync("kept in the page");
        await page.SeesNothingPendingAsync();
        await page.ReloadAsync(new() { WaitUntil = WaitUntilState.Commit });
        await page.IsLiveAsync();

        Assert.Equal(["kept in the page"], await page.LogAsync());
    }

    [Fact]
    public async Task Back_on_line_the_page_says_so_even_if_the_connection_outlived_it()
    {
        await using var server = ChatServer.Start();
        await using var ada = await chromium.VisitorAsync(server.Url);
        var page = await ada.EntersAsync("general", "Ada");

        // Chromium leaves an open socket alone.
        await ada.Context.SetOfflineAsync(true);
        await Assertions.Expect(page.Locator("#state")).ToHaveTextAsync("Offline");
        await ada.Context.SetOfflineAsync(false);
        await page.IsLiveAsync();
        await Assertions.Expect(page.Locator("#retry")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_message_that_is_refused_comes_back_to_its_writer()
    {
        await using var server = ChatServer.Start(settings: ("Chat:MaxMessageLength", "20"));
        await using var ada = await chromium.VisitorAsync(server.Url);
        var page = await ada.EntersAsync("general", "Ada");

        await page.SaysAsync("this has more than twenty characters");
        await Assertions.Expect(page.Locator("#notice")).ToHaveTextAsync("A message can have at most 20 characters.");
        await Assertions.Expect(page.Locator("#text")).ToHaveValueAsync("this has more than twenty characters");
        await page.SeesNothingPendingAsync();
        await page.SaysAsync("short");
        await page.SeesAsync("short");
        await Assertions.Expect(page.Locator("#notice")).ToBeEmptyAsync();
    }

    [Fact]
    public async Task A_message_sent_too_fast_stays_in_the_box_while_the_seconds_go_by()
    {
        await using var server = ChatServer.Start(settings: [("Chat:Limits:MessageInterval", "00:00:03"), ("Chat:Limits:MessageGrace", "00:00:00")]);
        await using var ada = await chromium.VisitorAsync(server.Url);
        var page = await ada.EntersAsync("general", "Ada");
        await page.EvaluateAsync("new MutationObserver(() => (window.told ??= []).push(notice.textContent)).observe(notice, { childList: true, subtree: true, characterData: true })");

        await page.SaysAsync("first");
        await page.SaysAsync("second");
        await Assertions.Expect(page.Locator("#notice [role=timer]")).ToContainTextAsync("second");
        await Assertions.Expect(page.Locator("#text")).ToHaveValueAsync("second");
        await page.SeesNothingPendingAsync();

        // Not yet: nothing is sent, nothing is lost.
        await page.Locator("#text").PressAsync("Enter");
        await Assertions.Expect(page.Locator("#text")).ToHaveValueAsync("second");
        await Assertions.Expect(page.Locator("#say .send")).ToBeDisabledAsync();

        await Assertions.Expect(page.Locator("#notice")).ToBeEmptyAsync(new() { Timeout = (float)Bounded.Patience.TotalMilliseconds });
        await page.Locator("#text").PressAsync("Enter");
        await page.SeesAsync("second");

        Assert.Equal(["first", "second"], await page.LogAsync());
        var told = await page.EvaluateAsync<string[]>("window.told");
        Assert.Equal(["3 seconds", "2 seconds", "1 second"], told.Where(text => text.Contains("wait")).Select(text => text.Split("wait ")[1].TrimEnd('.')).Distinct());
    }

    [Fact]
    public async Task What_was_sent_too_fast_while_typing_on_can_be_sent_again()
    {
        await using var server = ChatServer.Start(settings: [("Chat:Limits:MessageInterval", "00:00:01"), ("Chat:Limits:MessageGrace", "00:00:00")]);
        await using var ada = await chromium.VisitorAsync(server.Url);
        var page = await ada.EntersAsync("general", "Ada");

        await page.SaysAsync("first");
        await page.EvaluateAsync("document.addEventListener('htmx:ws:before:message:outgoing', () => { document.getElementById('text').value = 'typed on'; }, { once: true })");
        await page.SaysAsync("second");
        await Assertions.Expect(page.Locator("#outbox li.failed .text")).ToHaveTextAsync("second");
        await page.WaitForFunctionAsync(
            """
            () => {
                document.querySelector('#outbox .failed button')?.click();
                return document.querySelectorAll('#log li').length === 2;
            }
            """);

        Assert.Equal(["first", "second"], await page.LogAsync());
        await Assertions.Expect(page.Locator("#text")).ToHaveValueAsync("typed on");
    }

    [Fact]
    public async Task Somebody_who_opens_a_link_is_asked_for_a_name_and_reads_meanwhile()
    {
        await using var server = ChatServer.Start();
        await using var ada = await chromium.VisitorAsync(server.Url);
        await using var bob = await chromium.VisitorAsync(server.Url);
        var adas = await ada.EntersAsync("general", "Ada");
        var bobs = await bob.OpensAsync("/r/general");
        await bobs.IsLiveAsync();
        await adas.SaysAsync("who are you?");
        await bobs.SeesAsync("who are you?");

        await bobs.GetByLabel("Your name").FillAsync("Bob");
        await bobs.GetByRole(AriaRole.Button, new() { Name = "Join" }).ClickAsync();
        await bobs.IsLiveAsync();
        await bobs.SaysAsync("Bob");

        await adas.SeesAsync("Bob");
        await Assertions.Expect(adas.Locator("#roster .name")).ToHaveTextAsync(["Ada", "Bob"]);
    }

    [Fact]
    public async Task Without_JavaScript_the_room_is_a_page_with_a_form()
    {
        await using var server = ChatServer.Start();
        await using var ada = await chromium.VisitorAsync(server.Url, new() { JavaScriptEnabled = false });
        var page = await ada.OpensAsync("/");
        await page.GetByLabel("Your name").FillAsync("Ada");
        await page.GetByLabel("Room").FillAsync("general");
        await page.GetByRole(AriaRole.Button, new() { Name = "Enter room" }).ClickAsync();
        await page.Locator("#text").FillAsync("no script here");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();

        await page.SeesAsync("no script here");
        Assert.Equal(1, await page.Locator("noscript meta[http-equiv=refresh]").CountAsync());
    }
}
