namespace HtmxChat.Rooms.Web;

/// <summary>Reads who is banned before the web server starts, and stops the rooms while the web server still runs, so that what they had accepted is delivered and every socket is closed with a reason.</summary>
internal sealed class RoomsLifetime(RoomRegistry rooms, Banning banning) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => banning.LoadAsync();

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => rooms.StopAsync().WaitAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
