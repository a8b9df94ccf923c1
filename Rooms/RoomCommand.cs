namespace HtmxChat.Rooms;

/// <summary>What may be asked of a room. Everything enters as a command.</summary>
public abstract record RoomCommand
{
    private RoomCommand()
    {
    }

    /// <summary>Show <paramref name="Member"/> what changed after rev <paramref name="After"/> (0: it has nothing), then everything live.</summary>
    public sealed record Join(Member Member, long After) : RoomCommand;

    /// <summary>Likewise for a reader who is not to be seen in the room.</summary>
    public sealed record Read(Member Member, long After) : RoomCommand;

    /// <summary>Keep the people in the room, the last messages and all that happens for a reader who has not said yet who it is.</summary>
    public sealed record Listen(Member Member) : RoomCommand;

    /// <summary>Whoever listened enters under a name, is told what was kept, then everything live. It is there as long as this one socket.</summary>
    public sealed record Enter(Member Member, string Name) : RoomCommand;

    /// <summary>The tab is gone.</summary>
    public sealed record Leave(Member Member) : RoomCommand;

    /// <summary>What somebody wants kept. The answer goes to <paramref name="From"/>, the tab it came from,
    /// or to <paramref name="Answer"/> if it came by HTTP.</summary>
    public abstract record Ask(Person By, Member? From, TaskCompletionSource<Outcome>? Answer) : RoomCommand;

    /// <summary>Say something.</summary>
    public sealed record Say(Person By, string Text, string Cid, Member? From = null, TaskCompletionSource<Outcome>? Answer = null)
        : Ask(By, From, Answer)
    {
        /// <summary>See <see cref="Draft.File"/>.</summary>
        public SharedFile? File { get; init; }
    }

    /// <summary>Change an own message. The room adds the message as <paramref name="Target"/> before it applies the rules.</summary>
    public abstract record Revise(Person By, long Seq, Member? From, TaskCompletionSource<Outcome>? Answer, ChatMessage? Target = null)
        : Ask(By, From, Answer);

    /// <summary>Give an own message another text.</summary>
    public sealed record Edit(Person By, long Seq, string Text, Member? From = null, TaskCompletionSource<Outcome>? Answer = null)
        : Revise(By, Seq, From, Answer);

    /// <summary>Take the text of an own message away.</summary>
    public sealed record Delete(Person By, long Seq, Member? From = null, TaskCompletionSource<Outcome>? Answer = null)
        : Revise(By, Seq, From, Answer);

    /// <summary>React to a message, one's own or another's, or take that back: <paramref name="On"/> tells which, null is the opposite of what is.</summary>
    public sealed record React(Person By, long Seq, string Emoji, bool? On = null, Member? From = null, TaskCompletionSource<Outcome>? Answer = null)
        : Revise(By, Seq, From, Answer);

    /// <summary>Show the person under another name from now on. If it comes from a live tab the name is also kept:
    /// whoever asks by HTTP is given it in the cookie.</summary>
    public sealed record Rename(Person By, string Name, Member? From = null, TaskCompletionSource<Outcome>? Answer = null)
        : Ask(By, From, Answer);

    /// <summary>The person is writing, so far as this tab can tell.</summary>
    public sealed record Type(Member Member) : RoomCommand;

    /// <summary>Nobody has been at this tab for a while, or somebody is again.</summary>
    public sealed record Rest(Member Member, bool IsIdle) : RoomCommand;

    /// <summary>Change what holds in the room.</summary>
    public abstract record Govern(Person By, TaskCompletionSource<Outcome>? Answer) : Ask(By, null, Answer);

    /// <summary>Change a setting, a link or a role, or clear the room. What the role of <paramref name="By"/> does not allow is refused.</summary>
    public sealed record Moderate(Person By, RoomEffect Effect, TaskCompletionSource<Outcome>? Answer = null)
        : Govern(By, Answer);

    /// <summary>Mute or remove somebody for a time. The room adds the person as <paramref name="Target"/> if it does not know the handle.</summary>
    public sealed record Bar(Person By, string Handle, BanKind Kind, TimeSpan For, TaskCompletionSource<Outcome>? Answer = null, Person? Target = null)
        : Govern(By, Answer);

    /// <summary>Take the role that the link with this hash gives.</summary>
    public sealed record Open(Person By, string Hash, TaskCompletionSource<Outcome>? Answer = null) : Govern(By, Answer);

    /// <summary>Make the room's first link, if nobody has one and nothing was said in it yet.</summary>
    public sealed record Claim(Person By, string Hash, TaskCompletionSource<Outcome>? Answer = null) : Govern(By, Answer);

    /// <summary>Send away everybody at an address.</summary>
    public sealed record Banish(string Address) : RoomCommand;

    /// <summary>Tell who is in the room.</summary>
    public sealed record Look(TaskCompletionSource<IReadOnlyList<Person>> Answer) : RoomCommand;

    /// <summary>The store has answered; with a change of the rules, <paramref name="Effect"/> is now in force.</summary>
    internal sealed record Keep(Ask Command, Kept Kept, RoomEffect? Effect = null) : RoomCommand;

    /// <summary>After a failed write: how far the store has really come, and what nobody in the room has seen of it, and what holds.</summary>
    internal sealed record Reload(RoomMark Mark, IReadOnlyList<ChatMessage> Unseen, RoomRules Rules) : RoomCommand;

    /// <summary>The time for coming back after the last tab closed is over.</summary>
    internal sealed record Forget(string PersonId, int Visit) : RoomCommand;

    /// <summary>It is a while since the person was writing; <paramref name="Stroke"/> tells whether that was the last time.</summary>
    internal sealed record StopTyping(string PersonId, int Stroke) : RoomCommand;

    /// <summary>The roster may be shown again.</summary>
    internal sealed record ShowRoster : RoomCommand;

    /// <summary>Something postponed is due.</summary>
    internal sealed record Wake : RoomCommand;
}

/// <summary>The answer to a <see cref="RoomCommand.Ask"/> by HTTP: one of the two is set.</summary>
/// <param name="Kept">What the store keeps.</param>
/// <param name="Refusal">Why it keeps nothing.</param>
public sealed record Outcome(Kept? Kept, Refusal? Refusal);
