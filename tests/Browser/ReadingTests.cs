using System.Globalization;
using HtmxChat.Rooms.Storage;
using HtmxChat.Tests.Support;
using Microsoft.Playwright;

namespace HtmxChat.Tests.Browser;

/// <summary>Reading: back through the history, forward to what is new, and where one is.</summary>
[Collection(nameof(Chromium))]
public sealed class ReadingTests(Chromium chromium)
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Scrolling_up_brings_older_pages_and_keeps_the_place_and_the_way_down_counts_what_is_new()
    {
        using var data = Seeded(1200);
        await using var server = ChatServer.Start(data.Path);
        await using var ada = await chromium.VisitorAsync(server.Url);
        await using var bob = await Tab.OpenAsync(server.Url, "general", "Bob", after: 1200);
        var page = await ada.EntersAsync("general", "Ada");
        await page.SeesAsync("message 1200");
        Assert.Equal(100, await page.RowsAsync());

        // The last older page that is brought makes room below: never more than 500 rows, and the reader's do not move.
        foreach (var (first, rows) in new[] { (1001, 200), (901, 300), (801, 400), (701, 500), (601, 500) })
        {
            await page.ScrollsAsync(-100_000);
            var place = await page.EvaluateAsync<float>("window.place(document.querySelector('li[data-seq]'))");
            await Assertions.Expect(page.Locator($"#m-{first}")).ToBeAttachedAsync();
            Assert.Equal(rows, await page.RowsAsync());
            Assert.Equal(place, await page.EvaluateAsync<float>("window.place(window.marked)"), 1f);
        }

        Assert.Equal(Enumerable.Range(601, 500).Select(seq => $"{seq}"), await page.SeqsAsync());

        await bob.Says("news");
        await Assertions.Expect(page.Locator("#newest")).ToHaveTextAsync("1 new");
        await page.Locator("#newest").ClickAsync();
        await page.IsLiveAsync();
        await page.SeesAsync("news");
        Assert.Equal(["1102", "1201"], await page.EndsAsync());
        Assert.Empty(ada.Complaints);
    }

    [Fact]
    public async Task A_reader_who_is_up_stays_there_and_one_who_is_down_follows_with_at_most_500_rows()
    {
        using var data = Seeded(300);
        await using var server = ChatServer.Start(data.Path, settings: ("Chat:PageSize", "300"));
        await using var ada = await chromium.VisitorAsync(server.Url);
        await using var bob = await Tab.OpenAsync(server.Url, "general", "Bob", after: 300);
        var page = await ada.EntersAsync("general", "Ada");
        await page.ScrollsAsync(-1500);
        await Assertions.Expect(page.Locator("#newest")).ToHaveTextAsync("Newest");
        var place = await page.EvaluateAsync<float>("window.place(document.getElementById('m-270'))");

        for (var i = 1; i <= 250; i++)
        {
            await bob.Says($"live {i}");
        }

        await Assertions.Expect(page.Locator("#newest")).ToHaveTextAsync("250 new", new() { Timeout = 15_000 });
        Assert.Equal(place, await page.EvaluateAsync<float>("window.place(window.marked)"), 1f);
        Assert.True(await page.RowsAsync() <= 500);

        await page.Locator("#newest").ClickAsync();
        await page.IsLiveAsync();
        await page.SeesAsync("live 250");
        await Assertions.Expect(page.Locator("#newest")).ToBeHiddenAsync();
        for (var i = 1; i <= 210; i++)
        {
            await bob.Says($"and on {i}");
        }

        // Whoever follows what is said carries less, and what went is there again further up.
        await page.SeesAsync("and on 210");
        var kept = await page.SeqsAsync();
        Assert.InRange(kept.Length, 200, 300);
        Assert.Equal(Enumerable.Range(761 - kept.Length, kept.Length).Select(seq => $"{seq}"), kept);
        Assert.Equal([$"?before={kept[0]}"], await page.EachAsync("#older a[href*=before]", "link => link.getAttribute('href')"));
        await page.ScrollsAsync(-100_000);
        await Assertions.Expect(page.Locator($"#m-{int.Parse(kept[0], CultureInfo.InvariantCulture) - 1}")).ToBeAttachedAsync();
    }

    [Fact]
    public async Task Days_are_the_readers_and_what_one_author_said_within_minutes_stands_together()
    {
        using var data = new TempFolder();
        Seed(data,
            ("Ada", "in the evening", Noon.AddHours(15)),
            ("Ada", "a minute later", Noon.AddHours(15).AddMinutes(1)),
            ("Ada", "ten minutes later", Noon.AddHours(15).AddMinutes(11)),
            ("Bob", "somebody else", Noon.AddHours(15).AddMinutes(12)),
            ("Bob", "the next day", Noon.AddHours(17).AddMinutes(1)),
            ("Bob", "and again", Noon.AddHours(17).AddMinutes(2)));
        await using var server = ChatServer.Start(data.Path);
        await using var ada = await chromium.VisitorAsync(server.Url, new() { TimezoneId = "America/New_York" });

        var page = await ada.EntersAsync("general", "Ada");

        Assert.Equal(["1 Wednesday 4 March 2026", "5 Thursday 5 March 2026"], await page.EachAsync("li[data-day]", "row => row.dataset.seq + ' ' + row.dataset.day.replace(',', '')"));
        Assert.Equal(["2", "6"], await page.EachAsync("li.joined", "row => row.dataset.seq"));
        Assert.Equal(["22:00", "22:01", "22:11", "22:12", "00:01", "00:02"], await page.EachAsync("#log time", "time => time.textContent"));
        Assert.Contains("Wednesday", await page.Locator("#m-1 .at").GetAttributeAsync("title"));
        await page.Locator("#m-1 .at").FocusAsync();
        Assert.Contains("22:00:00", await page.EvaluateAsync<string>("getComputedStyle(document.activeElement, '::after').content + document.activeElement.title"));
    }

    [Fact]
    public async Task Who_missed_more_than_is_sent_again_is_told_so_beside_the_last_page()
    {
        await using var server = ChatServer.Start(settings: [("Chat:ReplayLimit", "5"), ("Chat:PageSize", "10")]);
        await using var ada = await chromium.VisitorAsync(server.Url);
        await using var bob = await Tab.OpenAsync(server.Url, "general", "Bob");
        await bob.SeesPeople("Bob");
        await bob.Says("number 1");
        var isCut = false;
        IWebSocketRoute? live = null;
        await ada.Context.RouteWebSocketAsync(url => url.Contains("/live"), route =>
        {
            if (isCut)
            {
                _ = route.CloseAsync(new() { Code = 1013 });
                return;
            }

            live = route;
            route.ConnectToServer();
        });
        var page = await ada.EntersAsync("general", "Ada");
        await page.SeesAsync("number 1");

        isCut = true;
        await live!.CloseAsync(new() { Code = 1012 });
        for (var said = 2; said <= 20; said++)
        {
            await bob.Says($"number {said}");
        }

        await bob.SeesRows(20);
        isCut = false;
        await page.SeesAsync("number 20");
        await Assertions.Expect(page.Locator("#notice")).ToContainTextAsync("You missed more");
        Assert.Equal("20", (await page.EndsAsync())[^1]);
    }

    [Fact]
    public async Task Whoever_has_no_name_yet_reads_the_same_page()
    {
        using var data = Seeded(10);
        await using var server = ChatServer.Start(data.Path);
        await using var ada = await chromium.VisitorAsync(server.Url);
        var page = await ada.OpensAsync("/r/general");
        await page.IsLiveAsync();

        await Assertions.Expect(page.Locator("#log > li[data-day]")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("#log time").GetByText("UTC")).ToHaveCountAsync(0);
        Assert.Empty(ada.Complaints);
    }

    [Fact]
    public async Task The_line_above_what_is_new_is_there_after_an_absence_and_stays_over_a_reload()
    {
        await using var server = ChatServer.Start();
        await using var ada = await chromium.VisitorAsync(server.Url);
        await using var bob = await Tab.OpenAsync(server.Url, "general", "Bob");
        var page = await ada.EntersAsync("general", "Ada");
        await bob.Says("seen");
        await page.SeesAsync("seen");
        Assert.Empty(await page.EachAsync("li[data-new]", "row => row.dataset.seq"));

        await page.GotoAsync("/");
        await bob.Says("while away");
        await bob.Says("and more");
        await bob.Sees("and more");
        await page.GotoAsync("/r/general");
        await page.IsLiveAsync();
        Assert.Equal(["2"], await page.EachAsync("li[data-new]", "row => row.dataset.seq"));

        await page.ReloadAsync();
        await page.IsLiveAsync();
        Assert.Equal(["2"], await page.EachAsync("li[data-new]", "row => row.dataset.seq"));
        await page.ShootsAsync("state-new-since");

        await page.SaysAsync("now I am here");
        await page.SeesAsync("now I am here");
        Assert.Empty(await page.EachAsync("li[data-new]", "row => row.dataset.seq"));
    }

    [Fact]
    public async Task A_link_to_a_message_shows_it_among_its_neighbours()
    {
        using var data = Seeded(400);
        await using var server = ChatServer.Start(data.Path);
        await using var ada = await chromium.VisitorAsync(server.Url);
        var page = await ada.EntersAsync("general", "Ada");

        await page.GotoAsync("/r/general?at=150");
        await Assertions.Expect(page.Locator("#m-150")).ToBeInViewportAsync();
        Assert.Equal(["101", "200"], await page.EndsAsync());
        Assert.NotEqual(await page.ColourAsync("#m-149"), await page.ColourAsync("#m-150"));
        await page.ShootsAsync("state-permalink");
        await page.GetByRole(AriaRole.Link, new() { Name = "Newer messages" }).ClickAsync();
        Assert.Equal(["201", "300"], await page.EndsAsync());
        await page.GetByRole(AriaRole.Link, new() { Name = "To the newest messages" }).ClickAsync();
        await page.IsLiveAsync();

        // Where the message is on the page already the page stays.
        await page.EvaluateAsync("window.stays = true");
        await page.Locator("#m-350 .at").ClickAsync();
        await Assertions.Expect(page.Locator("#m-350")).ToBeInViewportAsync();
        Assert.NotEqual(await page.ColourAsync("#m-349"), await page.ColourAsync("#m-350"));
        Assert.True(await page.EvaluateAsync<bool>("window.stays"));
        Assert.Empty(ada.Complaints);
    }

    private static TempFolder Seeded(int count)
    {
        var data = new TempFolder();
        Seed(data, [.. Enumerable.Range(1, count).Select(seq => (seq % 3 == 0 ? "Bob" : "Cleo", $"message {seq}", Noon.AddMinutes(seq)))]);
        return data;
    }

    private static void Seed(TempFolder data, params (string By, string Text, DateTimeOffset At)[] rows)
    {
        using var history = SqliteHistory.Open(data.Path, TimeProvider.System);
        history.Append([.. rows.Select(row => Storage.Rows.Draft("general", row.Text, row.By, at: row.At.ToUnixTimeMilliseconds()))]);
    }
}

