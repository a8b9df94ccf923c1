using System.Net;

namespace HtmxChat.Rooms.Sockets;

/// <summary>What the page says: see <see cref="ClientFrame"/>.</summary>
/// <param name="after">The highest rev the page has.</param>
/// <param name="address">Where the client is, for the limiter.</param>
/// <param name="limiter">Stands before the mailbox.</param>
/// <param name="frames">Tells a reader what happens, and what was refused here.</param>
/// <param name="isReading">Whether the client may only read.</param>
public sealed class PageProtocol(long after, IPAddress address, RateLimiter limiter, IRoomFrames frames, bool isReading = false) : IProtocol
{
    /// <inheritdoc/>
    public IRoomFrames Frames => frames;

    /// <summary>True: a page comes in by opening its socket.</summary>
    public bool HasJoined => true;

    /// <inheritdoc/>
    public RoomCommand Join(Member member) => isReading ? new RoomCommand.Read(member, after) : new RoomCommand.Join(member, after);

    /// <inheritdoc/>
    public ValueTask<bool> TakeAsync(ReadOnlyMemory<byte> text, Member from, Room room)
    {
        var (command, refused) = ClientFrame.Parse(text.Span, from);
        if (isReading)
        {
            refused = new RoomEvent.Refused(Refusal.ReadingOnly, (command as RoomCommand.Say)?.Cid);
        }

        var isSign = command is RoomCommand.Type or RoomCommand.Rest;
        if (!limiter.TryTake(address, out var wait, isSign ? LimitedAction.Typing : command is RoomCommand.Revise ? LimitedAction.Edit : LimitedAction.Message))
        {
            // A sign of life that is one too many is passed over: nobody asked for anything.
            if (isSign)
            {
                return ValueTask.FromResult(true);
            }

            refused = new RoomEvent.Refused(Refusal.TooFast(wait), (command as RoomCommand.Say)?.Cid);
        }

        return refused is null
            ? room.PostAsync(command!)
            : ValueTask.FromResult(from.Outbox.Post(frames.Render([refused])));
    }
}
