using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;

namespace HtmxChat.Rooms.Web;

/// <summary>Who visits: a cookie, signed and encrypted, with a random 128-bit id and the chosen name. No account.</summary>
public sealed class Identity
{
    private const string CookieName = "chat";
    private const int IdLength = 32;

    // The longest a browser keeps a cookie (RFC 6265bis section 5.5).
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(400);

    private readonly IDataProtector _protector;
    private readonly byte[] _key;

    /// <summary>Makes the server secret, from which handles and form tokens are derived, if the data folder has none.</summary>
    public Identity(IDataProtectionProvider protection, ChatOptions options)
    {
        _protector = protection.CreateProtector("HtmxChat.Identity.v1");
        _key = LoadKey(Path.Combine(options.Data, "secret.key"));
    }

    /// <summary>Who sends this request. Somebody new gets an identity, and the answer its cookie.</summary>
    public Visitor Of(HttpContext context) => Known(context) ?? Set(context, New());

    /// <summary>Lets the sender of this request be known under a name from now on.</summary>
    public Visitor Rename(HttpContext context, string name) => Set(context, (Known(context) ?? New()) with { Name = name });

    /// <summary>Who a visitor is in a room.</summary>
    public Person In(RoomName room, Visitor visitor) => new(visitor.Id, visitor.Name ?? PersonName.Guest, Handle(room, visitor.Id));

    /// <summary>Proves that a form was rendered by this host for this visitor.</summary>
    public string FormToken(Visitor visitor) => Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"form\n{visitor.Id}")));

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

    /// <summary>Somebody nobody knows yet.</summary>
    public static Visitor New() => new(RandomNumberGenerator.GetHexString(IdLength, lowercase: true), Name: null);

    private Visitor? Known(HttpContext context)
    {
        if (context.Request.Cookies[CookieName] is not { } cookie)
        {
            return null;
        }

        try
        {
            var text = Encoding.UTF8.GetString(_protector.Unprotect(WebEncoders.Base64UrlDecode(cookie)));
            return new Visitor(text[..IdLength], text.Length > IdLength ? text[IdLength..] : null);
        }
        catch (Exception forged) when (forged is CryptographicException or FormatException)
        {
            return null;
        }
    }

    private Visitor Set(HttpContext context, Visitor visitor)
    {
        context.Response.Cookies.Append(
            CookieName,
            WebEncoders.Base64UrlEncode(_protector.Protect(Encoding.UTF8.GetBytes(visitor.Id + visitor.Name))),
            new CookieOptions
            {
                HttpOnly = true,
                SameSite = SameSiteMode.Lax,
                Secure = context.Request.IsHttps,
                MaxAge = Lifetime,
                IsEssential = true,
            });
        return visitor;
    }

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
        if (!File.Exists(path))
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using var file = new FileStream(path, options);
            file.Write(RandomNumberGenerator.GetBytes(32));
        }

        return File.ReadAllBytes(path);
    }
}

/// <summary>Who sends a request, the same in every room.</summary>
/// <param name="Id">128 random bits as hex.</param>
/// <param name="Name">The chosen name, or null.</param>
public sealed record Visitor(string Id, string? Name);
