using HtmxChat.Rooms;

namespace HtmxChat.Tests.Storage;

/// <summary>What every store promises, whatever it is made of.</summary>
public abstract class HistoryContract
{
    protected abstract IHistory History { get; }

    [Fact]
    public async Task An_empty_room_has_nothing()
    {
        Assert.Equal(default, await History.MarkAsync(Rows.Room("general")));
        Assert.Empty(await History.LatestAsync(Rows.Room("general"), 100));
        Assert.Empty(await History.ChangesAsync(Rows.Room("general"), 0, 100));
    }

    [Fact]
    public async Task What_was_kept_comes_back_the_same()
    {
        var draft = Rows.Draft("general", "hi", by: "Ada", cid: "c1", at: 1_767_323_045_678);

        var kept = Assert.Single(History.Append([draft]));

        Assert.True(kept.IsNew);
        Assert.Equal(new ChatMessage(1, 1, kept.Message.Id, draft.By.Id, draft.By.Name, draft.By.Handle, "hi", draft.At, "c1", Born: 1), kept.Message);
        Assert.Equal([kept.Message], await History.LatestAsync(draft.Room, 10));
        Assert.Equal([kept.Message], await History.ChangesAsync(draft.Room, 0, 10));
        Assert.Equal(new RoomMark(1, 1, draft.At), await History.MarkAsync(draft.Room));
    }

    [Fact]
    public void Each_room_counts_from_one_without_holes()
    {
        for (var i = 1; i <= 3; i++)
        {
            foreach (var room in (string[])["a", "b"])
            {
                var message = Assert.Single(History.Append([Rows.Draft(room, $"{i}")])).Message;
                Assert.Equal((i, i), (message.Seq, message.Rev));
            }
        }
    }

    [Fact]
    public async Task Several_rooms_are_kept_in_one_append_and_answered_in_its_order()
    {
        var kept = History.Append(
            [Rows.Draft("a", "one"), Rows.Draft("b", "two"), Rows.Draft("a", "three"), Rows.Draft("c", "four"), Rows.Draft("b", "five")]);

        Assert.Equal(["one", "two", "three", "four", "five"], kept.Select(row => row.Message.Text));
        Assert.Equal([1, 1, 2, 1, 2], kept.Select(row => row.Message.Seq));
        Assert.Equal(5, kept.Select(row => row.Message.Id).Distinct().Count());
        Assert.Equal(["one", "three"], await Texts("a"));
        Assert.Equal(["two", "five"], await Texts("b"));
        Assert.Equal(["four"], await Texts("c"));
    }

    [Fact]
    public async Task A_known_cid_yields_the_first_message_and_takes_no_seq()
    {
        var first = Assert.Single(History.Append([Rows.Draft("a", "one", cid: "c1", at: 1)]));

        var again = Assert.Single(History.Append([Rows.Draft("a", "other words", cid: "c1", at: 2)]));
        var next = Assert.Single(History.Append([Rows.Draft("a", "two", cid: "c2", at: 3)]));

        Assert.Equal(first with { IsNew = false }, again);
        Assert.Equal((2, 2), (next.Message.Seq, next.Message.Rev));
        Assert.Equal(["one", "two"], await Texts("a"));
    }

    [Fact]
    public async Task A_cid_twice_in_one_append_is_one_message()
    {
        var kept = History.Append([Rows.Draft("a", "one", cid: "c1"), Rows.Draft("a", "again", cid: "c1"), Rows.Draft("a", "two", cid: "c2")]);

        Assert.Equal([true, false, true], kept.Select(row => row.IsNew));
        Assert.Equal(kept[0].Message, kept[1].Message);
        Assert.Equal([1, 1, 2], kept.Select(row => row.Message.Seq));
        Assert.Equal(["one", "two"], await Texts("a"));
    }

    [Fact]
    public void A_cid_is_one_per_room_and_author()
    {
        var kept = History.Append(
            [Rows.Draft("a", "1", by: "Ada", cid: "c"), Rows.Draft("a", "2", by: "Bob", cid: "c"), Rows.Draft("b", "3", by: "Ada", cid: "c"), Rows.Draft("a", "4", by: "Ada", cid: "C")]);

        Assert.All(kept, row => Assert.True(row.IsNew));
        Assert.Equal([1, 2, 1, 3], kept.Select(row => row.Message.Seq));
    }

