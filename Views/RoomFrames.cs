using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using HtmxChat.Rooms;
using HtmxChat.Views.Fragments;
using RazorSlices;

namespace HtmxChat.Views;

/// <summary>What happened in a room as the out-of-band fragments that bring a page up to date.</summary>
/// <param name="encoder">Encodes all text of users.</param>
/// <param name="culture">The language of our own; null for the first there is.</param>
public sealed class RoomFrames(HtmlEncoder encoder, CultureInfo? culture = null) : IRoomFrames
{
    // Rendering never waits, so each thread can use its own again.
    [ThreadStatic]
    private static FrameWriter? _reused;

    /// <inheritdoc/>
    public Frame Render(IReadOnlyList<RoomEvent> events)
    {
        // A room's loop has that of whoever was the first to come in: often the same, and a change is not for nothing.
        var (callers, own) = (CultureInfo.CurrentUICulture, culture ?? CultureInfo.InvariantCulture);
        if (callers.Equals(own))
        {
            return Rendered(events);
        }

        CultureInfo.CurrentUICulture = own;
        try
        {
            return Rendered(events);
        }
        finally
        {
            CultureInfo.CurrentUICulture = callers;
        }
    }

    private Frame Rendered(IReadOnlyList<RoomEvent> events)
    {
        var writer = _reused ??= new FrameWriter();
        writer.Clear();
        for (var i = 0; i < events.Count; i++)
        {
            switch (events[i])
            {
                case RoomEvent.Said:
                    writer.Write(Oob.LogRows.Open.Span);
                    for (; i < events.Count && events[i] is RoomEvent.Said(var said); i++)
                    {
                        Render(writer, MessageRow.Create(said));
                    }

                    i--;
                    writer.Write(Oob.LogRows.Close.Span);
                    break;
                case RoomEvent.Changed(var changed):
                    Replace(writer, changed);
                    break;
                case RoomEvent.CaughtUp(var missed, var after):
                    foreach (var message in missed.Where(message => message.Born <= after))
                    {
                        Replace(writer, message);
                    }

                    if (missed.Any(message => message.Born > after))
                    {
                        Put(writer, Oob.LogRows, missed.Where(message => message.Born > after).OrderBy(message => message.Seq));
                    }

                    break;
                case RoomEvent.StartedAnew(_, var latest) anew:
                    writer.Write(Oob.Older.Open.Span);
                    if (OlderLinkModel.Of(latest, cleared: anew.ClearedSeq) is { } older)
                    {
                        Render(writer, OlderLink.Create(older));
                    }

                    writer.Write(Oob.Older.Close.Span);
                    Put(writer, Oob.Log, latest);
                    break;
                case RoomEvent.Came or RoomEvent.Went:
                    // The roster tells it.
                    break;
                case RoomEvent.RosterChanged roster:
                    Put(writer, Oob.Roster, RosterList.Create(roster));
                    break;
                case RoomEvent.TypingChanged typing:
                    Put(writer, Oob.Typing, TypingList.Create(typing));
                    break;
                case RoomEvent.RulesChanged(var rules):
                    Put(writer, Oob.Rules, RulesText.Create(rules));
                    break;
                case RoomEvent.Refused refused:
                    Put(writer, Oob.Notice, NoticeText.Create(refused));
                    break;
                case RoomEvent.Acknowledged(RoomCommand.Say say, _):
                    writer.Write(Oob.Acknowledged.Open.Span);
                    writer.Write(System.Text.Encoding.UTF8.GetBytes(encoder.Encode(say.Cid)));
                    writer.Write(Oob.Acknowledged.Close.Span);
                    break;
                default:
                    throw new ArgumentOutOfRangeException(nameof(events), events[i], "no fragment for it");
            }
        }

        return new Frame(writer.WrittenSpan);
    }

    private void Put(FrameWriter writer, OobElement place, IEnumerable<ChatMessage> rows)
    {
        writer.Write(place.Open.Span);
        foreach (var message in rows)
        {
            Render(writer, MessageRow.Create(message));
        }

        writer.Write(place.Close.Span);
    }

    private void Replace(FrameWriter writer, ChatMessage message)
    {
        var start = writer.WrittenSpan.Length;
        Render(writer, MessageRow.Create(message));
        Oob.MakeReplacement(writer, start);
    }

    private void Put(FrameWriter writer, OobElement place, RazorSlice fragment)
    {
        writer.Write(place.Open.Span);
        Render(writer, fragment);
        writer.Write(place.Close.Span);
    }

    /// <summary>Renders a fragment, which never waits.</summary>
    internal static void Render(FrameWriter writer, RazorSlice fragment, HtmlEncoder encoder)
    {
        var rendering = fragment.RenderAsync(writer, encoder);
        if (!rendering.IsCompleted)
        {
            throw new InvalidOperationException($"{fragment.GetType().Name} waits for something; a fragment must not");
        }

        rendering.GetAwaiter().GetResult();
    }

    private void Render(FrameWriter writer, RazorSlice fragment) => Render(writer, fragment, encoder);
}
