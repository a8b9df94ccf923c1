namespace HtmxChat.Tests.Support;

/// <summary>One server for all tests of a class, each in a room of its own.</summary>
public sealed class SharedServer : IAsyncDisposable
{
    public ChatServer Server { get; } = ChatServer.Start();

    /// <summary>The name of a room where nobody was before.</summary>
    public static string NewRoom() => $"room-{Guid.NewGuid():N}"[..32];

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