    [Fact]
    public async Task The_latest_are_the_last_before_a_seq_in_ascending_order()
    {
        Keeps("a", 10);

        Assert.Equal([8, 9, 10], await Latest(3));
        Assert.Equal([4, 5, 6], await Latest(3, before: 7));
        Assert.Equal([1, 2], await Latest(3, before: 3));
        Assert.Empty(await Latest(3, before: 1));
        Assert.Equal(10, (await Latest(100)).Count());

        async Task<IEnumerable<long>> Latest(int count, long before = long.MaxValue) =>
            (await History.LatestAsync(Rows.Room("a"), count, before)).Select(row => row.Seq);
    }

    [Fact]
    public async Task The_following_are_those_after_a_seq_in_ascending_order()
    {
        Keeps("a", 10);
        Keeps("b", 3);

        Assert.Equal([9, 10], await Following(after: 8, count: 100));
        Assert.Equal([1, 2, 3], await Following(after: 0, count: 3));
        Assert.Empty(await Following(after: 10, count: 3));

        async Task<IEnumerable<long>> Following(long after, int count) =>
            (await History.FollowingAsync(Rows.Room("a"), after, count)).Select(row => row.Seq);
    }

    [Fact]
    public async Task The_changes_are_those_after_a_rev_in_ascending_order()
    {
        Keeps("a", 10);
        Keeps("b", 3);

        Assert.Equal([9, 10], await Changes(after: 8, limit: 100));
        Assert.Equal([1, 2, 3], await Changes(after: 0, limit: 3));
        Assert.Empty(await Changes(after: 10, limit: 3));
        Assert.Empty(await Changes(after: long.MaxValue, limit: 3));
        Assert.Equal(10, (await Changes(after: 0, limit: int.MaxValue)).Count());

        async Task<IEnumerable<long>> Changes(long after, int limit) =>
            (await History.ChangesAsync(Rows.Room("a"), after, limit)).Select(row => row.Rev);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task The_changes_are_found_however_much_was_edited_and_deleted(int seed)
    {
        var random = new Random(seed);
        var (room, revs) = (Rows.Room("a"), new SortedDictionary<long, long>());
        for (var i = 0; i < 150; i++)
        {
            Change change = revs.Count == 0 || random.Next(3) > 0 ? Rows.Draft("a", $"{i}")
                : random.Next(3) > 0 ? new Edit(room, random.Next(revs.Count) + 1, $"{i}", i)
                : new Deletion(room, random.Next(revs.Count) + 1);
            var message = Assert.Single(History.Append([change])).Message;
            revs[message.Seq] = message.Rev;
        }

        Assert.Equal((revs.Count, 150), ((int)(await History.MarkAsync(room)).Seq, (int)(await History.MarkAsync(room)).Rev));
        for (var after = 0L; after <= 151; after++)
        {
            var expected = revs.Where(row => row.Value > after).OrderBy(row => row.Value).ToList();
            foreach (var limit in (int[])[1, 10, 1000])
            {
                Assert.Equal(expected.Take(limit), (await History.ChangesAsync(room, after, limit)).Select(row => KeyValuePair.Create(row.Seq, row.Rev)));
            }
        }
    }

    [Fact]
    public async Task The_mark_is_that_of_the_last_message_of_the_room()
    {
        History.Append([Rows.Draft("a", "1", at: 100), Rows.Draft("b", "2", at: 200), Rows.Draft("a", "3", at: 300)]);

        Assert.Equal(new RoomMark(2, 2, 300), await History.MarkAsync(Rows.Room("a")));
        Assert.Equal(new RoomMark(1, 1, 200), await History.MarkAsync(Rows.Room("b")));
    }

    [Fact]
    public async Task No_drafts_keep_nothing()
    {
        Assert.Empty(History.Append([]));
        Assert.Empty(History.Append([]));
        Assert.Equal(default, await History.MarkAsync(Rows.Room("general")));
    }

    [Fact]
    public async Task A_private_room_has_a_history_like_any_other()
    {
        var room = RoomName.NewPrivate();
        History.Append([Rows.Draft(room.Value, "psst")]);

        Assert.Equal("psst", Assert.Single(await History.LatestAsync(room, 10)).Text);
        Assert.Empty(await History.LatestAsync(RoomName.NewPrivate(), 10));
    }

    [Fact]
    public async Task Each_reaction_is_one_of_each_person_takes_the_next_rev_and_goes_with_its_message()
    {
        History.Append([Rows.Draft("a", "one"), Rows.Draft("b", "elsewhere"), Rows.Draft("a", "two")]);

        Assert.Equal((3, "👍 1 h-Ada"), React("Ada", "👍"));
        Assert.Equal((4, "👍 2 h-Ada h-Bob"), React("Bob", "👍", at: 2));
        Assert.Equal((5, "👍 2 h-Ada h-Bob\n❤️ 1 h-Ada"), React("Ada", "❤️"));
        Assert.Null(React("Ada", "👍", on: true));
        Assert.Null(React("Carol", "👍", on: false));
        Assert.Equal((6, "👍 1 h-Bob\n❤️ 1 h-Ada"), React("Ada", "👍"));
        Assert.Equal((7, "👍 1 h-Bob"), React("Ada", "❤️", on: false));
        Assert.Equal(["two", "one"], (await History.ChangesAsync(Rows.Room("a"), 0, 10)).Select(row => row.Text));
        Assert.Equal("👍 1 h-Bob", (await History.FindAsync(Rows.Room("a"), 1))!.Reactions);

        History.Append([new Edit(Rows.Room("a"), 1, "edited", At: 3)]);
        Assert.Equal("👍 1 h-Bob", (await History.FindAsync(Rows.Room("a"), 1))!.Reactions);
        Assert.Equal("", History.Append([new Deletion(Rows.Room("a"), 1)])[0].Message.Reactions);
        Assert.Equal("", (await History.FindAsync(Rows.Room("a"), 1))!.Reactions);
        Assert.Equal(new RoomMark(2, 9, 1), await History.MarkAsync(Rows.Room("a")));

        (long, string)? React(string by, string emoji, bool? on = null, long at = 1)
        {
            var kept = Assert.Single(History.Append([new Reaction(Rows.Room("a"), 1, new Person($"id-{by}", by, $"h-{by}"), emoji, on, at)]));
            return kept.IsNew ? (kept.Message.Rev, kept.Message.Reactions) : null;
        }
    }

    [Fact]
    public void Of_very_many_who_react_some_are_named_and_all_are_counted()
    {
        History.Append([Rows.Draft("a", "one")]);

        var kept = History.Append([.. Enumerable.Range(1, 120).Select(i => new Reaction(Rows.Room("a"), 1, new Person($"id-{i}", "x", $"h{i:000}"), "🎉", On: null, At: i))]);

        var count = Assert.Single(Reactions.Read(kept[^1].Message.Reactions));
        Assert.Equal(("🎉", 120), (count.Emoji, count.Count));
        Assert.Equal(Enumerable.Range(1, Reactions.Named).Select(i => $"h{i:000}"), count.By.Split(' '));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_looked_for_is_found_newest_first_in_its_room_alone_indexed_or_not(bool isIndexed)
    {
        History.Append([Rows.Draft("a", "hello world"), Rows.Draft("b", "hello moon"), Rows.Draft("a", "Привет, Hello!"), Rows.Draft("a", "你好世界"), Rows.Draft("a", "help")]);
        if (isIndexed)
        {
            History.Index();
            History.Append([Rows.Draft("a", "hello again")]);
        }

        Assert.Equal(isIndexed ? ["hello again", "Привет, Hello!", "hello world"] : ["Привет, Hello!", "hello world"], await Finds("hello"));
        Assert.Equal(["hello world"], await Finds("wor hel"));
        Assert.Equal(["Привет, Hello!"], await Finds("прив"));
        Assert.Equal(["你好世界"], await Finds("世界"));
        Assert.Equal(["help"], await Finds("hel", count: 1, before: isIndexed ? 5 : long.MaxValue));
        Assert.Equal(["hello world"], await Finds("hello", before: 2));
        Assert.Empty(await Finds("moon"));
        Assert.Empty(await History.SearchAsync(Rows.Room("nowhere"), SearchQuery.Parse("hello")!, 10));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_edited_is_found_by_its_new_words_and_what_is_deleted_by_none(bool isIndexed)
    {
        var (room, other) = (Rows.Draft("a", "first words"), Rows.Draft("a", "other words"));
        History.Append([room, other]);
        if (isIndexed)
        {
            History.Index();
        }

        History.Append([new Edit(room.Room, 1, "second thoughts", At: 2), new Deletion(room.Room, 2)]);

        Assert.Empty(await Finds("first"));
        Assert.Empty(await Finds("words"));
        Assert.Equal(["second thoughts"], await Finds("thoughts"));
        History.Append([new Edit(room.Room, 1, "third thoughts", At: 3)]);
        History.Index();
        Assert.Equal(["third thoughts"], await Finds("thoughts"));
        History.Append([new Deletion(room.Room, 1)]);
        History.Index();
        Assert.Empty(await Finds("thoughts"));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(2100)]
    public async Task Of_a_room_that_was_cleared_nothing_is_found_and_of_others_all(int messages)
    {
        var room = Rows.Room("a");
        History.Append([.. Enumerable.Range(1, messages).Select(i => Rows.Draft("a", $"word {i}")), Rows.Draft("b", "word of another room")]);
        History.Append([new Reaction(room, 1, new Person("id-Ada", "Ada", "h-Ada"), "👍", On: true, At: 1)]);
        while (History.Index())
        {
        }

        History.Append([new Act(room, new RoomEffect.Clear(), Rows.Draft("a", "a word of the act") with { Kind = MessageKind.Act })]);
        History.Append([Rows.Draft("a", "a new word")]);

        Assert.All(await History.ChangesAsync(room, 0, 5), row => Assert.Equal("", row.Reactions));
        Assert.Equal(["a new word"], await Finds("word"));
        Assert.Single(await History.SearchAsync(Rows.Room("b"), SearchQuery.Parse("word")!, 10));
        while (History.Index())
        {
        }

        Assert.Equal(["a new word"], await Finds("word"));
        Assert.Single(await History.SearchAsync(Rows.Room("b"), SearchQuery.Parse("word")!, 10));
    }

    [Theory]
    [InlineData("\"a* OR b\" NEAR(x y)")]
    [InlineData("room : r1")]
    [InlineData("body : a) OR (room : r2 AND body : b")]
    [InlineData("'; DROP TABLE search; --")]
    public async Task A_question_is_words_and_no_language(string typed)
    {
        History.Append([Rows.Draft("a", "mine"), Rows.Draft("b", "a b x y near or room r1 r2 body drop table search")]);
        History.Index();

        Assert.Empty(await Finds(typed));
    }

    private async Task<IEnumerable<string>> Finds(string typed, int count = 10, long before = long.MaxValue) =>
        (await History.SearchAsync(Rows.Room("a"), SearchQuery.Parse(typed)!, count, before)).Select(row => row.Text);

    [Fact]
    public async Task What_acts_change_is_kept_as_the_rules_say()
    {
        var (room, expected, rev) = (Rows.Room("a"), RoomRules.None, 0);
        Assert.Equal(expected, await History.RulesAsync(room));
        foreach (var effect in (RoomEffect[])
        [
            new RoomEffect.MakeKey(new RoomKey("k1", RoomRole.Owner, 1)),
            new RoomEffect.MakeKey(new RoomKey("k2", RoomRole.Moderator, 2)),
            new RoomEffect.Give(new RoomGrant("p1", RoomRole.Owner, "k1")),
            new RoomEffect.Give(new RoomGrant("p2", RoomRole.Moderator, "k2")),
            new RoomEffect.Give(new RoomGrant("p3", RoomRole.Moderator, "k2")),
            new RoomEffect.Give(new RoomGrant("p3", RoomRole.Owner, "k1")),
            new RoomEffect.RevokeKey("k2", "p1"),
            new RoomEffect.RevokeKey("k1", "p1"),
            new RoomEffect.Resign("p1"),
            new RoomEffect.Bar(new Ban("p4", "home", BanKind.Muted, "Eve", "h4", long.MaxValue - 1)),
            new RoomEffect.Bar(new Ban("p4", "", BanKind.Removed, "Eve", "h4", long.MaxValue)),
            new RoomEffect.Bar(new Ban("p5", "", BanKind.Muted, "Bob", "h5", long.MaxValue)),
            new RoomEffect.Lift("h5"),
            new RoomEffect.Configure(Topic: "tea", SlowSeconds: 5),
            new RoomEffect.Configure(Welcome: "hello", Lock: RoomLock.NobodyNew),
            new RoomEffect.AddBot(new RoomBot("b1", "ci", 3)),
            new RoomEffect.AddBot(new RoomBot("b2", "cron", 4)),
            new RoomEffect.RemoveBot("b1"),
            new RoomEffect.SetHook(new RoomHook("https://example.org/hook", "secret")),
            new RoomEffect.SetHook(null),
            new RoomEffect.Clear(),
        ])
        {
            var kept = Assert.Single(History.Append([new Act(room, effect, Rows.Draft("a", "told", cid: $"{rev++}") with { Kind = MessageKind.Act })]));
            expected = expected.After(effect, kept.Message);
            var stored = await History.RulesAsync(room);
            Assert.Equal(expected.Keys, stored.Keys);
            Assert.Equal(expected.Grants.OrderBy(grant => grant.Person), stored.Grants.OrderBy(grant => grant.Person));
            Assert.Equal(expected.Bans, stored.Bans);
            Assert.Equal(expected.Bots, stored.Bots);
            Assert.Equal(expected with { Keys = [], Grants = [], Bans = [], Bots = [] }, stored with { Keys = [], Grants = [], Bans = [], Bots = [] });
        }

        Assert.Equal(RoomRules.None, await History.RulesAsync(Rows.Room("b")));
    }

    [Fact]
    public async Task A_cleared_room_shows_what_comes_after_and_tells_of_each_row_that_went()
    {
        Keeps("a", 3);
        var line = Assert.Single(History.Append([new Act(Rows.Room("a"), new RoomEffect.Clear(), Rows.Draft("a", "cleared") with { Kind = MessageKind.Act })])).Message;

        Assert.Equal((4, 7), (line.Seq, line.Rev));
        Assert.Equal([line], await History.LatestAsync(Rows.Room("a"), 10));
        Assert.Equal([(1, 4, 1, ""), (2, 5, 1, ""), (3, 6, 1, ""), (4, 7, 0, "cleared")],
            (await History.ChangesAsync(Rows.Room("a"), 3, 10)).Select(row => ((int)row.Seq, (int)row.Rev, (int)row.Deleted, row.Text)));
    }

    [Fact]
    public async Task Names_and_banned_addresses_are_kept_the_latest_of_each()
    {
        History.Append([new Naming(Rows.Room("a"), "p", "Ada", 1), new Naming(Rows.Room("b"), "p", "Countess", 2), new AddressBan("x", "one", 5), new AddressBan("x", "two", 6), new AddressBan("y", "", 7)]);
        Assert.Equal(("Countess", 2), (await History.NameAsync("p") is { } name ? (name.Name, (int)name.At) : default));
        Assert.Null(await History.NameAsync("q"));

        History.Append([new AddressPardon("y")]);
        Assert.Equal([new AddressBan("x", "two", 6)], await History.AddressBansAsync());
    }

    private void Keeps(string room, int messages) =>
        History.Append([.. Enumerable.Range(1, messages).Select(i => Rows.Draft(room, $"{i}"))]);

    private async Task<IEnumerable<string>> Texts(string room) =>
        (await History.LatestAsync(Rows.Room(room), 100)).Select(row => row.Text);
}
