using HtmxChat.Rooms;

namespace HtmxChat.Views;

/// <summary>The beginning of an answer: who is answered, in which message, and what was said there.</summary>
public static class Quote
{
    private const int MaxLines = 3;
    private const int MaxLength = 200;

    /// <summary>The message as a quote of the message box: <c>&gt; Ada #42: …</c> and a line feed. <c>#42</c> becomes a link to the message.</summary>
    public static string Of(ChatMessage message)
    {
        var said = message.Text.Split('\n').Where(line => !line.StartsWith('>') && !string.IsNullOrWhiteSpace(line)).ToArray();
        var text = string.Join('\n', said.Take(MaxLines));
        var isShort = said.Length <= MaxLines && text.Length <= MaxLength;
        var cut = text.Length <= MaxLength ? text.Length : char.IsLowSurrogate(text[MaxLength]) ? MaxLength - 1 : MaxLength;
        return $"> {message.Name} #{message.Seq}: {text[..cut].Replace("\n", "\n> ")}{(isShort ? "" : " …")}\n";
    }
}
