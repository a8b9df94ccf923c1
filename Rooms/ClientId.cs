namespace HtmxChat.Rooms;

/// <summary>The id a client gives to a send (cid), so that sending again is not saying again.</summary>
public static class ClientId
{
    /// <summary>Characters a cid may have.</summary>
    public const int MaxLength = 100;

    /// <summary>Why <see cref="TryParse"/> said no.</summary>
    public static readonly Refusal Refusal = Rooms.Refusal.BadRequest with { Text = $"A cid has 1 to {MaxLength} printable ASCII characters without spaces." };

    /// <summary>Takes a client's cid, or makes one up if there is none: such a send cannot be recognised when it comes again.</summary>
    public static bool TryParse(string? text, out string cid)
    {
        cid = string.IsNullOrEmpty(text) ? Guid.NewGuid().ToString("N") : text;
        return cid.Length <= MaxLength && !cid.AsSpan().ContainsAnyExceptInRange('!', '~');
    }
}
