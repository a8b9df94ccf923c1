namespace HtmxChat.Bench.Servers;

/// <summary>A chat to be measured: how its process is started and how its clients talk to it.</summary>
/// <param name="name">Its name in the results.</param>
/// <param name="port">Where it listens on 127.0.0.1.</param>
internal abstract class Peer(string name, int port)
{
    public string Name { get; } = name;

    public int Port { get; } = port;

    /// <summary>The program and its command line, to be run by <c>dotnet</c>.</summary>
    public abstract IReadOnlyList<string> Command { get; }

    /// <summary>What its environment has besides.</summary>
    public abstract IReadOnlyDictionary<string, string> Environment { get; }

    /// <summary>What a client says before it is in a room, and a part of the answer it waits for.</summary>
    public virtual IReadOnlyList<(Func<string, string> Said, byte[] Awaited)> Greeting => [];

    /// <summary>What a client sends that has nothing to say.</summary>
    public abstract string Ping { get; }

    /// <summary>Which workloads it can be asked for.</summary>
    public abstract bool Can(WorkKind kind);

    /// <summary>The path of a room's socket.</summary>
    public abstract string LivePath(string room);

    /// <summary>What a client sends to say something in the room it is in.</summary>
    /// <param name="room">The room.</param>
    /// <param name="text">What is said; needs no escape.</param>
    /// <param name="id">Unique for each message.</param>
    public abstract string Message(string room, string text, string id);
}
