namespace HtmxChat.Rooms;

/// <summary>Why a command was not carried out.</summary>
public enum RefusalCode
{
    /// <summary>There is no text in it.</summary>
    Blank,
    /// <summary>The text is longer than the room allows.</summary>
    TooLong,
    /// <summary>The name cannot be used.</summary>
    BadName,
    /// <summary>It could not be understood.</summary>
    BadRequest,
    /// <summary>The address says too much at once.</summary>
    TooFast,
    /// <summary>The address asks for too much at once, or holds too much open.</summary>
    TooMuch,
    /// <summary>There is no such message, or not any more.</summary>
    NotFound,
    /// <summary>It is not this person's to do.</summary>
    NotAllowed,
    /// <summary>The store did not keep it.</summary>
    NotKept,
    /// <summary>The store has no space.</summary>
    StoreFull,
    /// <summary>More is waiting than the room takes in.</summary>
    Busy,
    /// <summary>The server is stopping.</summary>
    Stopping,
}

/// <summary>An error as a value: it becomes a notice for a person and a status for a program only at the edge.</summary>
/// <param name="Code">The reason, for programs.</param>
/// <param name="Text">The reason, for people.</param>
/// <param name="RetryAfter">When trying again makes sense; null if it never does.</param>
public sealed record Refusal(RefusalCode Code, string Text, TimeSpan? RetryAfter = null)
{
    /// <summary>By what another language finds its words for it; null: by the <see cref="Code"/>.</summary>
    public string? Key { get; init; }

    /// <summary>What goes into these words before <see cref="RetryAfter"/>: a number or a time; null if nothing does.</summary>
    public object? Value { get; init; }

    /// <summary>The text is empty or white space.</summary>
    public static readonly Refusal Blank = new(RefusalCode.Blank, "There was nothing to send.");

    /// <summary>A client's frame or body cannot be read.</summary>
    public static readonly Refusal BadRequest = new(RefusalCode.BadRequest, "The server did not understand that.");

    /// <summary>The write failed; nobody has seen the message.</summary>
    public static readonly Refusal NotKept =
        new(RefusalCode.NotKept, "Your message could not be saved, so nobody has seen it. Please try again.", TimeSpan.FromSeconds(5));

    /// <summary>The disk is full; nobody has seen the message.</summary>
    public static readonly Refusal StoreFull =
        new(RefusalCode.StoreFull, "The server has no space left to save your message, so nobody has seen it. Please try again later.", TimeSpan.FromSeconds(30));

    /// <summary>A form without its file.</summary>
    public static readonly Refusal NoFile = new(RefusalCode.BadRequest, "There was no file to send.") { Key = nameof(NoFile) };

    /// <summary>The room's files have no more room.</summary>
    public static readonly Refusal FilesFull = new(RefusalCode.TooLong, "This room has no space left for files. Deleting messages with files makes some.") { Key = nameof(FilesFull) };

    /// <summary>The disk is too full for files.</summary>
    public static readonly Refusal NoSpaceForFiles = new(RefusalCode.StoreFull, "The server has no space left for files. Please try again later.", TimeSpan.FromSeconds(30)) { Key = nameof(NoSpaceForFiles) };

    /// <summary>There is no message to change.</summary>
    public static readonly Refusal NotFound = new(RefusalCode.NotFound, "This message does not exist any more.");

    /// <summary>Whoever came by a reading link.</summary>
    public static readonly Refusal ReadingOnly = new(RefusalCode.NotAllowed, "With this link you can read along, but not write.") { Key = nameof(ReadingOnly) };

    /// <summary>Somebody else's message.</summary>
    public static readonly Refusal NotYours = new(RefusalCode.NotAllowed, "You can only change your own messages.") { Key = nameof(NotYours) };

    /// <summary>The time for changing it is over.</summary>
    public static readonly Refusal TooLate = new(RefusalCode.NotAllowed, "This message is too old to be changed.") { Key = nameof(TooLate) };

    /// <summary>Only for moderators, owners and the operator.</summary>
    public static readonly Refusal NotModerator = new(RefusalCode.NotAllowed, "Only a moderator or an owner of this room can do that.") { Key = nameof(NotModerator) };

