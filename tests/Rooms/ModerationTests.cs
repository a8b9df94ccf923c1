using HtmxChat.Rooms;
using HtmxChat.Views.Languages;

namespace HtmxChat.Tests.Rooms;

/// <summary>Who may do what, what everybody is told of it, and what it means for those who are here.</summary>
public sealed class ModerationTests
{
    private static readonly Person Owner = Rules.Tab("Owner").Person;
    private static readonly Person Moderator = Rules.Tab("Mo").Person;
    private static readonly Person Visitor = Rules.Tab("Vi").Person;
    private static readonly Person Operator = Rules.Tab("Op").Person with { IsOperator = true };

    private readonly Rules _rules = new();

    public ModerationTests()
    {
        Assert.Null(_rules.Does(new RoomCommand.Claim(Owner, "first")).Line);
        Assert.Equal("\u2068Owner\u2069 (h-Owner) became an owner.", _rules.Does(new RoomCommand.Open(Owner, "first")).Line);
        Does(Owner, new RoomEffect.MakeKey(new RoomKey("second", RoomRole.Moderator, 0)));
        Assert.Equal("\u2068Mo\u2069 (h-Mo) became a moderator.", _rules.Does(new RoomCommand.Open(Moderator, "second")).Line);
    }

    public static TheoryData<RoomEffect, string> OfModerators => new()
    {
        { new RoomEffect.Configure(Topic: "  tea\nand toast "), "A moderator set the topic to \u201C\u2068tea and toast\u2069\u201D." },
        { new RoomEffect.Configure(Welcome: "Hello"), "A moderator changed the welcome." },
        { new RoomEffect.Configure(Lock: RoomLock.NobodyNew), "A moderator closed the room to newcomers." },
        { new RoomEffect.Configure(Lock: RoomLock.NobodyWrites), "A moderator locked the room: only moderators can write." },
        { new RoomEffect.Configure(SlowSeconds: 90), "A moderator turned slow mode on: one message each 1 minute 30 seconds." },
        { new RoomEffect.Configure(Topic: "x", SlowSeconds: 5), "A moderator set the topic to \u201C\u2068x\u2069\u201D, turned slow mode on: one message each 5 seconds." },
        { new RoomEffect.Clear(), "A moderator cleared the room." },
    };

    public static TheoryData<RoomEffect> OfOwners => new()
    {
        new RoomEffect.MakeKey(new RoomKey("third", RoomRole.Owner, 0)),
        new RoomEffect.MakeKey(new RoomKey("third", RoomRole.Moderator, 0)),
        new RoomEffect.RevokeKey("second", ""),
    };

    [Theory]
    [MemberData(nameof(OfModerators))]
    public void A_moderator_sets_and_clears_and_everybody_is_told(RoomEffect effect, string line)
    {
        Assert.Equal(Refusal.NotModerator, Refused(Visitor, effect));
        Assert.Equal(line, Does(Moderator, effect).Line);
        Assert.Null(Asked(Owner, effect) as RoomEvent.Rejected);
    }

    [Theory]
    [MemberData(nameof(OfOwners))]
    public void Links_are_the_owners(RoomEffect effect)
    {
        Assert.Equal(Refusal.NotModerator, Refused(Visitor, effect));
        Assert.Equal(Refusal.NotOwner, Refused(Moderator, effect));
        Assert.NotNull(Does(Owner, effect).Line);
    }

    [Fact]
    public void The_operator_is_an_owner_everywhere() =>
        Assert.Equal("The operator cleared the room.", Does(Operator, new RoomEffect.Clear()).Line);

    [Fact]
    public void What_holds_already_is_no_act() =>
        Assert.IsType<RoomEvent.Acknowledged>(Asked(Owner, new RoomEffect.Configure(Topic: "", Welcome: "", Lock: RoomLock.Open, SlowSeconds: 0)));

