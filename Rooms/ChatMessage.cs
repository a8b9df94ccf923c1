namespace HtmxChat.Rooms;

/// <summary>A message as the store keeps it. Column for column the row of <c>messages</c>.</summary>
/// <param name="Seq">Place in the room's log: 1, 2, 3 … without holes.</param>
/// <param name="Rev">The room's change counter at the last change of this message.</param>
/// <param name="Id">The row's id, unique in the database.</param>
/// <param name="Author">The author's <see cref="Person.Id"/>; never shown.</param>
/// <param name="Name">The author's name when it was said.</param>
/// <param name="Handle">The author's handle in this room.</param>
/// <param name="Text">The text as it was typed, without control characters other than line feed and tab; of an act what was done, which views put into words.</param>
/// <param name="At">Unix time in milliseconds; within a room it never goes back.</param>
/// <param name="Cid">The id its client gave this send.</param>
/// <param name="Born">The rev at which it was said: whoever has seen that rev has the row.</param>
/// <param name="EditedAt">When the author last changed the text, in Unix milliseconds; null if never.</param>
/// <param name="Deleted">1 if the author has deleted it: the text is gone, its place in the log stays.</param>
/// <param name="Damaged">1 if the stored row does not fit its checksum: the text is not shown.</param>
/// <param name="Kind">What kind of line it is, see <see cref="MessageKind"/>.</param>
/// <param name="Reactions">Who has reacted to it and how, see <see cref="Rooms.Reactions.Read"/>.</param>
/// <param name="File">The file that came with it, if any.</param>
public sealed record ChatMessage(
    long Seq,
    long Rev,
    long Id,
    string Author,
    string Name,
    string Handle,
    string Text,
    long At,
    string Cid,
    long Born,
    long? EditedAt = null,
    long Deleted = 0,
    long Damaged = 0,
    string Kind = MessageKind.Text,
    string Reactions = "",
    SharedFile? File = null)
{
    /// <summary>Stands where a change has no line.</summary>
    public static readonly ChatMessage None = new(0, 0, 0, "", "", "", "", 0, "", 0);

    /// <summary>All of it in which words are looked for.</summary>
    public string Searchable => File is null ? Text : $"{Text}\n{File.Alt}\n{File.Name}";

    /// <summary>The text for whoever is shown nothing but text: the file is told by its name.</summary>
    public string PlainText => File is null ? Text : $"{Text} [{File.Name}]".TrimStart();

    /// <summary>Whether somebody said it and it is still there: no act, and neither deleted nor damaged.</summary>
    public bool IsSpoken => this is { Deleted: 0, Damaged: 0, Kind: not MessageKind.Act };

    /// <summary><see cref="At"/> as a time.</summary>
    public DateTimeOffset Time => DateTimeOffset.FromUnixTimeMilliseconds(At);
}

/// <summary>An accepted change on its way to the store, which gives it its rev.</summary>
/// <param name="Room">The room it belongs to; none if it is for all of them.</param>
public abstract record Change(RoomName Room);

/// <summary>A new message; the store also gives it seq and id.</summary>
/// <param name="Room">The room it belongs to.</param>
/// <param name="By">Who says it.</param>
/// <param name="Text">See <see cref="ChatMessage.Text"/>.</param>
/// <param name="At">See <see cref="ChatMessage.At"/>.</param>
/// <param name="Cid">Unique for this author in this room; the same one again is the same message again.</param>
/// <param name="Kind">See <see cref="ChatMessage.Kind"/>.</param>
public sealed record Draft(RoomName Room, Person By, string Text, long At, string Cid, string Kind = MessageKind.Text) : Change(Room)
{
    /// <summary>See <see cref="ChatMessage.File"/>; its bytes are already kept.</summary>
    public SharedFile? File { get; init; }
}

/// <summary>Another text for a message.</summary>
/// <param name="Room">The room it belongs to.</param>
/// <param name="Seq">Which message.</param>
/// <param name="Text">See <see cref="ChatMessage.Text"/>.</param>
/// <param name="At">See <see cref="ChatMessage.EditedAt"/>.</param>
public sealed record Edit(RoomName Room, long Seq, string Text, long At) : Change(Room);

/// <summary>Takes a message's text away for good.</summary>
/// <param name="Room">The room it belongs to.</param>
/// <param name="Seq">Which message.</param>
public sealed record Deletion(RoomName Room, long Seq) : Change(Room);

/// <summary>Sets a reaction to a message, or takes it back.</summary>
/// <param name="Room">The room it belongs to.</param>
/// <param name="Seq">Which message.</param>
/// <param name="By">Who reacts.</param>
/// <param name="Emoji">One of <see cref="Reactions.Quick"/>.</param>
/// <param name="On">Whether it shall be set; null to change what it is.</param>
/// <param name="At">When, in Unix milliseconds.</param>
public sealed record Reaction(RoomName Room, long Seq, Person By, string Emoji, bool? On, long At) : Change(Room);

/// <summary>Changes what holds in the room.</summary>
/// <param name="Room">The room it belongs to.</param>
/// <param name="Effect">What changes.</param>
/// <param name="Line">The line that tells everybody, kept together with the effect as a <see cref="MessageKind.Act"/>; null if nobody is told.</param>
public sealed record Act(RoomName Room, RoomEffect Effect, Draft? Line) : Change(Room);

/// <summary>Remembers under which name somebody wants to be known.</summary>
/// <param name="Room">The room it was said in.</param>
/// <param name="Person">The <see cref="Rooms.Person.Id"/>.</param>
/// <param name="Name">The name.</param>
/// <param name="At">When it was chosen, in Unix milliseconds.</param>
public sealed record Naming(RoomName Room, string Person, string Name, long At) : Change(Room);

/// <summary>An address may not use the server for a time.</summary>
/// <param name="Address">See <see cref="Person.Address"/>.</param>
/// <param name="Note">What the operator remembers it by.</param>
/// <param name="Until">The end, in Unix milliseconds.</param>
public sealed record AddressBan(string Address, string Note, long Until) : Change(default(RoomName))
{
    /// <summary>UTF-16 characters a note may have.</summary>
    public const int MaxNote = 100;
}

/// <summary>An address may use the server again.</summary>
/// <param name="Address">See <see cref="Person.Address"/>.</param>
public sealed record AddressPardon(string Address) : Change(default(RoomName));

/// <summary>What the store answers for a <see cref="Change"/>.</summary>
/// <param name="Message">The message as it is kept; <see cref="ChatMessage.None"/> if the change has none.</param>
/// <param name="IsNew">False if nothing changed, because this cid was kept before: <paramref name="Message"/> is that first one.</param>
public sealed record Kept(ChatMessage Message, bool IsNew);

/// <summary>How far a room's history has come.</summary>
/// <param name="Seq">The highest seq, 0 in an empty room.</param>
/// <param name="Rev">The highest rev, 0 in an empty room.</param>
/// <param name="At">The time of the last message in Unix milliseconds, 0 in an empty room.</param>
/// <param name="FileBytes">Bytes of all files.</param>
public readonly record struct RoomMark(long Seq, long Rev, long At, long FileBytes = 0);
