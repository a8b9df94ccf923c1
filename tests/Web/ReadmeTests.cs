using System.Diagnostics;
using System.Text.RegularExpressions;
using HtmxChat.Tests.Support;

namespace HtmxChat.Tests.Web;

/// <summary>What the README tells people to type works as it stands.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public async Task The_lines_for_scripts_and_bots_do_what_they_say()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/curl"), "curl is not installed");
        await using var server = ChatServer.Start();
        using var folder = new TempFolder();
        // The lines name the port of `dotnet run`; here another one is behind it.
        await File.WriteAllTextAsync(Path.Combine(folder.Path, ".curlrc"), $"connect-to = \"localhost:5000:127.0.0.1:{server.Url.Port}\"\nsilent\nfail\n");
        await using var tab = await Tab.OpenAsync(server.Url, "dev", "Ada");

        var lines = Regex.Match(await File.ReadAllTextAsync(Repository.File("README.md")), "## For scripts and bots\n```sh\n(.*?)```", RegexOptions.Singleline).Groups[1].Value
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(lines.Length >= 6);
        foreach (var line in lines)
        {
            var (output, exitCode) = await Runs(line, folder.Path);
            Assert.True(exitCode == 0 && output.Length > 0 || line.Contains("-O", StringComparison.Ordinal), $"{line}\n{exitCode}\n{output}");
        }

        await tab.Sees("build passed");
        await tab.Sees("deployed");
        Assert.Equal(["ci", "ci"], tab.Log.Select(row => row.Name));
        Assert.Contains("deployed", await File.ReadAllTextAsync(Path.Combine(folder.Path, "dev.json")));
    }

    // A line that never ends, because it listens, is ended when it has heard something.
    private static async Task<(string Output, int ExitCode)> Runs(string line, string folder)
    {
        using var shell = Process.Start(new ProcessStartInfo("bash", ["-c", line])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            Environment = { ["CURL_HOME"] = folder },
        })!;
        try
        {
            if (!line.Contains(" -N ", StringComparison.Ordinal))
            {
                var output = await shell.StandardOutput.ReadToEndAsync().Soon();
                await shell.WaitForExitAsync().Soon();
                return (output, shell.ExitCode);
            }

            while (await shell.StandardOutput.ReadLineAsync().Soon() is { } heard)
            {
                if (heard.StartsWith("data: ", StringComparison.Ordinal))
                {
                    return (heard, 0);
                }
            }

            return ("", 1);
        }
        finally
        {
            shell.Kill(entireProcessTree: true);
            await shell.WaitForExitAsync().Soon();
        }
    }
}