    /// <summary>Only for owners and the operator.</summary>
    public static readonly Refusal NotOwner = new(RefusalCode.NotAllowed, "Only an owner of this room can do that.") { Key = nameof(NotOwner) };

    /// <summary>Only for the operator.</summary>
    public static readonly Refusal NotOperator = new(RefusalCode.NotAllowed, "Only the operator of this server can do that.") { Key = nameof(NotOperator) };

    /// <summary>An address that tells nobody from another.</summary>
    public static readonly Refusal NoAddress = new(RefusalCode.NotFound, "This address is not known, or it is this server's own or that of a proxy which is not configured.") { Key = nameof(NoAddress) };

    /// <summary>Oneself, or somebody who may do as much.</summary>
    public static readonly Refusal NotAgainst = new(RefusalCode.NotAllowed, "You cannot do that to yourself, or to somebody who may do as much as you.") { Key = nameof(NotAgainst) };

    /// <summary>Somebody with a role.</summary>
    public static readonly Refusal HasRole = new(RefusalCode.NotAllowed, "They are a moderator or an owner here. Revoke the link it came by first.") { Key = nameof(HasRole) };

    /// <summary>A handle nobody has.</summary>
    public static readonly Refusal NobodyOfThatHandle = new(RefusalCode.NotFound, "There is nobody with this handle here.") { Key = nameof(NobodyOfThatHandle) };

    /// <summary>A link that gives nothing, or not any more.</summary>
    public static readonly Refusal NoSuchLink = new(RefusalCode.NotFound, "This link is not valid, or not any more.") { Key = nameof(NoSuchLink) };

    /// <summary>A room that is in use cannot be had.</summary>
    public static readonly Refusal NotUnused = new(RefusalCode.NotAllowed, "This room is in use already.") { Key = nameof(NotUnused) };

    /// <summary>A room that takes in nobody new.</summary>
    public static readonly Refusal NobodyNew = new(RefusalCode.NotAllowed, "This room is closed to newcomers at the moment.") { Key = nameof(NobodyNew) };

    /// <summary>A room in which nobody writes.</summary>
    public static readonly Refusal NobodyWrites = new(RefusalCode.NotAllowed, "This room is locked: only moderators can write at the moment.") { Key = nameof(NobodyWrites) };

    /// <summary>An address that is banned from the whole server.</summary>
    public static readonly Refusal Banned = new(RefusalCode.NotAllowed, "You cannot use this server at the moment.") { Key = nameof(Banned) };

    /// <summary>A room has all the bots it may have.</summary>
    public static readonly Refusal TooManyBots = new(RefusalCode.NotAllowed, $"A room can have at most {RoomBot.Most} bots.") { Key = nameof(TooManyBots) };

    /// <summary>There is no bot with this token.</summary>
    public static readonly Refusal NoSuchBot = new(RefusalCode.NotFound, "There is no such bot in this room.") { Key = nameof(NoSuchBot) };

    /// <summary>A token that lets nobody in.</summary>
    public static readonly Refusal NotAToken = new(RefusalCode.NotAllowed, "This token is not valid in this room.") { Key = nameof(NotAToken) };

    /// <summary>What shall be sent on is to go nowhere that could take it.</summary>
    public static readonly Refusal NotAUrl = new(RefusalCode.BadRequest, "A URL that begins with http:// or https:// is needed.") { Key = nameof(NotAUrl) };

    /// <summary>This server sends nothing on.</summary>
    public static readonly Refusal NothingSentOn = new(RefusalCode.BadRequest, "This server sends no messages on.") { Key = nameof(NothingSentOn) };

    /// <summary>No address, no number of hours, or too long a note.</summary>
    public static readonly Refusal NotABan =
        new(RefusalCode.BadRequest, $"An address is like 203.0.113.7 or 2001:db8::7, a time a number of hours, and a note has at most {AddressBan.MaxNote} characters.")
        { Key = nameof(NotABan), Value = AddressBan.MaxNote };

    /// <summary>The room's mailbox is full.</summary>
    public static readonly Refusal Busy =
        new(RefusalCode.Busy, "The room is very busy. Please try again in a moment.", TimeSpan.FromSeconds(1));

