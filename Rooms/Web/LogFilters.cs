namespace HtmxChat.Rooms.Web;

/// <summary>Keeps requests' addresses, and with them the names of private rooms, out of the log, however talkative an operator makes it:
/// the framework writes them below the level of warnings.</summary>
internal static class LogFilters
{
    // Writes nothing of a request above that level. As long as it may write at all, the framework makes an activity and a scope
    // for each request, which a socket would hold for as long as it is open.
    private const string Requests = "Microsoft.AspNetCore.Hosting.Diagnostics";

    public static void Quieten(LoggerFilterOptions filters)
    {
        var rules = filters.Rules.ToList();
        filters.Rules.Clear();

        // The first is for what no other rule is about.
        foreach (var rule in rules.Prepend(new LoggerFilterRule(null, null, null, null)))
        {
            filters.Rules.Add(new LoggerFilterRule(
                rule.ProviderName,
                rule.CategoryName,
                rule.LogLevel,
                (provider, category, level) => IsQuiet(category, level) && (rule.Filter is null || rule.Filter(provider, category, level))));
        }
    }

    private static bool IsQuiet(string? category, LogLevel level) =>
        category != Requests && (level >= LogLevel.Warning || category?.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) != true);
}
