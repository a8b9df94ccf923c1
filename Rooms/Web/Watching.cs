namespace HtmxChat.Rooms.Web;

/// <summary>Lets programs without a socket wait for what happens in a room. They count as connections; they hold no thread,
/// and no queue: what they have not been sent yet is in the store.</summary>
internal sealed class Watching(RoomRegistry rooms, ConnectionLimiter connections, RoomMetrics metrics, IHistory history, Door door, TimeProvider time)
{
    /// <summary>Answers when there is news, or when the time is up.</summary>
    public Task<IResult> PollAsync(HttpContext context, MessageQuery query) => WatchAsync(context, async room =>
    {
        var started = time.GetTimestamp();
        for (var hasWaited = false; ; hasWaited = true)
        {
            var changed = room.Changed;
            var page = await MessagePage.ReadAsync(query, history, context);
            if (hasWaited && await door.AskAgainAsync(context, page.News) is { } refusal)
            {
                return Problems.Outside(context, refusal);
            }

            var left = query.Wait - time.GetElapsedTime(started);
            if (page.News.Count > 0 || left <= TimeSpan.Zero || await WakesAsync(changed, left, context) is not true)
            {
                return page;
            }
        }
    });

    /// <summary>Sends what is asked for, and then everything live.</summary>
    public Task<IResult> StreamAsync(HttpContext context, MessageQuery query) => WatchAsync(context, async room =>
    {
        var stream = new EventStream(context, history, door, query);
        await stream.StartAsync();
        // Whoever asks for the head alone has it.
        while (!HttpMethods.IsHead(context.Request.Method))
        {
            var changed = room.Changed;
            if (!await stream.SendAsync())
            {
                return Results.Empty;
            }

            switch (await WakesAsync(changed, EventStream.Heartbeat, context))
            {
                case false:
                    return Results.Empty;
                case null:
                    await stream.BeatAsync();
                    break;
            }
        }

        return Results.Empty;
    });

    private async Task<IResult> WatchAsync(HttpContext context, Func<Room, Task<IResult>> watch)
    {
        using var place = connections.TryOpen(context.Address(), context.Room(), out var refusal);
        if (refusal is not null)
        {
            return Problems.Refused(context, refusal);
        }

        using var lease = await rooms.EnterAsync(context.Room());
        if (lease is null)
        {
            return Problems.Refused(context, Refusal.Stopping);
        }

        metrics.ConnectionOpened();
        try
        {
            return await watch(lease.Room);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client is gone.
            return Results.Empty;
        }
        finally
        {
            metrics.ConnectionClosed();
        }
    }

    // True: something is new. False: the room is closed. Null: the time is up.
    private async Task<bool?> WakesAsync(Task<bool> changed, TimeSpan atMost, HttpContext context)
    {
        try
        {
            return await changed.WaitAsync(atMost, time, context.RequestAborted);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }
}