    [Fact]
    public void Settings_have_bounds()
    {
        Assert.Equal(RefusalCode.TooLong, Refused(Owner, new RoomEffect.Configure(Topic: new string('x', 201))).Code);
        Assert.Equal(RefusalCode.TooLong, Refused(Owner, new RoomEffect.Configure(Welcome: new string('x', 1001))).Code);
        Assert.Equal(RefusalCode.BadRequest, Refused(Owner, new RoomEffect.Configure(SlowSeconds: 3601)).Code);
        Assert.Equal(RefusalCode.BadRequest, Refused(Owner, new RoomEffect.Configure(Lock: (RoomLock)7)).Code);
    }

    [Fact]
    public void A_room_is_claimed_while_nothing_was_said_and_nobody_has_its_link()
    {
        Assert.Equal(Refusal.NotUnused, _rules.Refused(new RoomCommand.Claim(Visitor, "mine")));
        Assert.Equal(Refusal.NotUnused, new Rules(mark: new RoomMark(1, 1, 1)).Refused(new RoomCommand.Claim(Visitor, "mine")));
    }

    [Fact]
    public void Only_a_link_gives_a_role()
    {
        Assert.Equal(Refusal.NoSuchLink, _rules.Refused(new RoomCommand.Open(Visitor, "guess")));
        Assert.Equal(Refusal.BadRequest, Refused(Owner, new RoomEffect.Give(new RoomGrant(Visitor.Id, RoomRole.Owner, ""))));
        Assert.Equal(RoomRole.Visitor, _rules.Held.RoleOf(Visitor));
    }

    [Fact]
    public void A_revoked_link_takes_its_roles_along_but_not_that_of_who_revokes_it()
    {
        Assert.Equal("An owner revoked a link for moderators.", Does(Owner, new RoomEffect.RevokeKey("second", "")).Line);
        Assert.Equal(RoomRole.Visitor, _rules.Held.RoleOf(Moderator));
        Assert.Equal(Refusal.NoSuchLink, _rules.Refused(new RoomCommand.Open(Visitor, "second")));

        Does(Owner, new RoomEffect.RevokeKey("first", ""));
        Assert.Equal(RoomRole.Owner, _rules.Held.RoleOf(Owner));
    }

    [Fact]
    public void A_room_is_handed_on_by_a_link_and_by_giving_up()
    {
        Does(Owner, new RoomEffect.MakeKey(new RoomKey("heir", RoomRole.Owner, 0)));
        _rules.Does(new RoomCommand.Open(Visitor, "heir"));
        Assert.Equal("\u2068Owner\u2069 (h-Owner) is no longer an owner.", Does(Owner, new RoomEffect.Resign(Owner.Id)).Line);
        Assert.Equal((RoomRole.Visitor, RoomRole.Owner), (_rules.Held.RoleOf(Owner), _rules.Held.RoleOf(Visitor)));
    }

    [Fact]
    public void A_moderator_deletes_any_message_and_everybody_is_told()
    {
        var events = _rules.Apply(new RoomCommand.Delete(Moderator, 1) { Target = Rules.Message(1) });

        Assert.Equal(new Deletion(_rules.Room, 1), Assert.IsType<RoomEvent.Accepted>(events[0]).Change);
        Assert.Equal(("A moderator removed a message.", MessageKind.Act, ""), Line(events[1]));
        Assert.Equal(Refusal.NotYours, _rules.Refused(new RoomCommand.Delete(Visitor, 1) { Target = Rules.Message(1) }));
    }

    [Fact]
    public void Nobody_edits_for_another_and_nobody_takes_an_act_back()
    {
        var act = Rules.Message(1) with { Author = Owner.Id, Kind = MessageKind.Act };

        Assert.Equal(Refusal.NotYours, _rules.Refused(new RoomCommand.Edit(Owner, 1, "other") { Target = Rules.Message(1) }));
        Assert.Equal(Refusal.NotYours, _rules.Refused(new RoomCommand.Edit(Owner, 1, "other") { Target = act }));
        Assert.Equal(Refusal.NotYours, _rules.Refused(new RoomCommand.Delete(Owner, 1) { Target = act }));
    }

