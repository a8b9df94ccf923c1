using System.Text;
using System.Text.Encodings.Web;
using HtmxChat.Rooms;
using HtmxChat.Views.Fragments;
using Microsoft.AspNetCore.Html;

namespace HtmxChat.Views;

/// <summary>Rows of a log, which are the same for all viewers who read the same language: rendered when they are first shown, and once.</summary>
/// <param name="messages">The rows, ascending by seq.</param>
/// <param name="encoder">Encodes all text of users.</param>
public sealed class LogRows(IReadOnlyList<ChatMessage> messages, HtmlEncoder encoder)
{
    private HtmlString? _html;

    /// <summary>The rows, ascending by seq.</summary>
    public IReadOnlyList<ChatMessage> Messages => messages;

    /// <summary>The rows as markup, in the language of whoever is the first to ask.</summary>
    public HtmlString Html => _html ??= Render();

    private HtmlString Render()
    {
        var writer = new FrameWriter();
        foreach (var message in messages)
        {
            RoomFrames.Render(writer, MessageRow.Create(message), encoder);
        }

        return new HtmlString(Encoding.UTF8.GetString(writer.WrittenSpan));
    }
}
