using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using HtmxChat.Rooms;
using HtmxChat.Views;
using Pages = HtmxChat.Views.Pages;

namespace HtmxChat.Tests.Views;

/// <summary>No text of a user becomes markup, wherever it is shown.</summary>
public sealed class HostileTextTests
{
    public static TheoryData<string> Texts => [.. Examples.HostileTexts];

    [Theory]
    [MemberData(nameof(Texts))]
    public void A_message_is_text(string text)
    {
        var row = Said(text, new Person("id", text, text));

        // What formatting may make of it is told by RichTextTests.
        var shown = row.QuerySelector(".text")!;
        Assert.Equal(text, shown.GetAttribute("data-source") ?? shown.TextContent);
        shown.RemoveAttribute("data-source");
        shown.TextContent = "";
        Assert.Equal(text, row.QuerySelector(".name")?.TextContent);
        Assert.Equal(text, row.QuerySelector(".handle")?.TextContent);
        Assert.Equal(text, row.QuerySelector("li")?.GetAttribute("data-by"));
        HasTheShapeOf(Said("harmless", new Person("id", "harmless", "harmless")), row);
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void A_name_in_the_roster_is_text(string text)
    {
        var roster = Html.Element(Html.Of(new RoomEvent.RosterChanged([new Person("id", text, text)], 1)));

        Assert.Equal(text, roster.QuerySelector(".name")?.TextContent);
        HasTheShapeOf(Html.Element(Html.Of(new RoomEvent.RosterChanged([new Person("id", "x", "x")], 1))), roster);
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void A_notice_is_text(string text)
    {
        var notice = Html.Element(Html.Of(new RoomEvent.Refused(Refusal.BadName(text), text)));

        Assert.Equal(text, notice.TextContent);
        Assert.Equal(text, notice.FirstElementChild?.GetAttribute("data-cid"));
        HasTheShapeOf(Html.Element(Html.Of(new RoomEvent.Refused(Refusal.BadName("x"), "x"))), notice);
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task What_was_typed_stands_in_the_room_page_as_text(string text)
    {
        var (page, harmless) = (await Room(text), await Room("harmless"));
        harmless.QuerySelector("#log li")!.Remove();

        Assert.Equal(text, Assert.IsType<IHtmlTextAreaElement>(page.QuerySelector("#text"), exactMatch: false).Value);
        Assert.Equal(text, page.QuerySelector("#notice")?.TextContent);
        page.QuerySelector("#log li")!.Remove();
        HasTheShapeOf(harmless.DocumentElement, page.DocumentElement);
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task What_was_typed_stands_in_the_home_page_as_text(string text)
    {
        var page = await Home(text);

        // A text field has no line feeds: browsers and forms drop them.
        Assert.Equal(text, page.QuerySelector("#name")?.GetAttribute("value"));
        Assert.Equal(text, page.QuerySelector("#to")?.GetAttribute("value"));
        HasTheShapeOf((await Home("harmless")).DocumentElement, page.DocumentElement);
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task A_problem_is_text(string text)
    {
        var page = Html.Page(await Html.Of(Pages.Problem.Create(new ProblemModel(text, text))));

        Assert.Equal(text, page.QuerySelector("h1")?.TextContent);
        HasTheShapeOf(Html.Page(await Html.Of(Pages.Problem.Create(new ProblemModel("x", "x")))).DocumentElement, page.DocumentElement);
    }

    private static IElement Said(string text, Person by) => Html.Element(Html.Of(new RoomEvent.Said(Examples.Message(1, text, by))));

    private static async Task<IDocument> Room(string text)
    {
        var room = Examples.Room([Examples.Message(1, text)]) with { Me = new Person("id", text, text), Text = text, Refusal = Refusal.BadName(text) };
        return Html.Page(await Html.Of(Pages.Room.Create(room)));
    }

    private static async Task<IDocument> Home(string text) =>
        Html.Page(await Html.Of(Pages.Home.Create(new HomeModel("form-token", text, text, Refusal.BadName(text)))));

    // Names of elements and attributes, without any of their values.
    private static void HasTheShapeOf(IElement expected, IElement actual) => Assert.Equal(Shape(expected), Shape(actual));

    private static string Shape(IElement element) =>
        $"<{string.Join(' ', element.Attributes.Select(attribute => attribute.Name).Prepend(element.LocalName))}>{string.Concat(element.Children.Select(Shape))}</>";
}
