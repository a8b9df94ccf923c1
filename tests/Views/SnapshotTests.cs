using AngleSharp.Dom;
using HtmxChat.Rooms;
using HtmxChat.Views;
using HtmxChat.Views.Fragments;
using Pages = HtmxChat.Views.Pages;

namespace HtmxChat.Tests.Views;

/// <summary>Every view as it was when somebody last looked at it. See <see cref="Snapshot"/> for how a change is accepted.</summary>
public sealed class SnapshotTests
{
    private static readonly Dictionary<string, Func<Task<IEnumerable<INode>>>> Views = new()
    {
        ["row"] = () => Row("Hello, world."),
        ["row-hostile"] = () => Row("</p><script>alert(\"1\")</script> & 'so' &amp; on", new Person("id", "<b>Eve</b>\"'&", "\"><i>")),
        ["row-right-to-left"] = () => Row("مرحبا بالعالم, hello", Examples.Carol),
        ["row-lines"] = () => Row("first\n\n  indented\n\twith a tab"),
        ["row-emoji"] = () => Row("😀 👩\u200D👩\u200D👧 ❤\uFE0F", new Person("id", "🦊", "k3v9qa")),

        ["row-bold-italic"] = () => Row("*bold* and _italic_, *_both_*, not 2*3*4 or snake_case_name"),
        ["row-code"] = () => Row("call `x < y` or ``a ` b``"),
        ["row-fence"] = () => Row("look:\n```cs\nif (a < b)\n    *c*;\n```\nthere"),
        ["row-quote"] = () => Row("> first\n> *second*\nanswer"),
        ["row-links"] = () => Row("see https://example.org/?a=1&b=\"2\", (http://example.org/x) or mailto:ada@example.org."),
        ["row-emoji-names"] = () => Row("done :tada: :no_such_name:"),

        ["row-reactions"] = () => Fragment(Html.Of(MessageRow.Create(Examples.Plain with { Reactions = "👍 2 k3v9qa 7m2xzp\n🎉 60 w8d4ne" }))),

        ["row-image"] = () => Fragment(Html.Of(MessageRow.Create(Examples.Message(41, "") with { File = new("key", "cat.png", "image/png", 12_345, "A <cat> \"asleep\"") }))),
        ["row-file"] = () => Fragment(Html.Of(MessageRow.Create(Examples.Plain with { File = new("key", "<b>.svg", SharedFile.Unknown, 1_500_000, "") }))),

        ["roster-empty"] = () => Event(Examples.Roster(0, 0)),
        ["roster-three"] = () => Event(new RoomEvent.RosterChanged([Examples.Ada, Examples.Bob, Examples.Carol], 3)),
        ["roster-51-of-60"] = () => Event(Examples.Roster(51, 60)),

        ["notice"] = () => Event(new RoomEvent.Refused(Refusal.BadRequest)),
        ["notice-cid"] = () => Event(new RoomEvent.Refused(Refusal.TooLong(2000), "cid-1")),
        ["notice-cid-retry"] = () => Event(new RoomEvent.Refused(Refusal.TooFast(TimeSpan.FromSeconds(2.5)), "cid-1")),

        ["acts"] = () => Fragment(Task.FromResult(Html.Frames.Render(Acts).ToString())),
        ["acts-in-german"] = () => Fragment(Task.FromResult(Html.GermanFrames.Render(Acts).ToString())),
        ["act-damaged"] = () => Fragment(Html.Of(MessageRow.Create(Examples.Act(41, "") with { Damaged = 1 }))),

        ["older-link"] = () => Fragment(Html.Of(OlderLink.Create(new OlderLinkModel(42, "/r/general")))),

        ["frame-said-three"] = () => Event([.. Examples.Messages(7, 3).Select(message => new RoomEvent.Said(message))]),
        ["frame-caught-up"] = () => Event(new RoomEvent.CaughtUp(Examples.Messages(7, 2), After: 0), Examples.Roster(1, 1)),
        ["frame-started-anew"] = () => Event(new RoomEvent.StartedAnew(Examples.General, Examples.Messages(1, 2)), Examples.Roster(1, 1)),
        ["frame-started-anew-with-older"] = () => Event(new RoomEvent.StartedAnew(Examples.General, Examples.Messages(7, 2)), Examples.Roster(1, 1)),
        ["frame-acknowledged"] = () => Event(Examples.Acknowledged("cid-1")),
        ["frame-of-all"] = () => Event(
            Examples.Acknowledged("cid-1"),
            new RoomEvent.Refused(Refusal.Blank, "cid-2"),
            new RoomEvent.Said(Examples.Message(1, "one")),
            new RoomEvent.Said(Examples.Message(2, "two")),
            Examples.Roster(2, 2),
            new RoomEvent.Said(Examples.Message(3, "three"))),

        ["home"] = () => Page(Pages.Home.Create(new HomeModel("form-token", ""))),
        ["home-refused"] = () => Page(Pages.Home.Create(new HomeModel("form-token", "Ada\"<", "…", Refusal.BadName("A room's name needs a letter.")))),

        ["room-empty"] = () => Room(Examples.Room()),
        ["room-rows"] = () => Room(Examples.Room(Examples.Messages(1, 3))),
        ["room-rows-with-older"] = () => Room(Examples.Room(Examples.Messages(7, 3))),
        ["room-without-name"] = () => Room(Examples.Room(Examples.Messages(1, 1)) with { HasName = false }),
        ["room-older-page"] = () => Room(Examples.Room(Examples.Messages(7, 2)) with { IsLatest = false }),
        ["room-react"] = () => Room(Examples.Room(Examples.Messages(1, 1)) with { React = 1 }),
        ["room-private"] = () => Room(Examples.Room(Examples.Messages(7, 1)) with { Room = Examples.Secret }),
        ["room-refused-with-text"] = () => Room(Examples.Room() with { Text = "</textarea><script>\n& more", Refusal = Refusal.TooFast(TimeSpan.FromSeconds(3)) }),

        ["search"] = () => Page(Pages.Search.Create(Found("words look"))),
        ["search-empty"] = () => Page(Pages.Search.Create(Found(""))),
        ["search-results"] = () => Fragment(Html.Of(SearchResults.Create(Found("世界 \"<b>\"") with { OldestSeq = 7 }))),
        ["search-results-none"] = () => Fragment(Html.Of(SearchResults.Create(Found("nowhere")))),

        ["problem"] = () => Page(Pages.Problem.Create(new ProblemModel("There is no <such> page", "Look & see."))),
    };

