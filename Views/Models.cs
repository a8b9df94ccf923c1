using HtmxChat.Rooms;

namespace HtmxChat.Views;

/// <summary>What every page's head and foot need.</summary>
/// <param name="Title">The document's title.</param>
/// <param name="Assets">Where htmx comes from; null on a page that needs no script.</param>
/// <param name="IsListed">Whether search engines may list the page.</param>
/// <param name="RefreshSeconds">Without JavaScript the page is loaded again this often; null for never.</param>
/// <param name="HasScript">Whether a page that needs no htmx needs <c>chat.js</c>.</param>
public sealed record PageHead(string Title, Assets? Assets = null, bool IsListed = false, int? RefreshSeconds = null, bool HasScript = false);

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

    /// <summary>Whether files can be sent.</summary>
    public bool TakesFiles { get; init; } = true;

    /// <summary>The message with which something is to be done, if there is one.</summary>
    public ChatMessage? Chosen { get; init; }

    /// <summary>The seq of the message to be reacted to, if one is.</summary>
    public long? React { get; init; }

    /// <summary>The seq of the message the page is about, if it is about one.</summary>
    public long? Marked => At ?? Chosen?.Seq ?? React ?? Edit ?? Delete;

    /// <summary>The seq before which are the rows that follow these; null on the latest page.</summary>
    public long? Newer { get; init; }

    /// <summary>Whether the page is for reading only.</summary>
    public bool IsReading { get; init; }

    /// <summary>Whether the page is in a frame of another site.</summary>
    public bool IsEmbedded { get; init; }

    /// <summary>Whether the browser keeps a name that is given here: in another site's frame only behind TLS.</summary>
    public bool KeepsName { get; init; } = true;

    /// <summary>What can be given to others; null on a page for reading only.</summary>
    public ShareModel? Share { get; init; }

    /// <summary>The page's path, which is the base of all its links.</summary>
    public string Path { get; init; } = $"/r/{Room.Value}";

    /// <summary>The way to the rows before these, or null if they are the first.</summary>
    public OlderLinkModel? Older => OlderLinkModel.Of(Rows.Messages, Path, Rules.ClearedSeq);

    /// <summary>What holds in the room.</summary>
    public RoomRules Rules { get; init; } = RoomRules.None;

    /// <summary>What <see cref="Me"/> may do in it.</summary>
    public RoomRole Role { get; init; }

    /// <summary>Whoever the page is to tell about, if somebody is.</summary>
    public Person? Shown { get; init; }

    /// <summary>The URL of a link that was just made for <see cref="Me"/>, to be shown this once.</summary>
    public string? NewLink { get; init; }

    /// <summary>Whether it is a public room nobody has used yet, and so <see cref="Me"/> may have it.</summary>
    public bool IsUnused => !Room.IsPrivate && IsLatest && Rules.Keys.Count == 0 && Rows.Messages.Count == 0 && Rules.ClearedSeq == 0;
}

/// <summary>What can be given to others.</summary>
/// <param name="Url">The room's address.</param>
/// <param name="ReadingUrl">The address under which it can only be read.</param>
/// <param name="PicturePath">The path of the address as a QR code.</param>
public sealed record ShareModel(string Url, string ReadingUrl, string PicturePath);

/// <summary>The page that explains keys, formatting and commands.</summary>
/// <param name="Room">The room it leads back to.</param>
public sealed record HelpModel(RoomName Room);

/// <summary>The rooms a browser has kept, to be shown on the home page.</summary>
/// <param name="Rooms">Each room's path and title, and how many messages its reader has not seen.</param>
public sealed record VisitedModel(IReadOnlyList<VisitedRoom> Rooms);

/// <summary>A room a browser has kept.</summary>
/// <param name="Name">Which.</param>
/// <param name="Unread">Messages its reader has not seen.</param>
public sealed record VisitedRoom(RoomName Name, long Unread);

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
    public static OlderLinkModel? Of(IReadOnlyList<ChatMessage> rows, string path = "", long cleared = 0) =>
        rows is [{ Seq: var first }, ..] && first > Math.Max(1, cleared) ? new(first, path) : null;
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

