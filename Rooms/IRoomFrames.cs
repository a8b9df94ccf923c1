namespace HtmxChat.Rooms;

/// <summary>A format: how what happened in a room is told to its readers.</summary>
public interface IRoomFrames
{
    /// <summary>One frame that tells all these events in their order; it is empty if the format has no words for any. Called from any room's loop.</summary>
    Frame Render(IReadOnlyList<RoomEvent> events);
}
