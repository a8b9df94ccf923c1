using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace HtmxChat.Rooms.Web;

/// <summary>Knows the programs that owners have let into their rooms, by the token they send.</summary>
internal sealed class Bots(IHistory history, Identity identity, Operator @operator)
{
    /// <summary>A new token, 256 random bits as hex, and what is kept of it. So much chance needs no slow hash.</summary>
    public static (string Token, string Hash) NewToken()
    {
        var token = RandomNumberGenerator.GetHexString(64, lowercase: true);
        return (token, HashOf(token));
    }

    /// <summary>The token of a request: as <c>?token=</c> or as a bearer token (RFC 6750 section 2.1), unless that is the operator's. Null if there is none;
    /// empty if it was forgotten, which is nobody's token and does not make a visitor of a bot.</summary>
    public string? TokenOf(HttpContext context) =>
        context.Request.Query["token"].FirstOrDefault() is { } token ? token
        : AuthenticationHeaderValue.TryParse(context.Request.Headers.Authorization, out var header)
            && header.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase)
            && !@operator.Is(context) ? header.Parameter ?? ""
        : null;

    /// <summary>Whose token it is in this room; null for nobody's.</summary>
    public async Task<Person?> FindAsync(RoomName room, string token)
    {
        var hash = HashOf(token);
        return (await history.RulesAsync(room)).Bots.FirstOrDefault(bot => bot.Hash == hash) is { } bot ? identity.In(room, bot) : null;
    }

    private static string HashOf(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