/// <summary>What one finds out about the rows of a page.</summary>
file static class ReadingPage
{
    public static Task<string[]> EachAsync(this IPage page, string selector, string read) => page.Locator(selector).EvaluateAllAsync<string[]>($"found => found.map({read})");

    public static Task<int> RowsAsync(this IPage page) => page.Locator("li[data-seq]").CountAsync();

    public static Task<string[]> SeqsAsync(this IPage page) => page.EachAsync("li[data-seq]", "row => row.dataset.seq");

    /// <summary>The first and the last row.</summary>
    public static async Task<string[]> EndsAsync(this IPage page)
    {
        var seqs = await page.SeqsAsync();
        return [seqs[0], seqs[^1]];
    }

    public static Task<string> ColourAsync(this IPage page, string row) => page.Locator(row).EvaluateAsync<string>("row => getComputedStyle(row).backgroundColor");

    /// <summary>Scrolls so far up from the newest row, and has <c>place(row)</c> say how far down the window a row ends, which is <c>marked</c> from then on.</summary>
    public static Task ScrollsAsync(this IPage page, int to) => page.EvaluateAsync(
        """
        to => {
            window.place = row => { window.marked = row; return row.getBoundingClientRect().bottom; };
            document.getElementById('scroller').scrollTop = to;
        }
        """,
        to);
}