    public static TheoryData<string> Names => [.. Views.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_view_looks_as_it_did(string name) => Snapshot.Matches(name, await Views[name]());

    [Fact]
    public void Every_snapshot_is_of_a_view() =>
        Assert.Empty(Directory.GetFiles(Snapshot.Folder)
            .Select(file => Path.GetFileName(file).Replace(".received", "").Replace(".html", ""))
            .Except(Views.Keys));

    // Each kind there is, several at once, and a sentence as the first versions kept them.
    private static IReadOnlyList<RoomEvent> Acts =>
    [
        .. Examples.Acts.Select((line, number) => new RoomEvent.Said(Examples.Act(number + 1, line.ToText()))),
        new RoomEvent.Said(Examples.Act(99, "An owner cleared the <room>.")),
    ];

    private static Task<IEnumerable<INode>> Row(string text, Person? by = null) =>
        Fragment(Html.Of(MessageRow.Create(Examples.Message(41, text, by))));

    private static SearchModel Found(string typed)
    {
        ChatMessage[] messages =
        [
            Examples.Message(9, $"{new string('a', 100)} long before the <b>words</b>\n\nto look for, and {new string('z', 300)}"),
            Examples.Message(8, "Looks like *words* 你好世界 <b>", Examples.Carol),
        ];
        var query = SearchQuery.Parse(typed);
        return new(
            Examples.General,
            typed,
            query is null ? null : [.. messages.Select(message => SearchHit.Of(message, query)).OfType<SearchHit>()],
            OldestSeq: null,
            new Assets(AssetSource.Auto, hasLocal: true));
    }

    private static Task<IEnumerable<INode>> Event(params RoomEvent[] events) => Fragment(Task.FromResult(Html.Of(events)));

    private static Task<IEnumerable<INode>> Room(RoomModel model) => Page(Pages.Room.Create(model));

    private static async Task<IEnumerable<INode>> Fragment(Task<string> html) => Html.Fragment(await html);

    private static async Task<IEnumerable<INode>> Page(RazorSlices.RazorSlice page) => Html.Page(await Html.Of(page)).ChildNodes;
}
