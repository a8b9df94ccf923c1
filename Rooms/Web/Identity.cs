using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;

namespace HtmxChat.Rooms.Web;

/// <summary>Who visits: a cookie, signed and encrypted, with a random 128-bit id, the chosen name and when it was chosen. No account.</summary>
public sealed class Identity
{
    // The prefix (RFC 6265bis section 4.1.3) binds the cookie to this very host and to TLS:
    // neither a page without TLS nor a sister host can put another one in its place.
    private const string CookieName = "chat";
    private const string SecureCookieName = "__Host-chat";
    private const int IdLength = 32;
    private const int KeyLength = 32;

    // The longest a browser keeps a cookie (RFC 6265bis section 5.5).
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(400);

    private readonly IDataProtector _protector;
    private readonly Operator _operator;
    private readonly IHistory _history;
    private readonly TimeProvider _time;
    private readonly byte[] _key;
    private readonly bool _isEmbedded;

    /// <summary>Makes the server secret, from which handles and form tokens are derived, if the data folder has none.</summary>
    public Identity(IDataProtectionProvider protection, Operator @operator, IHistory history, ChatOptions options, TimeProvider time)
    {
        _protector = protection.CreateProtector("HtmxChat.Identity.v1");
        _operator = @operator;
        _history = history;
        _time = time;
        _isEmbedded = options.EmbedOrigins.Length > 0;
        _key = LoadKey(Path.Combine(options.Data, "secret.key"));
    }

    /// <summary>Who sends this request. Somebody new gets an identity, and the answer its cookie.</summary>
    public Visitor Of(HttpContext context) => Known(context) ?? Remember(context, New(context));

    /// <summary>Lets the sender of this request be known under a name from now on.</summary>
    public Visitor Rename(HttpContext context, string name) => Rename(context, name, _time.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>Likewise, with a name chosen at another time (Unix milliseconds).</summary>
    public Visitor Rename(HttpContext context, string name, long at) => Remember(context, (Known(context) ?? New(context)) with { Name = name, NamedAt = at });

    /// <summary>Gives the sender of this request the name chosen over a live socket since the cookie was set.</summary>
    public async Task RecallAsync(HttpContext context)
    {
        if (Known(context) is { } visitor && await _history.NameAsync(visitor.Id) is { } later && later.At > visitor.NamedAt)
        {
            Rename(context, later.Name, later.At);
        }
    }

    /// <summary>Who a visitor is in a room.</summary>
    public Person In(RoomName room, Visitor visitor) =>
        new(visitor.Id, visitor.Name ?? PersonName.Guest, Handle(room, visitor.Id), visitor.NamedAt, visitor.Address, visitor.IsOperator);

    /// <summary>Who a bot is in a room.</summary>
    public Person In(RoomName room, RoomBot bot) => new(bot.PersonId, bot.Name, Handle(room, bot.PersonId), IsBot: true);

    /// <summary>A keyed hash of an address, one for each IPv6 /64; empty for this machine, which tells nobody from another
    /// (a proxy that is not configured as one).</summary>
    public string AddressHash(IPAddress address) => IPAddress.IsLoopback(address) || address.IsIPv4MappedToIPv6 && IPAddress.IsLoopback(address.MapToIPv4())
        ? ""
        : Convert.ToHexStringLower(Hash($"address\n{Network.Of(address).Prefix}").AsSpan(..16));

    /// <summary>Proves that a form was rendered by this host for this visitor.</summary>
    public string FormToken(Visitor visitor) => Convert.ToHexStringLower(Hash($"form\n{visitor.Id}"));

    /// <summary>Whether the request's form carries the <see cref="FormToken"/> of its sender.</summary>
    public async Task<bool> HasFormTokenAsync(HttpContext context)
    {
        if (Known(context) is not { } visitor || !context.Request.HasFormContentType)
        {
            return false;
        }

        var token = (await context.ReadFormAsync())["token"].ToString();
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(FormToken(visitor)), Encoding.UTF8.GetBytes(token));
    }

