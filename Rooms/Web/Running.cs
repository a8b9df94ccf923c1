using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace HtmxChat.Rooms.Web;

/// <summary>From start to exit code.</summary>
public static class Running
{
    private const int BadAddress = 1;
    private const int BadConfiguration = 2;
    private const int UnusableStore = 3;

    /// <summary>Builds the program and runs it until told to stop. 0: stopped; 1: the address cannot be listened on; 2: a value of the configuration cannot be used;
    /// 3: the store cannot be used. The reason is one message on the error output.</summary>
    public static async Task<int> ToExitCodeAsync(Func<WebApplication> build)
    {
        try
        {
            await using var app = build();
            app.Services.GetRequiredService<IHistory>();
            await RunAsync(app);
            return 0;
        }
        catch (OptionsValidationException invalid)
        {
            return Fail(string.Join(Environment.NewLine, invalid.Failures), BadConfiguration);
        }
        catch (InvalidOperationException unreadable) when (unreadable.Message.Contains("'Chat:", StringComparison.Ordinal))
        {
            return Fail(unreadable.Message, BadConfiguration);
        }
        catch (InvalidDataException unreadable)
        {
            // A settings file: the inner message tells where in it.
            return Fail($"{unreadable.Message} {unreadable.InnerException?.Message}", BadConfiguration);
        }
        catch (HistoryUnusableException unusable)
        {
            return Fail(unusable.Message, UnusableStore);
        }
        catch (Exception address) when (address is SocketException or FormatException or IOException { InnerException: AddressInUseException }
            || (address is InvalidOperationException && address.Source is "Microsoft.AspNetCore.Server.Kestrel.Core"))
        {
            return Fail(address.Message, BadAddress);
        }
    }

    private static async Task RunAsync(WebApplication app)
    {
        var started = app.Lifetime.ApplicationStarted;
        try
        {
            await app.RunAsync();
        }
        catch (OperationCanceledException) when (!started.IsCancellationRequested)
        {
            // Told to stop before it had started.
        }
    }

    private static int Fail(string message, int exitCode)
    {
        Console.Error.WriteLine(message);
        return exitCode;
    }
}
