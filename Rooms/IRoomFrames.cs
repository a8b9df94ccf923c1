namespace HtmxChat.Rooms;

/// <summary>How what happened in a room is told to its readers.</summary>
public interface IRoomFrames
{
    /// <summary>One frame that tells all these events in their order. Called from any room's loop.</summary>
    Frame Render(IReadOnlyList<RoomEvent> events);
}
