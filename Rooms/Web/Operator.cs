using System.Security.Cryptography;
using System.Text;

namespace HtmxChat.Rooms.Web;

/// <summary>Knows the operator of this server by the token of the configuration: in a cookie set by the operator's page,
/// or as a bearer token (RFC 6750 section 2.1). Without a token in the configuration nobody is.</summary>
/// <param name="options">Holds the token.</param>
public sealed class Operator(ChatOptions options)
{
    private const string CookieName = "operator";
    private const string Scheme = "Bearer ";

    // The token itself is in no cookie, and another token makes the cookie worthless.
    private readonly byte[] _cookie = Hash($"operator\n{options.OperatorToken}");
    private readonly byte[] _token = Hash(options.OperatorToken);

    /// <summary>Whether there can be an operator.</summary>
    public bool Exists => options.OperatorToken.Length > 0;

    /// <summary>Whether the request is from the operator.</summary>
    public bool Is(HttpContext context) => Exists
        && (Matches(context.Request.Cookies[NameOfCookie(context)], _cookie)
            || (context.Request.Headers.Authorization.ToString() is var header
                && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
                && IsToken(header[Scheme.Length..])));

    /// <summary>Whether this is the token.</summary>
    public bool IsToken(string text) => Exists && CryptographicOperations.FixedTimeEquals(Hash(text), _token);

    /// <summary>Makes the sender's browser the operator's, until it is closed.</summary>
    public void SignIn(HttpContext context) =>
        context.Response.Cookies.Append(NameOfCookie(context), Convert.ToHexStringLower(_cookie), new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            Secure = context.Request.IsHttps,
            IsEssential = true,
        });

    /// <summary>The sender's browser is the operator's no longer.</summary>
    public void SignOut(HttpContext context) =>
        context.Response.Cookies.Delete(NameOfCookie(context), new CookieOptions { Secure = context.Request.IsHttps });

    private static string NameOfCookie(HttpContext context) => context.Request.IsHttps ? $"__Host-{CookieName}" : CookieName;

    private static bool Matches(string? hex, byte[] expected) =>
        hex is not null && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(hex), Encoding.ASCII.GetBytes(Convert.ToHexStringLower(expected)));

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
