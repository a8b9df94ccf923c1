using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace HtmxChat.Rooms.Web;

/// <summary>Makes the secret links that give a role, and remembers a new one until its maker's next page shows it, once.
/// Only the hash of a secret is stored.</summary>
internal sealed partial class RoomLinks(RoomRegistry rooms, Speaking speaking, IHistory history, TimeProvider time, ILogger<RoomLinks> logger)
{
    /// <summary>Links that wait to be shown; the oldest gives way. An owner can make another one.</summary>
    public const int MostWaiting = 10_000;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private readonly Dictionary<(RoomName Room, string Person), NewLink> _waiting = [];

    /// <summary>A link that its maker has not seen yet.</summary>
    public sealed record NewLink(string Secret, RoomRole Role, long MadeAt);

    /// <summary>What is kept of a secret: SHA-256 (FIPS 180-4), as hex. It has 256 random bits, so that nothing slower is needed.</summary>
    public static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    /// <summary>The URL of a link.</summary>
    public static string UrlOf(HttpContext context, RoomName room, string secret) =>
        $"{context.Request.Scheme}://{context.Request.Host}/r/{room.Value}/key/{secret}";

    /// <summary>Whether nobody has used the room yet.</summary>
    public async Task<bool> IsUnusedAsync(RoomName room)
    {
        try
        {
            return (await history.RulesAsync(room)).Keys.Count == 0 && (await history.MarkAsync(room)).Seq == 0;
        }
        catch (Exception failure)
        {
            // Whoever only wants to come in is not kept out by it.
            LogNotRead(failure, room);
            return false;
        }
    }

    /// <summary>Makes the owner link of a room nobody has used yet, for whoever is the first in it. Its secret; null if the room is in use.
    /// The maker's next page of the room shows it.</summary>
    public async Task<string?> ClaimAsync(RoomName room, Person by)
    {
        var secret = NewSecret();
        var outcome = await rooms.AskAsync(room, answer => new RoomCommand.Claim(by, HashOf(secret), answer));
        return outcome.Refusal is null ? Keep(room, by, secret, RoomRole.Owner) : null;
    }

    /// <summary>Makes another link; the maker's next page shows it.</summary>
    public async Task<Refusal?> MakeAsync(RoomName room, Person by, RoomRole role, IPAddress address)
    {
        var secret = NewSecret();
        var key = new RoomKey(HashOf(secret), role, Now());
        var outcome = await speaking.AskAsync(room, answer => new RoomCommand.Moderate(by, new RoomEffect.MakeKey(key), answer), address);
        if (outcome.Refusal is null)
        {
            Keep(room, by, secret, role);
        }

        return outcome.Refusal;
    }

    /// <summary>The link this person has made in this room and not seen yet, or null. It is not given again.</summary>
    public NewLink? Take(RoomName room, string person)
    {
        lock (_gate)
        {
            return _waiting.Remove((room, person), out var link) && Now() - link.MadeAt <= Patience.TotalMilliseconds ? link : null;
        }
    }

    private string Keep(RoomName room, Person by, string secret, RoomRole role)
    {
        lock (_gate)
        {
            if (_waiting.Count >= MostWaiting)
            {
                _waiting.Remove(_waiting.MinBy(entry => entry.Value.MadeAt).Key);
            }

            _waiting[(room, by.Id)] = new NewLink(secret, role, Now());
        }

        return secret;
    }

    private static string NewSecret() => RandomNumberGenerator.GetHexString(64, lowercase: true);

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();

    [LoggerMessage(Level = LogLevel.Error, Message = "Whether room {Room} is in use could not be read")]
    private partial void LogNotRead(Exception failure, RoomName room);
}