    /// <summary>Somebody nobody knows yet, who sends this request.</summary>
    public Visitor New(HttpContext context) => About(context, RandomNumberGenerator.GetHexString(IdLength, lowercase: true), null, 0);

    /// <summary>Likewise; for the same key always the same one.</summary>
    public Visitor New(HttpContext context, string key) => About(context, Convert.ToHexStringLower(Hash($"visitor\n{key}"))[..IdLength], null, 0);

    /// <summary>Who sends this request, by its cookie; null for somebody new.</summary>
    public Visitor? Known(HttpContext context)
    {
        // What was set for this request's answer, or read for it before.
        if (context.Features.Get<Visitor>() is { } visitor)
        {
            return visitor;
        }

        if (context.Request.Cookies[NameOfCookie(context)] is not { } cookie)
        {
            return null;
        }

        try
        {
            // No name has a line feed in it; a cookie from before names had a time has none either.
            var text = Encoding.UTF8.GetString(_protector.Unprotect(WebEncoders.Base64UrlDecode(cookie))).Split('\n');
            var at = text.Length > 1 ? long.Parse(text[1], CultureInfo.InvariantCulture) : 0;
            visitor = About(context, text[0][..IdLength], text[0].Length > IdLength ? text[0][IdLength..] : null, at);
            context.Features.Set(visitor);
            return visitor;
        }
        catch (Exception forged) when (forged is CryptographicException or FormatException)
        {
            return null;
        }
    }

    private Visitor About(HttpContext context, string id, string? name, long namedAt) =>
        new(id, name, namedAt, AddressHash(context.Address()), _operator.Is(context));

    /// <summary>Gives the sender of this request the cookie by which this visitor is known.</summary>
    public Visitor Remember(HttpContext context, Visitor visitor)
    {
        context.Features.Set(visitor);
        var cookie = new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Lax,
            Secure = context.Request.IsHttps,
            MaxAge = Lifetime,
            IsEssential = true,
        };
        if (_isEmbedded && cookie.Secure)
        {
            // In another site's frame no lax cookie is kept; a partitioned one is, another for each site that shows the page.
            cookie.SameSite = SameSiteMode.None;
            cookie.Extensions.Add("Partitioned");
        }

        context.Response.Cookies.Append(
            NameOfCookie(context),
            WebEncoders.Base64UrlEncode(_protector.Protect(Encoding.UTF8.GetBytes(
                string.Create(CultureInfo.InvariantCulture, $"{visitor.Id}{visitor.Name}\n{visitor.NamedAt}")))),
            cookie);
        return visitor;
    }

    private static string NameOfCookie(HttpContext context) => context.Request.IsHttps ? SecureCookieName : CookieName;

    private byte[] Hash(string text) => HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(text));

    private string Handle(RoomName room, string id)
    {
        const string Letters = "0123456789abcdefghjkmnpqrstvwxyz";
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"handle\n{room.Value}\n{id}"), hash);
        Span<char> handle = stackalloc char[6];
        for (var i = 0; i < handle.Length; i++)
        {
            handle[i] = Letters[hash[i] % Letters.Length];
        }

        return new string(handle);
    }

    private static byte[] LoadKey(string path)
    {
        // Cut off by a loss of power when it was made, it is no secret.
        if (new FileInfo(path) is not { Exists: true, Length: >= KeyLength })
        {
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using var file = new FileStream(path, options);
            file.Write(RandomNumberGenerator.GetBytes(KeyLength));
            file.Flush(flushToDisk: true);
        }

        return File.ReadAllBytes(path);
    }
}

/// <summary>Who sends a request, the same in every room.</summary>
/// <param name="Id">128 random bits as hex.</param>
/// <param name="Name">The chosen name, or null.</param>
/// <param name="NamedAt">When it was chosen, in Unix milliseconds.</param>
/// <param name="Address">See <see cref="Identity.AddressHash"/>.</param>
/// <param name="IsOperator">Whether it is the operator of this server.</param>
public sealed record Visitor(string Id, string? Name, long NamedAt = 0, string Address = "", bool IsOperator = false);