    [Fact]
    public void Whoever_is_muted_reads_and_does_not_write_until_the_time_is_over()
    {
        var tab = _rules.Joined("Vi");
        Assert.Equal("A moderator muted \u2068Vi\u2069 (h-Vi) for 10 minutes.", Bars(BanKind.Muted, TimeSpan.FromMinutes(10)).Line);

        Assert.Equal("You are muted in this room. You can write again in 9 minutes 30 seconds.", _rules.Refused(Say(tab.Person), Rules.Noon.AddSeconds(30)).Text);
        Assert.Equal(RefusalCode.NotAllowed, _rules.Refused(new RoomCommand.Rename(tab.Person, "I protest")).Code);
        Assert.IsType<RoomEvent.Joined>(Assert.Single(_rules.Apply(new RoomCommand.Join(Rules.Tab("Vi"), 0))));
        Assert.IsType<RoomEvent.Accepted>(Assert.Single(_rules.Apply(Say(tab.Person), Rules.Noon.AddMinutes(10))));
    }

    [Fact]
    public void Whoever_is_removed_is_sent_away_with_all_tabs_and_does_not_come_back_until_the_time_is_over()
    {
        Member[] tabs = [_rules.Joined("Vi"), _rules.Joined("Vi")];
        var (line, events) = Bars(BanKind.Removed, TimeSpan.FromDays(1));

        Assert.Equal("A moderator removed \u2068Vi\u2069 (h-Vi) for 1 day.", line);
        Assert.Equal(tabs, events.OfType<RoomEvent.Dismissed>().Select(dismissed => dismissed.Member));
        Assert.Empty(_rules.Names);
        Assert.IsType<RoomEvent.Dismissed>(Assert.Single(_rules.Apply(new RoomCommand.Join(Rules.Tab("Vi"), 0))));
        Assert.IsType<RoomEvent.Dismissed>(Assert.Single(_rules.Apply(new RoomCommand.Listen(Rules.Tab("Vi")))));
        Assert.Equal("You were removed from this room. You can come back in 1 day.", _rules.Refused(Say(tabs[0].Person)).Text);
        Assert.IsType<RoomEvent.Joined>(_rules.Apply(new RoomCommand.Join(Rules.Tab("Vi"), 0), Rules.Noon.AddDays(1))[^1]);
    }

    [Fact]
    public void Another_identity_of_the_same_address_is_barred_too_and_a_house_mate_who_moderates_is_not()
    {
        var home = new Member(Visitor with { Address = "home" }, Rules.Tab("any").Outbox);
        _rules.Apply(new RoomCommand.Join(home, 0));
        Bars(BanKind.Removed, TimeSpan.FromDays(1));

        Assert.NotNull(_rules.Held.EntryRefusal(new Person("new", "x", "h") { Address = "home" }, true, Rules.Noon));
        Assert.Null(_rules.Held.EntryRefusal(new Person("new", "x", "h") { Address = "elsewhere" }, true, Rules.Noon));
        Assert.Null(_rules.Held.EntryRefusal(new Person("new", "x", "h"), true, Rules.Noon));
        Assert.Null(_rules.Held.EntryRefusal(Moderator with { Address = "home" }, true, Rules.Noon));
    }

    [Fact]
    public void Whoever_is_removed_goes_with_all_that_read_along_and_all_of_that_address_but_who_has_a_role()
    {
        var (reading, nameless, mate, named) = (At("home", Visitor), At("home", "demo"), At("home", "mate"), At("home", "named"));
        var elsewhere = At("elsewhere", "far");
        _rules.Apply(new RoomCommand.Join(At("home", Visitor), 0));
        _rules.Apply(new RoomCommand.Join(At("home", Moderator), 0));
        _rules.Apply(new RoomCommand.Join(mate, 0));
        _rules.Apply(new RoomCommand.Read(reading, 0));
        _rules.Apply(new RoomCommand.Listen(nameless));
        _rules.Apply(new RoomCommand.Listen(elsewhere));
        _rules.Apply(new RoomCommand.Listen(named));
        _rules.Apply(new RoomCommand.Enter(named, "Ned"));
        var (_, events) = Bars(BanKind.Removed, TimeSpan.FromDays(1));

        var gone = events.OfType<RoomEvent.Dismissed>().Select(dismissed => dismissed.Member).ToList();
        Assert.Equal(5, gone.Count);
        Assert.All([mate, reading, nameless, named], member => Assert.Contains(member, gone));
        Assert.Equal([Moderator.Name], _rules.Names);

        _rules.Apply(new RoomCommand.Leave(elsewhere));
        Assert.Empty(_rules.Apply(new RoomCommand.Banish("elsewhere")));

        static Member At(string address, object who) => new((who as Person ?? Rules.Tab((string)who).Person) with { Address = address }, Rules.Tab("any").Outbox);
    }