/// <summary>The page of those who keep order in a room.</summary>
/// <param name="Room">The room.</param>
/// <param name="Me">Who looks at it.</param>
/// <param name="Rules">What holds in the room.</param>
/// <param name="People">Those who are in the room, and those who have lately said something.</param>
/// <param name="Now">The time, for what is over soon.</param>
/// <param name="FormToken">Proves a form to be of this host.</param>
/// <param name="NewLink">The URL of a link that was just made, to be shown this once.</param>
/// <param name="Refusal">Why the last try did not work.</param>
public sealed record OwnerModel(
    RoomName Room,
    Person Me,
    RoomRules Rules,
    IReadOnlyList<Person> People,
    DateTimeOffset Now,
    string FormToken,
    string? NewLink,
    Refusal? Refusal = null)
{
    /// <summary>What <see cref="Me"/> may do.</summary>
    public RoomRole Role => Rules.RoleOf(Me);

    /// <summary>The bars that are not over.</summary>
    public IEnumerable<Ban> Bans => Rules.Bans.Where(ban => ban.Until > Now.ToUnixTimeMilliseconds());
}

/// <summary>The operator's page.</summary>
/// <param name="IsOperator">Whether it is the operator who looks at it; else it asks for the token.</param>
/// <param name="Bans">The addresses banned now.</param>
/// <param name="FormToken">Proves a form to be of this host.</param>
/// <param name="Refusal">Why the last try did not work.</param>
public sealed record OperatorModel(bool IsOperator, IReadOnlyList<AddressBan> Bans, string FormToken, Refusal? Refusal);

/// <summary>The question whether to take the role that a link gives.</summary>
/// <param name="Room">The room.</param>
/// <param name="Role">The role.</param>
/// <param name="Secret">The secret of the link.</param>
/// <param name="FormToken">Proves a form to be of this host.</param>
public sealed record KeyModel(RoomName Room, RoomRole Role, string Secret, string FormToken);

/// <summary>The choice how somebody is barred.</summary>
/// <param name="By">What whoever chooses may do.</param>
public sealed record BarFieldsModel(RoomRole By)
{
    /// <summary>The times to choose from.</summary>
    public static readonly IReadOnlyList<int> Minutes = [10, 60, 24 * 60, 7 * 24 * 60, 5_256_000];
}

/// <summary>A link that was just made.</summary>
/// <param name="Url">The whole link.</param>
/// <param name="IsFirst">Whether it is the owner link of a room nobody has used yet.</param>
/// <param name="Done">The page without it.</param>
public sealed record NewLinkModel(string Url, bool IsFirst, string Done);

/// <summary>The page where owners let programs in and have messages sent to others.</summary>
/// <param name="Room">The room.</param>
/// <param name="Bots">The programs that may post.</param>
/// <param name="Hook">Where messages are sent; null for nowhere.</param>
/// <param name="HasHooks">Whether the operator lets messages be sent.</param>
/// <param name="FormToken">Proves a form to be of this host.</param>
/// <param name="Api">The URL to which programs post.</param>
/// <param name="NewToken">The token of a program that was just let in: shown this once.</param>
/// <param name="NewSecret">The secret of a hook that was just set: shown this once.</param>
/// <param name="Refusal">Why the last try did not work.</param>
public sealed record HooksModel(
    RoomName Room,
    IReadOnlyList<RoomBot> Bots,
    RoomHook? Hook,
    bool HasHooks,
    string FormToken,
    string Api,
    string? NewToken = null,
    string? NewSecret = null,
    Refusal? Refusal = null);

/// <summary>A page that says what went wrong and where to go.</summary>
/// <param name="Title">In a few words.</param>
/// <param name="Text">What happened and what to do.</param>
/// <param name="Room">The path of the room in which it happened; null if it was in none, or it cannot be seen.</param>
public sealed record ProblemModel(string Title, string Text, string? Room = null);
