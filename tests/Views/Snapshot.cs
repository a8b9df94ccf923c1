using System.Text;
using AngleSharp.Dom;
using HtmxChat.Tests.Support;

namespace HtmxChat.Tests.Views;

/// <summary>What a view looked like when somebody last looked at it: <c>Snapshots/{name}.html</c>.
/// After a change on purpose: <c>ACCEPT_SNAPSHOTS=1 dotnet test</c>, then read the difference in git.</summary>
internal static class Snapshot
{
    private const string Switch = "ACCEPT_SNAPSHOTS";

    public static string Folder { get; } = Repository.File("tests", "Views", "Snapshots");

    /// <summary>Fails with a line by line difference, and leaves the new text beside the old one as <c>{name}.received.html</c>.</summary>
    public static void Matches(string name, IEnumerable<INode> view)
    {
        var text = Text(view);
        var (expected, received) = (Path.Combine(Folder, $"{name}.html"), Path.Combine(Folder, $"{name}.received.html"));
        File.Delete(received);
        if (Environment.GetEnvironmentVariable(Switch) == "1")
        {
            File.WriteAllText(expected, text);
        }
        else if (!File.Exists(expected))
        {
            File.WriteAllText(received, text);
            Assert.Fail($"There is no snapshot {name}.html. {Switch}=1 makes it of this:\n{text}");
        }
        else if (File.ReadAllText(expected).ReplaceLineEndings("\n") is var known && known != text)
        {
            File.WriteAllText(received, text);
            Assert.Fail($"{name}.html is no longer what the view looks like. {Switch}=1 accepts the lines with +:\n{LineDifference.Of(known, text)}");
        }
    }

    /// <summary>One line a tag, attributes sorted: the same for the same document however it is written.
    /// White space of text is shown as it is, a line feed as <c>&amp;#10;</c>; between tags on different lines it does not count.</summary>
    public static string Text(IEnumerable<INode> nodes)
    {
        var text = new StringBuilder();
        Write(text, nodes, indent: "");
        return text.ToString();
    }

    private static void Write(StringBuilder text, IEnumerable<INode> nodes, string indent)
    {
        foreach (var node in nodes.Where(node => !IsLayout(node)))
        {
            text.Append(indent);
            if (node is IElement { ChildNodes: [] or [IText] } leaf)
            {
                text.Append(Open(leaf)).Append(Escape(leaf.TextContent)).Append(leaf.Flags.HasFlag(NodeFlags.SelfClosing) ? "\n" : $"</{leaf.LocalName}>\n");
            }
            else if (node is IElement element)
            {
                text.Append(Open(element)).Append('\n');
                Write(text, element.ChildNodes, indent + "  ");
                text.Append($"{indent}</{element.LocalName}>\n");
            }
            else
            {
                text.Append(node switch
                {
                    IText words => Escape(words.Data),
                    IComment comment => $"<!--{comment.Data}-->",
                    _ => $"<!DOCTYPE {node.NodeName}>",
                }).Append('\n');
            }
        }
    }

    private static bool IsLayout(INode node) => node is IText { Data: var data } && data.Contains('\n') && string.IsNullOrWhiteSpace(data);

    private static string Open(IElement element) =>
        $"<{string.Join(' ', element.Attributes.OrderBy(attribute => attribute.Name, StringComparer.Ordinal).Select(Written).Prepend(element.LocalName))}>";

    private static string Written(IAttr attribute) => attribute.Value == "" ? attribute.Name : $"{attribute.Name}=\"{Escape(attribute.Value).Replace("\"", "&quot;")}\"";

    private static string Escape(string text)
    {
        text = text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;").Replace("\n", "&#10;").Replace("\t", "&#9;");
        return text == " " ? "&#32;" : text;
    }
}
