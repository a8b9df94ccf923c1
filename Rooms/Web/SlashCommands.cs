namespace HtmxChat.Rooms.Web;

/// <summary>What is typed into the message box and is no message: <c>/nick name</c>, <c>/topic text</c>, <c>/help</c>.
/// The page posts it as a form, with script or without. (<c>/me</c> is a message like any other, and shown in another way.)</summary>
internal sealed class SlashCommands(Identity identity, Renaming naming, Speaking speaking, RoomPages pages)
{
    private static readonly string[] Known = ["nick", "topic", "help"];

    /// <summary>Whether the text is a command: its name, and what stands behind it.</summary>
    public static bool TryRead(string text, out string command, out string rest)
    {
        var parts = text.Trim().Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries);
        command = parts is [['/', .. var first], ..] ? first : "";
        rest = parts.Length > 1 ? parts[1] : "";
        return Known.Contains(command);
    }

    /// <summary>Does it, and shows the room again.</summary>
    public async Task<IResult> RunAsync(HttpContext context, string text, string command, string rest)
    {
        var (room, visitor) = (context.Room(), identity.Of(context));
        var refusal = command switch
        {
            "nick" => await naming.RenameAsync(context, rest),
            "topic" => (await speaking.AskAsync(room, answer => new RoomCommand.Moderate(identity.In(room, visitor), new RoomEffect.Configure(Topic: rest), answer), context.Address())).Refusal,
            _ => null,
        };
        return refusal is not null
            ? await pages.ShowAgainAsync(context, visitor, text, refusal)
            : new SeeOther(command == "help" ? $"/r/{room.Value}/help" : context.BackPath());
    }
}
