using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HtmxChat.Bench.Servers;

/// <summary>What <see cref="SignalRPeer"/> starts: this program again, as a server.</summary>
internal static class SignalRServer
{
    /// <summary>The command line's first word that makes this program the server.</summary>
    public const string Verb = "signalr";

    /// <summary>Serves until it is told to stop.</summary>
    public static Task RunAsync(int port)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSignalR();
        var app = builder.Build();
        app.MapGet("/", () => "A SignalR chat.");
        app.MapHub<Chat>("/chat");
        return app.RunAsync($"http://127.0.0.1:{port}");
    }

    /// <summary>A member of one room.</summary>
    internal sealed class Chat : Hub
    {
        private string Room => (string)Context.Items[nameof(Room)]!;

        /// <summary>Enters the room this connection stays in.</summary>
        public async Task Join(string room)
        {
            Context.Items[nameof(Room)] = room;
            await Groups.AddToGroupAsync(Context.ConnectionId, room);
        }

        /// <summary>Tells all of the room, the sender included.</summary>
        public Task Say(string text) => Clients.Group(Room).SendAsync("Said", text);
    }
}
