using System.Net;

namespace HtmxChat.Rooms.Web;

/// <summary>Says something in a room for a caller without a socket, and waits until it is kept.</summary>
internal sealed class Speaking(RoomRegistry rooms, RateLimiter limiter)
{
    public async Task<SayAnswer> SayAsync(RoomName name, Person by, string text, string? cid, IPAddress address)
    {
        if (!ClientId.TryParse(cid, out var id))
        {
            return new(null, ClientId.Refusal);
        }

        if (!limiter.TryTake(address, out var wait))
        {
            return new(null, Refusal.TooFast(wait));
        }

        using var lease = await rooms.EnterAsync(name);
        if (lease is null)
        {
            return new(null, Refusal.Stopping);
        }

        var answer = new TaskCompletionSource<SayAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        return lease.Room.TryPost(new RoomCommand.Say(by, text, id, Answer: answer))
            ? await answer.Task
            : new(null, Refusal.Busy);
    }
}
