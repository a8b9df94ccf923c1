namespace HtmxChat.Rooms;

/// <summary>The last answer to a join, since tabs that come back all at once have missed the same: read and rendered once for all of them.</summary>
/// <param name="After">What they had.</param>
/// <param name="Rev">What there was.</param>
/// <param name="Format">How it is told.</param>
/// <param name="Frame">What they were missing.</param>
/// <param name="Until">When it is let go: a quiet room keeps no text. A timestamp.</param>
internal sealed record LastBacklog(long After, long Rev, IRoomFrames? Format, Frame Frame, long Until);
