namespace HtmxChat.Tests.Faults;

/// <summary>How much is done to the program: a little in every run, much with <c>LONG=1</c> in the environment.</summary>
internal static class Load
{
    /// <summary>Tests that load the machine run one after the other.</summary>
    public const string Collection = "load";

    public static bool IsLong { get; } = Environment.GetEnvironmentVariable("LONG") == "1";

    /// <summary>The bound of a wait that grows with the load.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromMinutes(IsLong ? 3 : 1);

    public static T Of<T>(T quick, T @long) => IsLong ? @long : quick;
}

/// <summary>What is measured under load is measured alone.</summary>
[CollectionDefinition(Load.Collection, DisableParallelization = true)]
public sealed class LoadCollection;
