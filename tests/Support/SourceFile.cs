using System.Text.RegularExpressions;

namespace HtmxChat.Tests.Support;

/// <summary>A C# or Razor file as the rules of the house see it: the namespaces and words of its code, without comments and texts.</summary>
public sealed partial class SourceFile(string path)
{
    /// <summary>Relative to the repository, with slashes.</summary>
    public string Path { get; } = path;

    public string Folder => System.IO.Path.GetDirectoryName(Path)!.Replace('\\', '/');

    /// <summary>The code, with every comment and literal taken out.</summary>
    public string Code { get; } = CommentsAndTexts().Replace(File.ReadAllText(Repository.File(path)), " ");

    /// <summary>The namespaces it declares.</summary>
    public IEnumerable<string> Namespaces => Declarations().Matches(Code).Select(match => match.Groups[1].Value);

    /// <summary>Every dotted name in it: of using lines and those written out in full.</summary>
    public IEnumerable<string> DottedNames => Dotted().Matches(Code).Select(match => match.Value).Except(Namespaces);

    /// <summary>Every single word of it.</summary>
    public IEnumerable<string> Words => Word().Matches(Code).Select(match => match.Value).Distinct();

    /// <summary>The names of namespaces, or of what is in them, that begin with one of these.</summary>
    public IEnumerable<string> NamesUnder(params string[] namespaces) =>
        DottedNames.Where(name => namespaces.Any(space => name == space || name.StartsWith(space + ".", StringComparison.Ordinal)));

    public override string ToString() => Path;

    [GeneratedRegex(""" //[^\n]* | /\*.*?\*/ | @\*.*?\*@ | \$*\"{3}.*?\"{3} | \$?@\$?"(?:[^"]|"")*" | \$?"(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])' """,
        RegexOptions.Singleline | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex CommentsAndTexts();

    [GeneratedRegex(@"^namespace\s+([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Declarations();

    [GeneratedRegex(@"(?<![\w.])[A-Za-z_]\w*(?:\s*\.\s*[A-Za-z_]\w*)+|(?<=using\s+)\w+")]
    private static partial Regex Dotted();

    [GeneratedRegex(@"[A-Za-z_]\w*")]
    private static partial Regex Word();
}
