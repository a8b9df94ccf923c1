using HtmxChat.Rooms;

namespace HtmxChat.Tests.Faults.Simulated;

/// <summary>Stores that each do one thing wrongly.</summary>
internal static class PlantedStores
{
    internal sealed class SeqTwice() : Rewriting(row => row.Seq < 3 ? row : row with { Seq = row.Seq - 1 });

    internal sealed class TimesTurned() : Rewriting(row => row with { At = -row.At });

    internal sealed class CidForgotten() : Rewriting(row => row with { Cid = row.Cid.Split('#')[0] })
    {
        private int _drafts;

        protected override IReadOnlyList<Kept> Keep(IReadOnlyList<Change> changes) =>
            base.Keep([.. changes.Select(change => change is Draft draft ? draft with { Cid = $"{draft.Cid}#{++_drafts}" } : change)]);
    }

    internal sealed class CidOfAnother : SimulatedStore
    {
        protected override IReadOnlyList<Kept> Keep(IReadOnlyList<Change> changes) => [.. changes.Select(Keep)];

        private Kept Keep(Change change) => change is Draft draft && Rows(draft.Room).FirstOrDefault(row => row.Cid == draft.Cid) is { } first
            ? new(first, IsNew: false)
            : base.Keep([change])[0];
    }

    internal sealed class RevLost() : Rewriting(row => row.EditedAt is null ? row : row with { Rev = row.Born })
    {
        protected override IReadOnlyList<ChatMessage> Changes(RoomName room, long after, int limit) =>
            [.. base.Changes(room, 0, int.MaxValue).Where(row => row.Rev > after).OrderBy(row => row.Rev).Take(limit)];
    }

    internal sealed class LastDropped : SimulatedStore
    {
        protected override IReadOnlyList<Kept> Keep(IReadOnlyList<Change> changes) =>
            changes is [.., _, Draft last] ? [.. base.Keep([.. changes.SkipLast(1)]), Promised(last)] : base.Keep(changes);

        private Kept Promised(Draft draft) => PlantedStores.Promised(draft, Mark(draft.Room));
    }

    internal sealed class KeptLater : SimulatedStore
    {
        private Draft? _later;

        protected override IReadOnlyList<Kept> Keep(IReadOnlyList<Change> changes)
        {
            if (_later is not null)
            {
                base.Keep([_later]);
                _later = null;
            }

            if (changes is [Draft only])
            {
                _later = only;
                return [Promised(only, Mark(only.Room))];
            }

            return base.Keep(changes);
        }
    }

    internal sealed class RowsSwapped : SimulatedStore
    {
        protected override IReadOnlyList<ChatMessage> Latest(RoomName room, int count, long before) =>
            count == int.MaxValue ? base.Latest(room, count, before) : [.. base.Latest(room, count, before).OrderBy(row => row.Seq % 5)];
    }

    internal sealed class TextCut : SimulatedStore
    {
        protected override IReadOnlyList<ChatMessage> Latest(RoomName room, int count, long before) =>
            [.. base.Latest(room, count, before).Select(row => count == int.MaxValue || row.Text == "" ? row : row with { Text = row.Text[1..] })];
    }

    internal sealed class AnswersShifted : SimulatedStore
    {
        protected override IReadOnlyList<Kept> Keep(IReadOnlyList<Change> changes) =>
            base.Keep(changes) is { Count: > 1 } kept ? [.. kept.Skip(1), kept[0]] : base.Keep(changes);
    }

    internal sealed class ChangesFrom(int off) : SimulatedStore
    {
        protected override IReadOnlyList<ChatMessage> Changes(RoomName room, long after, int limit) => base.Changes(room, after + off, limit);
    }

    internal sealed class ChangesCut : SimulatedStore
    {
        protected override IReadOnlyList<ChatMessage> Changes(RoomName room, long after, int limit) => base.Changes(room, after, limit - 1);
    }

    internal sealed class MarkLags : SimulatedStore
    {
        protected override RoomMark Mark(RoomName room)
        {
            var mark = base.Mark(room);
            return mark with { Rev = Math.Max(0, mark.Rev - 1) };
        }
    }

    private static Kept Promised(Draft draft, RoomMark mark)
    {
        var rev = mark.Rev + 1;
        return new(new ChatMessage(mark.Seq + 1, rev, 0, draft.By.Id, draft.By.Name, draft.By.Handle, draft.Text, draft.At, draft.Cid, Born: rev), IsNew: true);
    }

    /// <summary>Keeps rightly, and gives out something else.</summary>
    internal abstract class Rewriting(Func<ChatMessage, ChatMessage> rewrite) : SimulatedStore
    {
        protected override IReadOnlyList<Kept> Keep(IReadOnlyList<Change> changes) =>
            [.. base.Keep(changes).Select(kept => kept with { Message = rewrite(kept.Message) })];

        protected override IReadOnlyList<ChatMessage> Latest(RoomName room, int count, long before) =>
            [.. base.Latest(room, count, before).Select(rewrite)];

        protected override IReadOnlyList<ChatMessage> Changes(RoomName room, long after, int limit) =>
            [.. base.Changes(room, after, limit).Select(rewrite)];
    }
}
