using HtmxChat.Bench;
using HtmxChat.Bench.Load;
using HtmxChat.Bench.Servers;

if (args is [SignalRServer.Verb, var port])
{
    await SignalRServer.RunAsync(int.Parse(port));
    return 0;
}

if (args is ["--help" or "-h" or "-?"])
{
    Console.WriteLine(BenchOptions.Help);
    return 0;
}

if (!OperatingSystem.IsLinux())
{
    Console.Error.WriteLine("The load tool needs Linux (epoll and /proc); a container or WSL will do.");
    return 1;
}

try
{
    await Bench.RunAsync(BenchOptions.Parse(args));
    return 0;
}
catch (BadOptionException bad)
{
    Console.Error.WriteLine($"{bad.Message}\n\n{BenchOptions.Help}");
    return 2;
}
catch (LoadException failure)
{
    Console.Error.WriteLine(failure.Message);
    return 1;
}
