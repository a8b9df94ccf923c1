namespace HtmxChat.Rooms.Web;

/// <summary>Keeps requests' addresses, and with them the names of private rooms, out of the log, however talkative an operator makes it:
/// the framework writes them below the level of warnings.</summary>
internal static class LogFilters
{
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
        level >= LogLevel.Warning || category?.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) != true;
}
