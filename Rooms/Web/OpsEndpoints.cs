using System.Reflection;

namespace HtmxChat.Rooms.Web;

/// <summary>What an operator's monitor asks for.</summary>
public static class OpsEndpoints
{
    private static readonly string Version =
        typeof(OpsEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    private static readonly RoomName Probe = RoomName.TryParse("healthz", out var name) ? name : default;

    /// <summary>Maps the health check.</summary>
    public static void MapOps(this IEndpointRouteBuilder app) => app.MapGet("/healthz", HealthAsync);

    private static async Task<IResult> HealthAsync(IHistory history, HistoryWriter writer, ILogger<Health> logger)
    {
        var (schema, synchronous) = history.Status;
        try
        {
            await history.MarkAsync(Probe);
            await writer.KeepAsync([]);
            return Results.Json(new Health("ok", Version, schema, synchronous));
        }
        catch (Exception failure)
        {
            logger.LogError(failure, "The store cannot be read or written");
            return Results.Json(new Health("failing", Version, schema, synchronous), statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }

    internal sealed record Health(string Status, string Version, int Schema, string Synchronous);
}
