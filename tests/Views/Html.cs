using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using HtmxChat.Rooms;
using HtmxChat.Tests.Support;
using HtmxChat.Views;
using RazorSlices;

namespace HtmxChat.Tests.Views;

/// <summary>Views as text and as a browser reads them.</summary>
internal static class Html
{
    // As the program registers it.
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>What the program renders frames with.</summary>
    public static RoomFrames Frames { get; } = new(Encoder);

    /// <summary>Likewise for those who read German.</summary>
    public static RoomFrames GermanFrames { get; } = new(Encoder, CultureInfo.GetCultureInfo("de"));

    public static async Task<string> Of(RazorSlice view)
    {
        var writer = new FrameWriter();
        await view.RenderAsync(writer, Encoder).AsTask().Soon();
        return Encoding.UTF8.GetString(writer.WrittenSpan);
    }

    public static string Of(params RoomEvent[] events) => Frames.Render(events).ToString();

    /// <summary>The nodes of a fragment inside a body.</summary>
    public static INodeList Fragment(string html)
    {
        var parser = new HtmlParser();
        return parser.ParseFragment(html, parser.ParseDocument("").Body!);
    }

    /// <summary>The only element of a fragment.</summary>
    public static IElement Element(string html) => Assert.IsType<IElement>(Assert.Single(Fragment(html)), exactMatch: false);

    public static IDocument Page(string html) => new HtmlParser().ParseDocument(html);
}
