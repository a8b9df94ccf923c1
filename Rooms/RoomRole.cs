namespace HtmxChat.Rooms;

/// <summary>What somebody may do in a room, each including the ones before. The numbers are stored.</summary>
public enum RoomRole
{
    /// <summary>Talk.</summary>
    Visitor = 0,
    /// <summary>Keep order: delete any message, mute and remove people, lock, slow down, clear, set topic and welcome.</summary>
    Moderator = 1,
    /// <summary>Make others owners or moderators by link, and revoke links.</summary>
    Owner = 2,
    /// <summary>All of it in any room: whoever knows the operator token of the configuration.</summary>
    Operator = 3,
}

/// <summary>What kind of line a message is. The texts are stored.</summary>
public static class MessageKind
{
    /// <summary>Said by somebody.</summary>
    public const string Text = "text";

    /// <summary>Said by a program that an owner let in.</summary>
    public const string Bot = "bot";

    /// <summary>An act of a moderator or a change of rights, told to all in a sentence of their language. It has no name and no handle.</summary>
    public const string Act = "act";
}

/// <summary>Who is kept out while a room is locked. The numbers are stored.</summary>
public enum RoomLock
{
    /// <summary>Nobody.</summary>
    Open = 0,
    /// <summary>Whoever is not here, has never said anything here and has no role.</summary>
    NobodyNew = 1,
    /// <summary>Everybody may read, and only moderators and owners write.</summary>
    NobodyWrites = 2,
}

/// <summary>A secret link that gives a role to whoever opens it.</summary>
/// <param name="Hash">SHA-256 of the secret, as hex; the secret itself is nowhere kept.</param>
/// <param name="Role">What it gives.</param>
/// <param name="MadeAt">When it was made, in Unix milliseconds.</param>
public sealed record RoomKey(string Hash, RoomRole Role, long MadeAt);

/// <summary>A role somebody has.</summary>
/// <param name="Person">The <see cref="Rooms.Person.Id"/>.</param>
/// <param name="Role">The role.</param>
/// <param name="Key">The <see cref="RoomKey.Hash"/> of the link it came by; empty if that link is revoked and the role stays.</param>
public sealed record RoomGrant(string Person, RoomRole Role, string Key);

/// <summary>How somebody is barred. The numbers are stored.</summary>
public enum BanKind
{
    /// <summary>May read and not write.</summary>
    Muted = 1,
    /// <summary>May not come in.</summary>
    Removed = 2,
}

/// <summary>Somebody who may not write or not come in for a time.</summary>
/// <param name="Person">The <see cref="Rooms.Person.Id"/>.</param>
/// <param name="Address">The <see cref="Rooms.Person.Address"/> that is barred too; empty for none.</param>
/// <param name="Kind">How.</param>
/// <param name="Name">The name at that time, for the moderators' list.</param>
/// <param name="Handle">The handle, likewise.</param>
/// <param name="Until">The end, in Unix milliseconds.</param>
public sealed record Ban(string Person, string Address, BanKind Kind, string Name, string Handle, long Until)
{
    /// <summary>Whether it is about this person, or anybody at the address, at this time.</summary>
    public bool Bars(Person person, DateTimeOffset now) =>
        now.ToUnixTimeMilliseconds() < Until && (Person == person.Id || (Address.Length > 0 && Address == person.Address));
}
