using HtmxChat.Rooms;

namespace HtmxChat.Views;

/// <summary>What every page's head and foot need.</summary>
/// <param name="Title">The document's title.</param>
/// <param name="Assets">Where htmx comes from; null on a page that needs no script.</param>
/// <param name="IsListed">Whether search engines may list the page.</param>
/// <param name="RefreshSeconds">Without JavaScript the page is loaded again this often; null for never.</param>
public sealed record PageHead(string Title, Assets? Assets = null, bool IsListed = false, int? RefreshSeconds = null);

/// <summary>The home page.</summary>
/// <param name="FormToken">Proves a form to be of this host.</param>
/// <param name="Name">The visitor's name, empty if not chosen yet.</param>
/// <param name="Room">What was typed as a room's name.</param>
/// <param name="Refusal">Why the last try did not work.</param>
public sealed record HomeModel(string FormToken, string Name, string Room = "", Refusal? Refusal = null);

/// <summary>A room's page.</summary>
/// <param name="Room">The room.</param>
/// <param name="Me">Who looks at it.</param>
/// <param name="HasName">Whether <paramref name="Me"/> has chosen a name; the page asks for one first.</param>
/// <param name="Rows">The rows.</param>
/// <param name="IsLatest">Whether the rows are the newest; an older page is not live.</param>
/// <param name="FormToken">Proves a form to be of this host.</param>
/// <param name="Cid">A fresh id for the form's next send.</param>
/// <param name="Assets">Where htmx comes from.</param>
/// <param name="MaxMessageLength">Characters a message may have.</param>
/// <param name="Text">What is in the message box.</param>
/// <param name="Refusal">Why the last try did not work.</param>
/// <param name="Edit">The seq of the own message that is in the message box, if one is being edited.</param>
/// <param name="Delete">The seq of the own message that is about to be deleted, if one is.</param>
public sealed record RoomModel(
    RoomName Room,
    Person Me,
    bool HasName,
    LogRows Rows,
    bool IsLatest,
    string FormToken,
    string Cid,
    Assets Assets,
    int MaxMessageLength,
    string Text = "",
    Refusal? Refusal = null,
    long? Edit = null,
    long? Delete = null)
{
    /// <summary>The seq of the message the page is around, if it is around one.</summary>
    public long? At { get; init; }

    /// <summary>The seq of the message to be reacted to, if one is.</summary>
    public long? React { get; init; }

    /// <summary>The seq before which are the rows that follow these; null on the latest page.</summary>
    public long? Newer { get; init; }

    /// <summary>The page's path, which is the base of all its links.</summary>
    public string Path { get; init; } = $"/r/{Room.Value}";

    /// <summary>The way to the rows before these, or null if they are the first.</summary>
    public OlderLinkModel? Older => OlderLinkModel.Of(Rows.Messages, Path);
}

/// <summary>Rows to put above those of a page: the page before them.</summary>
/// <param name="Messages">The rows, ascending by seq.</param>
/// <param name="Path">The path of the page.</param>
public sealed record OlderRowsModel(IReadOnlyList<ChatMessage> Messages, string Path);

/// <summary>The way to the page of rows before a seq.</summary>
/// <param name="Before">The seq.</param>
/// <param name="Path">The path of the page; empty where pages of several paths are sent the same: a room can be read under more than one.</param>
public sealed record OlderLinkModel(long Before, string Path)
{
    /// <summary>The way to what is before these rows, or null if they are the first.</summary>
    public static OlderLinkModel? Of(IReadOnlyList<ChatMessage> rows, string path = "") => rows is [{ Seq: > 1 } first, ..] ? new(first.Seq, path) : null;
}

/// <summary>A search in a room and what it has found.</summary>
/// <param name="Room">The room.</param>
/// <param name="Typed">What is looked for, as typed.</param>
/// <param name="Hits">What was found, newest first; null if nothing was looked for.</param>
/// <param name="OldestSeq">The seq before which there may be more; null if this is all.</param>
/// <param name="Assets">Where htmx comes from.</param>
public sealed record SearchModel(RoomName Room, string Typed, IReadOnlyList<SearchHit>? Hits, long? OldestSeq, Assets Assets)
{
    /// <summary>Where there may be more; null if this is all.</summary>
    public string? Older => OldestSeq is { } before ? $"/r/{Room.Value}/search?q={Uri.EscapeDataString(Typed)}&before={before}" : null;
}

/// <summary>A page that says what went wrong and where to go.</summary>
/// <param name="Title">In a few words.</param>
/// <param name="Text">What happened and what to do.</param>
public sealed record ProblemModel(string Title, string Text);
