using System.Text.Encodings.Web;
using HtmxChat.Views;
using Fragments = HtmxChat.Views.Fragments;
using Pages = HtmxChat.Views.Pages;

namespace HtmxChat.Rooms.Web;

/// <summary>Builds a room's page from its history; the room itself need not be in memory.</summary>
internal sealed class RoomPages(
    IHistory history, LatestRows latest, HtmlEncoder encoder, RoomRegistry rooms, RoomLinks links, Identity identity, Door door, Sharing sharing, Assets assets, ChatOptions options)
{
    /// <summary>The last page, the one before a seq or the one around it; with a message to be edited, deleted or quoted, if one is named.</summary>
    public async Task<IResult> ShowAsync(HttpContext context, Visitor visitor, RoomQuery query)
    {
        var room = context.Room();
        var before = query.Before ?? long.MaxValue;
        if (query.At is { } at)
        {
            var newest = (await history.MarkAsync(room)).Seq;
            if (at < 1 || at > newest)
            {
                return Problems.Page(context, StatusCodes.Status404NotFound, "noMessage");
            }

            // What is on the last page is shown there, where the room goes on.
            before = newest - at < options.PageSize ? long.MaxValue : at + options.PageSize / 2 + 1;
        }

        var model = await ModelAsync(context, visitor, before) with { At = query.At, React = query.React };
        if (query.Person is { } handle)
        {
            model = model with { Shown = await FindAsync(model, handle) };
        }

        if (model is { IsLatest: true, IsReading: false } && HttpMethods.IsGet(context.Request.Method) && links.Take(room, visitor.Id) is { } link)
        {
            model = model with { NewLink = RoomLinks.UrlOf(context, room, link.Secret) };
        }

        if ((query.Edit ?? query.Delete) is { } own && await history.FindAsync(room, own) is { Deleted: 0 } found
            && (found.Author == visitor.Id || (query.Edit is null && model.Role > RoomRole.Visitor)))
        {
            model = model with { Edit = query.Edit, Delete = query.Edit is null ? own : null, Text = found.Text };
        }
        else if (query.Menu is { } menu && !model.IsReading && await history.FindAsync(room, menu) is { IsSpoken: true } chosen)
        {
            model = model with { Chosen = chosen };
        }
        else if (query.Reply is { } seq && await history.FindAsync(room, seq) is { IsSpoken: true } quoted)
        {
            model = model with { Text = Quote.Of(quoted) };
        }

        return Pages.Room.Create(model);
    }

    /// <summary>The rows of the page before a seq, to be put above those the reader has.</summary>
    public async Task<IResult> OlderRowsAsync(HttpContext context, long before) =>
        Fragments.OlderRows.Create(new OlderRowsModel(await history.LatestAsync(context.Room(), options.PageSize, before), context.RoomPath()));

    /// <summary>The last page with what was typed and why it was refused. Whoever may not come in does not see the room by trying something in it.</summary>
    public async Task<IResult> ShowAgainAsync(HttpContext context, Visitor visitor, string text, Refusal refusal, long? edit = null)
    {
        if ((await door.AskAsync(context)).Refusal is { } outside)
        {
            return Problems.Outside(context, outside);
        }

        Problems.SetRetryAfter(context.Response, refusal);
        var page = Pages.Room.Create(await ModelAsync(context, visitor) with { Text = text, Refusal = refusal, Edit = edit });
        page.StatusCode = Problems.Status(refusal.Code);
        return page;
    }

    private async Task<RoomModel> ModelAsync(HttpContext context, Visitor visitor, long before = long.MaxValue)
    {
        var room = context.Room();
        var me = identity.In(room, visitor);
        var rules = context.Rules() ?? await history.RulesAsync(room);
        var rows = before == long.MaxValue ? await latest.OfAsync(room) : new LogRows(await history.LatestAsync(room, options.PageSize, before), encoder);
        return new(
            room,
            me,
            visitor.Name is not null,
            rows,
            IsLatest: before == long.MaxValue,
            identity.FormToken(visitor),
            Cid: Guid.NewGuid().ToString("N"),
            assets,
            options.MaxMessageLength)
        {
            TakesFiles = options.Files.Enabled,
            Path = context.RoomPath(),
            IsReading = context.IsReading(),
            IsEmbedded = context.IsEmbedded(),
            KeepsName = !context.IsEmbedded() || context.Request.IsHttps,
            Share = context.IsReading() ? null : sharing.Links(context, room),
            Newer = before < long.MaxValue && rows.Messages is [.., var last] ? last.Seq + options.PageSize + 1 : null,
            Rules = rules,
            Role = context.IsReading() ? RoomRole.Visitor : rules.RoleOf(me),
        };
    }

    private async Task<Person?> FindAsync(RoomModel model, string handle) =>
        handle == model.Me.Handle ? model.Me
        : (await rooms.PeopleAsync(model.Room)).FirstOrDefault(person => person.Handle == handle) ?? await history.AuthorAsync(model.Room, handle);
}
