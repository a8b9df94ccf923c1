namespace HtmxChat.Rooms.Web;

/// <summary>Gives a visitor another name: in the room, where everybody sees it, and in the cookie.</summary>
internal sealed class Renaming(Identity identity, Speaking speaking)
{
    /// <summary>Does so, at the pace of an edit. Why not, or null.</summary>
    public async Task<Refusal?> RenameAsync(HttpContext context, string typed)
    {
        if (!PersonName.TryParse(typed, out var name))
        {
            return PersonName.Refusal;
        }

        var person = identity.In(context.Room(), identity.Of(context));
        var outcome = await speaking.AskAsync(context.Room(), answer => new RoomCommand.Rename(person, name, Answer: answer), context.Address());
        if (outcome.Refusal is null)
        {
            identity.Rename(context, name);
        }

        return outcome.Refusal;
    }
}
