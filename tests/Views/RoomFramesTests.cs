using AngleSharp.Dom;
using HtmxChat.Rooms;
using HtmxChat.Tests.Support;
using HtmxChat.Views.Fragments;

namespace HtmxChat.Tests.Views;

/// <summary>What a server may send: a row of known elements, each with an id and <c>hx-swap-oob</c>, and nothing between.</summary>
public sealed class RoomFramesTests
{
    private static readonly RoomEvent[] Events =
    [
        new RoomEvent.Said(Examples.Plain),
        Examples.Acknowledged("cid-1"),
        new RoomEvent.Refused(Refusal.TooFast(TimeSpan.FromSeconds(1)), "cid-1"),
        new RoomEvent.Refused(Refusal.BadRequest),
        Examples.Roster(0, 0),
        Examples.Roster(3, 60),
        new RoomEvent.CaughtUp(Examples.Messages(1, 3), After: 0),
        new RoomEvent.StartedAnew(Examples.General, []),
        new RoomEvent.StartedAnew(Examples.Secret, Examples.Messages(5, 3)),
    ];

    [Fact]
    public void Every_event_becomes_known_elements_and_nothing_else()
    {
        foreach (var one in Events)
        {
            IsOfKnownElements(one);
            foreach (var other in Events)
            {
                IsOfKnownElements(one, other);
                IsOfKnownElements(one, other, one);
            }
        }

        IsOfKnownElements(Events);
    }

    [Fact]
    public void All_rows_of_a_turn_share_one_wrapper()
    {
        var log = Html.Element(Html.Of([.. Examples.Messages(1, 50).Select(message => new RoomEvent.Said(message))]));

        Assert.Equal("beforeend", log.GetAttribute("hx-swap-oob"));
        Assert.Equal(Enumerable.Range(1, 50).Select(seq => $"m-{seq}"), log.Children.Select(row => row.Id));
    }

    [Fact]
    public void Rows_missed_come_as_rows_at_the_end_do() =>
        Assert.Equal(Html.Of([.. Examples.Messages(1, 5).Select(message => new RoomEvent.Said(message))]), Html.Of(new RoomEvent.CaughtUp(Examples.Messages(1, 5), After: 0)));

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public void A_log_started_anew_leads_on_to_older_rows_if_there_are_any(int first, bool leads)
    {
        var nodes = Html.Fragment(Html.Of(new RoomEvent.StartedAnew(Examples.General, Examples.Messages(first, 3))));

        Assert.Equal(["older", "log"], nodes.OfType<IElement>().Select(element => element.Id));
        Assert.All(nodes.OfType<IElement>(), element => Assert.Equal("innerHTML", element.GetAttribute("hx-swap-oob")));
        Assert.Equal(leads, nodes.QuerySelector($"#older a[href='?before={first}']") is not null);
    }

    [Fact]
    public async Task A_row_pushed_is_the_row_of_the_page_to_the_byte()
    {
        var model = Examples.Room([Examples.Plain, .. Examples.HostileTexts.Select((text, i) => Examples.Message(50 + i, text))]);
        var page = await Html.Of(HtmxChat.Views.Pages.Room.Create(model));

        foreach (var message in model.Rows.Messages)
        {
            var row = await Html.Of(MessageRow.Create(message));
            Assert.Contains(row, page, StringComparison.Ordinal);
            Assert.Equal($"<ol id=\"log\" hx-swap-oob=\"beforeend\">{row}</ol>", Html.Of(new RoomEvent.Said(message)));
        }
    }

    [Fact]
    public void A_row_that_takes_another_s_place_is_the_row_and_says_so_last_in_its_tag()
    {
        var changed = Html.Of(new RoomEvent.Changed(Examples.Plain));

        Assert.Matches("^<li id=\"m-41\" data-seq=\"41\" data-rev=\"51\"[^>]* hx-swap-oob=\"true\">", changed);
        Assert.Contains(changed.Replace(" hx-swap-oob=\"true\"", ""), Html.Of(new RoomEvent.Said(Examples.Plain)));
    }

    [Theory]
    [InlineData("plain", "p-plain")]
    [InlineData("\"><script>", "p-\"><script>")]
    [InlineData("a'b&amp;<", "p-a'b&amp;<")]
    public void An_acknowledgement_names_the_cid_whatever_it_is(string cid, string id)
    {
        var row = Html.Element(Html.Of(Examples.Acknowledged(cid)));

        Assert.Equal(("li", id, "delete"), (row.LocalName, row.Id, row.GetAttribute("hx-swap-oob")));
        Assert.Empty(row.ChildNodes);
    }

    [Fact]
    public void A_notice_tells_programs_the_code_the_cid_and_the_wait()
    {
        var notice = Html.Element(Html.Of(new RoomEvent.Refused(Refusal.TooFast(TimeSpan.FromSeconds(2.5)), "c\"1"))).FirstElementChild!;

        Assert.Equal("TooFast", notice.GetAttribute("data-code"));
        Assert.Equal("c\"1", notice.GetAttribute("data-cid"));
        Assert.Equal("3", notice.GetAttribute("data-retry-after"));
        Assert.Equal("You are sending too fast. Please wait 3 seconds.", notice.TextContent);
    }

    [Fact]
    public void An_event_that_is_no_ones_to_see_throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Html.Of(new RoomEvent.Joined(new Member(Examples.Ada, new Wire(1).Outbox), 0)));

    [Fact]
    public void A_frame_is_never_changed_by_a_later_one()
    {
        var first = Html.Frames.Render([new RoomEvent.Said(Examples.Message(1, new string('a', 5000)))]);
        var text = first.ToString();
        Html.Frames.Render([new RoomEvent.Said(Examples.Message(2, new string('b', 5000)))]);

        Assert.Equal(text, first.ToString());
    }

    [Fact]
    public async Task Rooms_render_at_the_same_time_without_mixing()
    {
        var rooms = Enumerable.Range(1, 16).Select(seq => Task.Run(() =>
        {
            RoomEvent said = new RoomEvent.Said(Examples.Message(seq, new string((char)('a' + seq), 1000 * seq)));
            var expected = Html.Of(said);
            for (var i = 0; i < 100; i++)
            {
                Assert.True(expected == Html.Of(said));
            }
        }));

        await Task.WhenAll(rooms).Soon();
    }

    private static void IsOfKnownElements(params RoomEvent[] events)
    {
        foreach (var node in Html.Fragment(Html.Of(events)))
        {
            var element = Assert.IsType<IElement>(node, exactMatch: false);
            Assert.True(
                (element.LocalName, element.Id, element.GetAttribute("hx-swap-oob")) switch
                {
                    ("ol", "log", "beforeend" or "innerHTML") => true,
                    ("ol", "older", "innerHTML") => true,
                    ("ul", "roster", "innerHTML") => true,
                    ("p", "typing" or "notice", "innerHTML") => true,
                    ("li", ['m', '-', .. { Length: > 0 }], "true") => true,
                    ("li", ['p', '-', .. { Length: > 0 }], "delete") => element.ChildNodes.Length == 0,
                    _ => false,
                },
                element.OuterHtml);
            Assert.Empty(element.QuerySelectorAll("[hx-swap-oob]"));
        }
    }
}