    /// <summary>The server no longer takes commands.</summary>
    public static readonly Refusal Stopping =
        new(RefusalCode.Stopping, "The server is restarting. Please try again in a moment.", TimeSpan.FromSeconds(5));

    /// <summary>The address has as many sockets open as it may.</summary>
    public static readonly Refusal TooManyOfAddress =
        new(RefusalCode.TooMuch, "Too many rooms are open from your address. Please close some, or try again in a moment.", TimeSpan.FromSeconds(10)) { Key = nameof(TooManyOfAddress) };

    /// <summary>The server has as many sockets open as it takes.</summary>
    public static readonly Refusal TooMany =
        new(RefusalCode.Busy, "The server has no place left. Please try again in a moment.", TimeSpan.FromSeconds(10)) { Key = nameof(TooMany) };

    /// <summary>The room has as many sockets open as it takes.</summary>
    public static readonly Refusal RoomFull =
        new(RefusalCode.Busy, "The room has no place left. Please try again in a moment.", TimeSpan.FromSeconds(10)) { Key = nameof(RoomFull) };

    /// <summary>Removed from the room until then (Unix milliseconds).</summary>
    public static Refusal Removed(long until, DateTimeOffset now) => For(nameof(Removed), "You were removed from this room", until, now, "come back");

    /// <summary>Muted until then (Unix milliseconds).</summary>
    public static Refusal Muted(long until, DateTimeOffset now) => For(nameof(Muted), "You are muted in this room", until, now, "write again");

    /// <summary>The room is in slow mode, and there are <paramref name="wait"/> left.</summary>
    public static Refusal Slow(TimeSpan wait, long seconds) => new(
        RefusalCode.TooFast,
        $"This room is in slow mode: one message each {Duration.Words(TimeSpan.FromSeconds(seconds))}. Please wait {Duration.Words(wait)}.",
        TimeSpan.FromSeconds(Math.Max(1, Math.Ceiling(wait.TotalSeconds))))
    { Key = nameof(Slow), Value = TimeSpan.FromSeconds(seconds) };

    private static Refusal For(string key, string what, long until, DateTimeOffset now, string then)
    {
        var wait = DateTimeOffset.FromUnixTimeMilliseconds(until) - now;
        return wait > TimeSpan.FromDays(365)
            ? new(RefusalCode.NotAllowed, $"{what} for good.") { Key = key + "ForGood" }
            : new(RefusalCode.NotAllowed, $"{what}. You can {then} in {Duration.Words(wait)}.") { Key = key, Value = wait };
    }

    /// <summary>Something of <paramref name="what"/> has more than <paramref name="max"/> characters.</summary>
    public static Refusal TooLong(string what, int max) => new(RefusalCode.TooLong, $"A {what} can have at most {max} characters.") { Key = $"TooLong-{what}", Value = max };

    /// <summary>The text has more than <paramref name="max"/> characters.</summary>
    public static Refusal TooLong(int max) => new(RefusalCode.TooLong, $"A message can have at most {max} characters.") { Value = max };

    /// <summary>The file has more than <paramref name="max"/> bytes.</summary>
    public static Refusal FileTooLarge(long max) => new(RefusalCode.TooLong, $"A file can have at most {Math.Max(1, max >> 20)} MB.") { Key = nameof(FileTooLarge), Value = Math.Max(1, max >> 20) };

    /// <summary>The name breaks the rule that <paramref name="rule"/> tells.</summary>
    public static Refusal BadName(string rule) => new(RefusalCode.BadName, rule);

    /// <summary>The limiter says no for another <paramref name="wait"/>.</summary>
    public static Refusal TooFast(TimeSpan wait, LimitedAction action = LimitedAction.Message)
    {
        var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
        var (code, what) = action is LimitedAction.Message or LimitedAction.Edit
            ? (RefusalCode.TooFast, "You are sending too fast.")
            : (RefusalCode.TooMuch, "Your address asks for too much at once.");
        return new(code, $"{what} Please wait {seconds} {(seconds == 1 ? "second" : "seconds")}.", TimeSpan.FromSeconds(seconds));
    }
}
