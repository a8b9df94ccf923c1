using HtmxChat.Rooms;

namespace HtmxChat.Tests.Faults.PowerLoss;

/// <summary>A message and the texts it was given; the empty one is that of a deleted message.</summary>
public sealed class PowerLossMessage(string room, string cid)
{
    private readonly List<(string Text, long AcknowledgedAt)> _states = [];

    public string Room => room;

    public string Cid => cid;

    public long Seq { get; set; }

    /// <summary>The text it was given last.</summary>
    public string Text => _states[^1].Text;

    public void Becomes(string text) => _states.Add((text, long.MaxValue));

    public void IsAcknowledged(long logLength) => _states[^1] = (Text, logLength);

    /// <summary>How many of its states were acknowledged while the log of changes was no longer than this.</summary>
    public int AcknowledgedBefore(long logLength) => _states.Count(state => state.AcknowledgedAt <= logLength);

    /// <summary>What is wrong with what the store has of it, if anything.</summary>
    public string? Wrong(ChatMessage? row, long logLength)
    {
        var acknowledged = AcknowledgedBefore(logLength);
        return row switch
        {
            null => acknowledged > 0 ? $"lost: {cid} is not there, {acknowledged} states acknowledged" : null,
            { Damaged: 1 } => $"damaged: {cid}",
            _ when Seq != 0 && acknowledged > 0 && row.Seq != Seq => $"moved: {cid} from {Seq} to {row.Seq}",
            _ when _states.FindIndex(state => state.Text == row.Text) is var state && state + 1 < acknowledged =>
                $"{(state < 0 ? "altered" : "lost")}: {cid} is in state {state + 1}, {acknowledged} acknowledged",
            _ when _states.TrueForAll(state => state.Text != row.Text) => $"altered: {cid} has a text it was never given",
            _ => null,
        };
    }
}
