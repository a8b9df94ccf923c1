namespace HtmxChat.Rooms.Web;

/// <summary>Reads who is banned before the web server starts. Stops the rooms while the web server still runs, so that what they had accepted is
/// delivered and every socket is closed with a reason; while they say good-bye the web server stops, and then the last ones are waited for.</summary>
internal sealed class RoomsLifetime(RoomRegistry rooms, Banning banning, ConnectionLimiter sockets) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => banning.LoadAsync();

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => rooms.StopAsync().WaitAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Each is aborted in time if it does not end by itself; what is still there when time is up goes with the process.
    public async Task StoppedAsync(CancellationToken cancellationToken) =>
        await sockets.NoneAsync().WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
