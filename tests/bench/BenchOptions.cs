using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace HtmxChat.Bench;

/// <summary>The command line: <c>--Name value</c>. What is not given leaves a workload as it is.</summary>
internal sealed record BenchOptions
{
    /// <summary>Names of workloads, with commas.</summary>
    public string Work { get; init; } = string.Join(',', Workload.All.Select(work => work.Name));

    /// <summary>Names of servers, with commas.</summary>
    public string Peers { get; init; } = $"{Servers.HtmxChatPeer.PeerName},{Servers.SignalRPeer.PeerName}";

    /// <summary>Runs of each workload on each server, in alternating order.</summary>
    public int Rounds { get; init; } = 3;

    /// <summary>The HtmxChat.dll to measure; by default the one this program was built with.</summary>
    public string? Server { get; init; }

    /// <summary>Whether the parts are measured one by one, too.</summary>
    public bool Micro { get; init; } = true;

    /// <summary>Where the results are written; by default RESULTS.md beside the sources, if nothing was left out or changed.</summary>
    public string? Results { get; init; }

    public int? Connections { get; init; }

    public int? Rooms { get; init; }

    public int? Senders { get; init; }

    public int? Window { get; init; }

    public double? Rate { get; init; }

    public int? Size { get; init; }

    public int? Backlog { get; init; }

    public double? Warm { get; init; }

    public double? Seconds { get; init; }

    /// <summary>For <c>--help</c> and after a mistake.</summary>
    public static string Help => $"""
        dotnet run -c Release --project tests/bench [-- options]
        Without options: everything, three rounds, and tests/bench/RESULTS.md is written anew.

          --work W1,V2         workloads (below)
          --peers HtmxChat     servers: HtmxChat, SignalR
          --rounds 3           runs of each
          --micro false        leave out rendering, framing, append and limiter one by one
          --server FILE        another HtmxChat.dll than the one built here
          --results FILE       write the results there
        Change the chosen workloads (connections at most {MaxConnections:#,0}, seconds at most {MaxSeconds}):
          --connections --rooms --senders --window --rate --size --backlog --warm --seconds

        {string.Join("\n", Workload.All.Select(work => $"  {work.Name}  {work.What}"))}
        """;

    private const int MaxConnections = 20_000;
    private const int MaxSeconds = 120;

    /// <summary>Reads a command line. Throws <see cref="BadOptionException"/>.</summary>
    public static BenchOptions Parse(string[] args)
    {
        try
        {
            if (args.Length % 2 != 0 || args.Where((_, i) => i % 2 == 0).Any(name => !name.StartsWith("--", StringComparison.Ordinal)))
            {
                throw new BadOptionException("Options are given as --name value.");
            }

            if (args.Where((_, i) => i % 2 == 0).FirstOrDefault(name => !IsOption(name[2..])) is { } unknown)
            {
                throw new BadOptionException($"There is no option {unknown}.");
            }

            var options = new ConfigurationBuilder().AddCommandLine(args).Build().Get<BenchOptions>() ?? new BenchOptions();
            return options.Rounds is >= 1 and <= 100 ? options : throw new BadOptionException("Rounds must be from 1 to 100.");
        }
        catch (InvalidOperationException bad)
        {
            throw new BadOptionException(bad.Message);
        }
    }

    /// <summary>Nothing was left out or changed.</summary>
    public bool IsStandard => this with { Results = null, Rounds = 3 } == new BenchOptions();

    /// <summary>The chosen workloads, as changed. Throws <see cref="BadOptionException"/>.</summary>
    public IReadOnlyList<Workload> Workloads() => [.. Work.Split(',').Select(name => Change(
        Workload.All.FirstOrDefault(work => string.Equals(work.Name, name.Trim(), StringComparison.OrdinalIgnoreCase))
        ?? throw new BadOptionException($"There is no workload {name}.")))];

    private static bool IsOption(string name) =>
        typeof(BenchOptions).GetProperty(name, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase) is { CanWrite: true };

    private Workload Change(Workload work)
    {
        work = work with
        {
            Connections = Connections ?? work.Connections,
            Rooms = Rooms ?? work.Rooms,
            Senders = Senders ?? work.Senders,
            Window = Window ?? work.Window,
            Rate = Rate ?? work.Rate,
            Size = Size ?? work.Size,
            Backlog = Backlog ?? work.Backlog,
            Warm = Warm ?? work.Warm,
            Seconds = Seconds ?? work.Seconds,
        };
        return work switch
        {
            { Connections: < 1 or > MaxConnections } => throw new BadOptionException($"{work.Name}: connections must be from 1 to {MaxConnections}."),
            _ when work.Rooms < 1 || work.Rooms > work.Connections => throw new BadOptionException($"{work.Name}: rooms must be from 1 to the number of connections."),
            _ when work.Kind == WorkKind.Chat && (work.Senders < 1 || work.Senders > work.Connections) => throw new BadOptionException($"{work.Name}: senders must be from 1 to the number of connections."),
            { Window: < 1 or > 1000 } => throw new BadOptionException($"{work.Name}: window must be from 1 to 1000."),
            { Rate: < 0 or > 100_000 } => throw new BadOptionException($"{work.Name}: rate must be from 0 to 100000 messages a second."),
            { Size: < Load.Message.MarkLength or > 2000 } => throw new BadOptionException($"{work.Name}: size must be from {Load.Message.MarkLength} to 2000 characters."),
            { Backlog: < 0 or > 1000 } => throw new BadOptionException($"{work.Name}: backlog must be from 0 to 1000 messages."),
            { Kind: WorkKind.Join, Backlog: < 1 } => throw new BadOptionException($"{work.Name}: backlog must be at least 1."),
            { Kind: WorkKind.Page, Backlog: < 1 or > 100 } => throw new BadOptionException($"{work.Name}: backlog must be from 1 to 100, the rows of a page."),
            { Warm: < 0 or > MaxSeconds } or { Seconds: <= 0 or > MaxSeconds } => throw new BadOptionException($"{work.Name}: seconds must be over 0 and at most {MaxSeconds}."),
            _ => work,
        };
    }
}

/// <summary>The command line cannot be used; the message says why.</summary>
internal sealed class BadOptionException(string message) : Exception(message);
