using System.Collections.Frozen;
using System.Net;

namespace HtmxChat.Rooms.Web;

/// <summary>The addresses that may not use this server. Of each only the keyed hash is known.</summary>
internal sealed class Banning(RoomRegistry rooms, IHistory history, HistoryWriter writer, Identity identity, Operator @operator, TimeProvider time)
{
    private volatile FrozenDictionary<string, AddressBan> _bans = FrozenDictionary<string, AddressBan>.Empty;

    /// <summary>The bans that are not over, by their end.</summary>
    public IEnumerable<AddressBan> Bans => _bans.Values.Where(IsInForce).OrderBy(ban => ban.Until);

    /// <summary>Reads the bans from the store.</summary>
    public async Task LoadAsync() => _bans = (await history.AddressBansAsync()).ToFrozenDictionary(ban => ban.Address);

    /// <summary>Whether the sender of the request may not use this server. The operator may from everywhere, to lift a ban that hit too much.</summary>
    public bool IsBanned(HttpContext context) =>
        _bans.Count > 0 && _bans.TryGetValue(identity.AddressHash(context.Address()), out var ban) && IsInForce(ban) && !@operator.Is(context);

    /// <summary>Bans the address of somebody who was just removed from a room.</summary>
    public async Task<Refusal?> BanAsync(RoomName room, string handle, TimeSpan span) =>
        (await history.RulesAsync(room)).Bans.FirstOrDefault(ban => ban.Handle == handle) is { Address.Length: > 0 } removed
            ? await BanAsync(removed.Address, $"{removed.Handle} in {room}", span)
            : Refusal.NoAddress;

    /// <summary>Bans an address, and ends what is open from there.</summary>
    public Task<Refusal?> BanAsync(IPAddress address, string note, TimeSpan span) => BanAsync(identity.AddressHash(address), note, span);

    /// <summary>Ends a ban.</summary>
    public Task LiftAsync(string address) => KeepAsync(new AddressPardon(address));

    private async Task<Refusal?> BanAsync(string address, string note, TimeSpan span)
    {
        if (address.Length == 0)
        {
            return Refusal.NoAddress;
        }

        await KeepAsync(new AddressBan(address, note, (time.GetUtcNow() + span).ToUnixTimeMilliseconds()));
        rooms.Tell(new RoomCommand.Banish(address));
        return null;
    }

    private async Task KeepAsync(Change change)
    {
        await writer.KeepAsync([change]);
        await LoadAsync();
    }

    private bool IsInForce(AddressBan ban) => ban.Until > time.GetUtcNow().ToUnixTimeMilliseconds();
}

/// <summary>Turns banned addresses away.</summary>
public static class BanningExtensions
{
    /// <summary>Turns requests from banned addresses away before anything is done for them; but to become the operator is possible from everywhere.</summary>
    public static void UseBans(this IApplicationBuilder app) => app.Use(next =>
    {
        var banning = app.ApplicationServices.GetRequiredService<Banning>();
        return context => banning.IsBanned(context) && !context.Request.Path.StartsWithSegments("/operator")
            ? Problems.Outside(context, Refusal.Banned).ExecuteAsync(context)
            : next(context);
    });
}