    [Fact]
    public void Who_spoke_and_is_not_here_is_barred_with_the_address_of_then()
    {
        _rules.Apply(Say(Visitor with { Address = "home" }));
        Bars(BanKind.Muted, TimeSpan.FromDays(1));

        Assert.Equal("home", Assert.Single(_rules.Held.Bans).Address);
    }

    [Fact]
    public void Nobody_bars_who_may_as_much()
    {
        _rules.Apply(new RoomCommand.Join(new Member(Owner, Rules.Tab("any").Outbox), 0));
        _rules.Apply(new RoomCommand.Join(new Member(Moderator, Rules.Tab("any").Outbox), 0));

        Assert.Equal(Refusal.NotAgainst, _rules.Refused(new RoomCommand.Bar(Moderator, Owner.Handle, BanKind.Removed, TimeSpan.FromDays(1))));
        Assert.Equal(Refusal.NotAgainst, _rules.Refused(new RoomCommand.Bar(Owner, Owner.Handle, BanKind.Removed, TimeSpan.FromDays(1))));
        Assert.Equal(Refusal.HasRole, _rules.Refused(new RoomCommand.Bar(Owner, Moderator.Handle, BanKind.Removed, TimeSpan.FromDays(1))));
        Assert.Equal(Refusal.NotModerator, _rules.Refused(new RoomCommand.Bar(Visitor, Moderator.Handle, BanKind.Removed, TimeSpan.FromDays(1))));
        Assert.Equal(Refusal.NobodyOfThatHandle, _rules.Refused(new RoomCommand.Bar(Owner, "nobody", BanKind.Removed, TimeSpan.FromDays(1))));
    }

    [Fact]
    public void A_bar_is_lifted()
    {
        var tab = _rules.Joined("Vi");
        Bars(BanKind.Muted, TimeSpan.FromDays(1));

        Assert.Equal("An owner let \u2068Vi\u2069 (h-Vi) write again.", Does(Owner, new RoomEffect.Lift("h-Vi")).Line);
        Assert.IsType<RoomEvent.Accepted>(Assert.Single(_rules.Apply(Say(tab.Person))));
        Assert.Equal(Refusal.NobodyOfThatHandle, Refused(Owner, new RoomEffect.Lift("h-Vi")));
    }

    [Fact]
    public void In_a_locked_room_only_moderators_write()
    {
        Does(Owner, new RoomEffect.Configure(Lock: RoomLock.NobodyWrites));

        Assert.Equal(Refusal.NobodyWrites, _rules.Refused(Say(Visitor)));
        Assert.Equal(Refusal.NobodyWrites, _rules.Refused(new RoomCommand.Edit(Visitor, 1, "x") { Target = Rules.Message(1) with { Author = Visitor.Id } }));
        Assert.IsType<RoomEvent.Accepted>(Assert.Single(_rules.Apply(Say(Moderator))));
        Assert.IsType<RoomEvent.Joined>(_rules.Apply(new RoomCommand.Join(Rules.Tab("new"), 0))[^1]);
    }

