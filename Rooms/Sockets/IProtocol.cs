namespace HtmxChat.Rooms.Sockets;

/// <summary>What client and server say to each other over one socket. Pings and good-byes are the connection's own.</summary>
public interface IProtocol
{
    /// <summary>How the client is told what happens in the room.</summary>
    IRoomFrames Frames { get; }

    /// <summary>Whether the client has come in; one that never does is sent away.</summary>
    bool HasJoined { get; }

    /// <summary>With what a client comes to the room when its socket is open.</summary>
    RoomCommand Join(Member member);

    /// <summary>Takes a text message of the client; one after the other.</summary>
    ValueTask<bool> TakeAsync(ReadOnlyMemory<byte> text, Member from, Room room);
}
