using System.Text.Encodings.Web;
using System.Text.Unicode;
using HtmxChat.Rooms;
using HtmxChat.Views;

namespace HtmxChat.Tests.Views;

/// <summary>Models that never change, for views to show.</summary>
internal static class Examples
{
    public static readonly Person Ada = new("id-ada", "Ada", "k3v9qa");
    public static readonly Person Bob = new("id-bob", "Bob & Söhne", "7m2xzp");
    public static readonly Person Carol = new("id-carol", "كارول", "w8d4ne");

    public static readonly RoomName General = Name("general");
    public static readonly RoomName Secret = Name(string.Concat(Enumerable.Repeat("0123456789abcdef", 4)));

    public static readonly ChatMessage Plain = Message(41, "Hello, world.");

    /// <summary>Texts that would be something else than text if anybody let them.</summary>
    public static readonly string[] HostileTexts =
    [
        "<script>alert(1)</script>",
        "</p></li></ol><img src=x onerror=alert(1)>",
        "\"><svg onload=alert(1)>",
        "' onmouseover='alert(1)",
        "&lt;b&gt; &amp;amp; &#60;i&#62; &nbsp",
        "<!-- comment --> <![CDATA[ x ]]> <?php ?>",
        "</textarea></title></style></noscript><script>alert(1)</script>",
        "<li id=\"m-1\" hx-swap-oob=\"true\">gotcha</li>",
        "javascript:alert(1)",
        "{{7*7}} @Model ${x} <%= x %>",
        "\u202Ereversed\u202C \u2066isolated\u2069",
        "+ADw-script+AD4- \uFEFF \uFFFE",
        "😀<b>👩\u200D👧</b>",
        "a < b && c > d \"e\" 'f' `g` =h/",
        "line one\n<br>\n\tline three",
        "<template><plaintext><xmp><iframe>",
    ];

    public static ChatMessage Message(long seq, string text, Person? by = null, long? rev = null)
    {
        by ??= Ada;
        var at = new DateTimeOffset(2026, 1, 2, 23, 4, 5, TimeSpan.Zero).ToUnixTimeMilliseconds() + seq * 1000;
        return new ChatMessage(seq, rev ?? seq + 10, seq + 100, by.Id, by.Name, by.Handle, text, at, $"cid-{seq}", Born: rev ?? seq + 10);
    }

    /// <summary>The line of an act.</summary>
    public static ChatMessage Act(long seq, string text) => Message(seq, text, new Person("id-ada", "", "")) with { Kind = MessageKind.Act };

    /// <summary>Every kind of act about a name that would be markup, by each who may.</summary>
    public static IReadOnlyList<ActLine> Acts =>
    [
        .. Enum.GetValues<DeedKind>().Select(kind => new ActLine(
            kind is DeedKind.BecameOwner or DeedKind.BecameModerator or DeedKind.ResignedAsOwner or DeedKind.ResignedAsModerator ? RoomRole.Visitor : RoomRole.Owner,
            new Deed(kind, "<b>{0}\"'&", "k3v9qa", 90))),
        new ActLine(RoomRole.Operator, new Deed(DeedKind.SetTopic, "كارول"), new Deed(DeedKind.TurnedSlowModeOff)),
        new ActLine(RoomRole.Moderator, new Deed(DeedKind.RemovedMessage)),
    ];

    public static IReadOnlyList<ChatMessage> Messages(int first, int count) =>
        [.. Enumerable.Range(first, count).Select(seq => Message(seq, $"message {seq}", seq % 2 == 0 ? Bob : Ada))];

    public static RoomEvent.RosterChanged Roster(int shown, int count) =>
        new([.. Enumerable.Range(1, shown).Select(i => new Person($"id-{i}", $"Person {i}", $"h{i:00000}"))], count);

    public static RoomEvent.Acknowledged Acknowledged(string cid) =>
        new(new RoomCommand.Say(Ada, "hi", cid), new Kept(Plain, IsNew: true));

    public static RoomModel Room(IReadOnlyList<ChatMessage>? messages = null, Assets? assets = null) => new(
        General,
        Ada,
        HasName: true,
        new LogRows(messages ?? [], HtmlEncoder.Create(UnicodeRanges.All)),
        IsLatest: true,
        FormToken: "form-token",
        Cid: "fresh-cid",
        assets ?? new Assets(AssetSource.Auto, hasLocal: true),
        MaxMessageLength: 2000);

    private static RoomName Name(string text)
    {
        Assert.True(RoomName.TryParse(text, out var name));
        return name;
    }
}
