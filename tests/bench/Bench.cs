using System.Net.Sockets;
using HtmxChat.Bench.Load;
using HtmxChat.Bench.Micro;
using HtmxChat.Bench.Report;
using HtmxChat.Bench.Servers;

namespace HtmxChat.Bench;

/// <summary>Runs what was asked for, one server at a time, and writes the results.</summary>
internal static class Bench
{
    /// <summary>Throws <see cref="BadOptionException"/> and <see cref="LoadException"/>.</summary>
    public static async Task RunAsync(BenchOptions options)
    {
        var program = Path.GetFullPath(options.Server ?? Path.Combine(Repository, "bin", "Release", "net10.0", "HtmxChat.dll"));
        if (!File.Exists(program))
        {
            throw new BadOptionException($"There is no {program}; build it with -c Release, or name another one with --server.");
        }

        var works = options.Workloads();
        var peers = options.Peers.Split(',').Select(name => name.Trim()).ToArray();
        if (peers.FirstOrDefault(name => name is not (HtmxChatPeer.PeerName or SignalRPeer.PeerName)) is { } unknown)
        {
            throw new BadOptionException($"There is no server {unknown}.");
        }

        var machine = Machine.Now(program);
        var failed = 0;
        List<Measurement> measurements = [];
        for (var round = 1; round <= options.Rounds; round++)
        {
            foreach (var name in round % 2 == 1 ? peers : peers.Reverse())
            {
                foreach (var work in works)
                {
                    try
                    {
                        if (await RunAsync(work, name, program, $"{work.Name} {name}, round {round} of {options.Rounds}") is { } measured)
                        {
                            measurements.Add(measured);
                            Console.WriteLine($"{work.Name,-3} {name,-9} {Tables.InBrief(work, measured)}");
                        }
                    }
                    catch (Exception failure) when (failure is LoadException or SocketException)
                    {
                        failed++;
                        Console.WriteLine($"{work.Name,-3} {name,-9} FAILED: {failure.Message}");
                    }
                }
            }
        }

        var micro = options.Micro ? MicroBenchmarks.Run() : [];
        var results = new Results(machine, works, peers, options.Rounds, measurements, micro);
        Console.WriteLine();
        Console.WriteLine(results.Tables);
        if (failed > 0)
        {
            throw new LoadException($"{failed} runs failed; nothing is written.");
        }

        if ((options.Results ?? (options.IsStandard ? Path.Combine(Repository, "tests", "bench", "RESULTS.md") : null)) is { } file)
        {
            results.Write(file);
            Console.WriteLine($"Written to {file}");
        }
    }

    /// <summary>The folder of the sources this program was built from.</summary>
    private static string Repository
    {
        get
        {
            for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            {
                if (File.Exists(Path.Combine(folder.FullName, "HtmxChat.csproj")))
                {
                    return folder.FullName;
                }
            }

            throw new BadOptionException("This program runs outside the repository.");
        }
    }

    private static async Task<Measurement?> RunAsync(Workload work, string name, string program, string title)
    {
        var data = Directory.CreateTempSubdirectory("htmxchat-bench-").FullName;
        try
        {
            Peer peer = name == SignalRPeer.PeerName
                ? new SignalRPeer(Server.FreePort())
                : new HtmxChatPeer(program, data, Server.FreePort());
            if (!peer.Can(work.Kind))
            {
                return null;
            }

            using var progress = new Progress(title);
            using var server = await Server.StartAsync(peer);
            return LoadRun.Run(work, peer, server, progress);
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }
}
