using System.Net;

namespace HtmxChat.Rooms.Web;

/// <summary>Speaks in a room for a caller without a socket, and waits until it is kept.</summary>
internal sealed class Speaking(RoomRegistry rooms, RateLimiter limiter)
{
    public async Task<Outcome> SayAsync(RoomName name, Person by, string text, string? cid, IPAddress address, SharedFile? file = null) =>
        ClientId.TryParse(cid, out var id)
            ? await AskAsync(name, answer => new RoomCommand.Say(by, text, id, Answer: answer) { File = file }, address, LimitedAction.Message)
            : new(null, ClientId.Refusal);

    public async Task<Outcome> AskAsync(RoomName name, Func<TaskCompletionSource<Outcome>, RoomCommand.Ask> ask, IPAddress address, LimitedAction action = LimitedAction.Edit)
    {
        if (!limiter.TryTake(address, out var wait, action))
        {
            return new(null, Refusal.TooFast(wait));
        }

        return await rooms.AskAsync(name, ask);
    }
}

/// <summary>Asks a room without a socket.</summary>
internal static class AskingExtensions
{
    /// <summary>Asks, and waits for the answer: until it is kept, or refused.</summary>
    public static async Task<Outcome> AskAsync(this RoomRegistry rooms, RoomName name, Func<TaskCompletionSource<Outcome>, RoomCommand.Ask> ask)
    {
        using var lease = await rooms.EnterAsync(name);
        if (lease is null)
        {
            return new(null, Refusal.Stopping);
        }

        var answer = new TaskCompletionSource<Outcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        return lease.Room.TryPost(ask(answer))
            ? await answer.Task
            : new(null, Refusal.Busy);
    }

    /// <summary>Who is in a room; nobody while the server stops or the room is too busy to say.</summary>
    public static async Task<IReadOnlyList<Person>> PeopleAsync(this RoomRegistry rooms, RoomName name)
    {
        using var lease = await rooms.EnterAsync(name);
        var answer = new TaskCompletionSource<IReadOnlyList<Person>>(TaskCreationOptions.RunContinuationsAsynchronously);
        return lease?.Room.TryPost(new RoomCommand.Look(answer)) == true ? await answer.Task : [];
    }
}
