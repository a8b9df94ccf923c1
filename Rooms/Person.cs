namespace HtmxChat.Rooms;

/// <summary>Who somebody is in one room.</summary>
/// <param name="Id">The random 128-bit id of the identity cookie as hex; never shown to anybody.</param>
/// <param name="Name">The chosen name, 1 to 32 characters.</param>
/// <param name="Handle">Six characters derived from server secret, room and id: not choosable, stable in the room, other in each room.</param>
/// <param name="NamedAt">When the name was chosen, in Unix milliseconds: of two names the later one counts.</param>
/// <param name="Address">A keyed hash of the address; empty if it tells nothing about the person. Never shown to anybody.</param>
/// <param name="IsOperator">Whether it is the operator of this server.</param>
/// <param name="IsBot">Whether it is a program that an owner let in.</param>
public sealed record Person(string Id, string Name, string Handle, long NamedAt = 0, string Address = "", bool IsOperator = false, bool IsBot = false);
