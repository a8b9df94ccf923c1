using System.Security.Cryptography;
using System.Text;
using HtmxChat.Views;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;
using QRCoder;

namespace HtmxChat.Rooms.Web;

/// <summary>The ways to a room that are given to others: its address, the same as a QR code, and a link to read along,
/// which does not tell the room's name.</summary>
internal sealed class Sharing(IDataProtectionProvider protection)
{
    private readonly IDataProtector _protector = protection.CreateProtector("HtmxChat.ReadingLink.v1");

    /// <summary>The path under which a room can be read, and only read.</summary>
    public string ReadingPath(RoomName room) => $"/s/{WebEncoders.Base64UrlEncode(_protector.Protect(Encoding.UTF8.GetBytes(room.Value)))}";

    /// <summary>The room of a reading link; false if this server has made no such link.</summary>
    public bool TryRead(string? token, out RoomName room)
    {
        room = default;
        try
        {
            return token is not null && RoomName.TryParse(Encoding.UTF8.GetString(_protector.Unprotect(WebEncoders.Base64UrlDecode(token))), out room);
        }
        catch (Exception forged) when (forged is CryptographicException or FormatException)
        {
            return false;
        }
    }

    /// <summary>What the page offers to be given away.</summary>
    public ShareModel Links(HttpContext context, RoomName room)
    {
        var host = $"{context.Request.Scheme}://{context.Request.Host}";
        return new($"{host}/r/{room.Value}", $"{host}{ReadingPath(room)}", $"/r/{room.Value}/qr.svg");
    }

    /// <summary>The room's address as a picture a phone's camera understands.</summary>
    public static IResult Picture(HttpContext context)
    {
        using var generator = new QRCodeGenerator();
        using var data = generator.CreateQrCode($"{context.Request.Scheme}://{context.Request.Host}/r/{context.Room().Value}", QRCodeGenerator.ECCLevel.M);
        using var picture = new SvgQRCode(data);
        return Results.Text(picture.GetGraphic(pixelsPerModule: 4), "image/svg+xml");
    }
}
