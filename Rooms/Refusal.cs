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
    /// <summary>The address acts too often.</summary>
    TooFast,
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

    /// <summary>There is no message to change.</summary>
    public static readonly Refusal NotFound = new(RefusalCode.NotFound, "This message does not exist any more.");

    /// <summary>Somebody else's message.</summary>
    public static readonly Refusal NotYours = new(RefusalCode.NotAllowed, "You can only change your own messages.");

    /// <summary>The time for changing it is over.</summary>
    public static readonly Refusal TooLate = new(RefusalCode.NotAllowed, "This message is too old to be changed.");

    /// <summary>The room's mailbox is full.</summary>
    public static readonly Refusal Busy =
        new(RefusalCode.Busy, "The room is very busy. Please try again in a moment.", TimeSpan.FromSeconds(1));

    /// <summary>The server no longer takes commands.</summary>
    public static readonly Refusal Stopping =
        new(RefusalCode.Stopping, "The server is restarting. Please try again in a moment.", TimeSpan.FromSeconds(5));

    /// <summary>The address has as many sockets open as it may.</summary>
    public static readonly Refusal TooManyOfAddress =
        new(RefusalCode.TooFast, "Too many rooms are open from your address. Please close some, or try again in a moment.", TimeSpan.FromSeconds(10));

    /// <summary>The server has as many sockets open as it takes.</summary>
    public static readonly Refusal TooMany =
        new(RefusalCode.Busy, "The server has no place left. Please try again in a moment.", TimeSpan.FromSeconds(10));

    /// <summary>The room has as many sockets open as it takes.</summary>
    public static readonly Refusal RoomFull =
        new(RefusalCode.Busy, "The room has no place left. Please try again in a moment.", TimeSpan.FromSeconds(10));

    /// <summary>The text has more than <paramref name="max"/> characters.</summary>
    public static Refusal TooLong(int max) => new(RefusalCode.TooLong, $"A message can have at most {max} characters.");

    /// <summary>The name breaks the rule that <paramref name="rule"/> tells.</summary>
    public static Refusal BadName(string rule) => new(RefusalCode.BadName, rule);

    /// <summary>The limiter says no for another <paramref name="wait"/>.</summary>
    public static Refusal TooFast(TimeSpan wait, LimitedAction action = LimitedAction.Message)
    {
        var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
        var what = action is LimitedAction.Message or LimitedAction.Edit ? "You are sending too fast." : "Your address asks for too much at once.";
        return new(
            RefusalCode.TooFast,
            $"{what} Please wait {seconds} {(seconds == 1 ? "second" : "seconds")}.",
            TimeSpan.FromSeconds(seconds));
    }
}