    [Fact]
    public void Closed_to_newcomers_a_room_lets_in_who_was_here_and_who_has_said_something_here()
    {
        var tab = _rules.Joined("Vi");
        Does(Owner, new RoomEffect.Configure(Lock: RoomLock.NobodyNew));
        var postponed = _rules.Left(tab);
        _rules.Apply(postponed.Command);

        Assert.IsType<RoomEvent.Joined>(_rules.Apply(new RoomCommand.Join(Rules.Tab("Vi"), 0))[^1]);
        Assert.Equal("new", _rules.Stranger(new RoomCommand.Join(Rules.Tab("new"), 0)));
        Assert.Equal(Refusal.NobodyNew, Assert.IsType<RoomEvent.Dismissed>(Assert.Single(_rules.Apply(new RoomCommand.Join(Rules.Tab("new"), 0)))).Refusal);
        Assert.Equal(Refusal.NobodyNew, _rules.Refused(Say(Rules.Tab("new").Person)));
        _rules.Meets("new");
        Assert.IsType<RoomEvent.Joined>(_rules.Apply(new RoomCommand.Join(Rules.Tab("new"), 0))[^1]);
    }

    [Fact]
    public void In_slow_mode_each_says_one_thing_in_that_time_and_a_resend_does_not_wait()
    {
        Does(Owner, new RoomEffect.Configure(SlowSeconds: 30));
        Assert.IsType<RoomEvent.Accepted>(Assert.Single(_rules.Apply(Say(Visitor, "c1"))));

        var refusal = _rules.Refused(Say(Visitor, "c2"), Rules.Noon.AddSeconds(18.5));
        Assert.Equal((RefusalCode.TooFast, TimeSpan.FromSeconds(12)), (refusal.Code, refusal.RetryAfter));
        Assert.IsType<RoomEvent.Accepted>(Assert.Single(_rules.Apply(Say(Visitor, "c1"), Rules.Noon.AddSeconds(1))));
        Assert.IsType<RoomEvent.Accepted>(Assert.Single(_rules.Apply(Say(Moderator, "c3"))));
        Assert.IsType<RoomEvent.Accepted>(Assert.Single(_rules.Apply(Say(Moderator, "c4"))));
        Assert.IsType<RoomEvent.Accepted>(Assert.Single(_rules.Apply(Say(Visitor, "c2"), Rules.Noon.AddSeconds(32))));
    }

    [Fact]
    public void A_cleared_room_starts_anew_with_the_line_that_says_so()
    {
        var (line, events) = Does(Owner, new RoomEffect.Clear());

        Assert.Equal("An owner cleared the room.", line);
        Assert.Empty(Assert.IsType<RoomEvent.StartedAnew>(events[0]).Latest);
        Assert.IsType<RoomEvent.Said>(events[1]);
    }

    [Fact]
    public void Everybody_at_a_banned_address_is_sent_away()
    {
        var home = new Member(Visitor with { Address = "home" }, Rules.Tab("any").Outbox);
        _rules.Apply(new RoomCommand.Join(home, 0));
        _rules.Joined("elsewhere");

        Assert.Equal(new RoomEvent.Dismissed(home, Refusal.Banned), Assert.Single(_rules.Apply(new RoomCommand.Banish("home")), happened => happened is RoomEvent.Dismissed));
        Assert.Equal(["elsewhere"], _rules.Names);
    }

    private static RoomCommand.Say Say(Person by, string cid = "c") => new(by, "hi", cid);

    private (string? Line, IReadOnlyList<RoomEvent> Events) Bars(BanKind kind, TimeSpan time) => _rules.Does(new RoomCommand.Bar(Moderator, "h-Vi", kind, time));

    private RoomEvent Asked(Person by, RoomEffect effect) => Assert.Single(_rules.Apply(new RoomCommand.Moderate(by, effect)));

    private Refusal Refused(Person by, RoomEffect effect) => _rules.Refused(new RoomCommand.Moderate(by, effect));

    private (string? Line, IReadOnlyList<RoomEvent> Events) Does(Person by, RoomEffect effect) => _rules.Does(new RoomCommand.Moderate(by, effect));

    private static (string Text, string Kind, string Name) Line(RoomEvent happened) =>
        Assert.IsType<Draft>(Assert.IsType<RoomEvent.Accepted>(happened).Change) is var draft
            ? (Words.ForPrograms.Of(ChatMessage.None with { Kind = draft.Kind, Text = draft.Text }), draft.Kind, draft.By.Name)
            : default;
}
