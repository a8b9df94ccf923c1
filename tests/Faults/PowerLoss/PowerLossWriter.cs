using System.Net.WebSockets;
using HtmxChat.Tests.Support;

namespace HtmxChat.Tests.Faults.PowerLoss;

/// <summary>One who says, edits and deletes, each after the answer to the one before, and notes how long the log of changes was then:
/// all that the answer relied on is within that length.</summary>
public sealed class PowerLossWriter(string name, string room, Func<long> logLength, int seed)
{
    // A byte each, and three.
    private const string Letters = "abcdefghijklmnopqrstuvwxyz";
    private const string WideLetters = "₤₥₦₧₨₩₪₫€₭₮₯";

    private readonly Random _random = new(seed);
    private readonly List<PowerLossMessage> _own = [];
    private bool _isWide;

    public IReadOnlyList<PowerLossMessage> Messages => _own;

    /// <summary>Talks in one session. False if the server went away meanwhile.</summary>
    public async Task<bool> Talks(Uri server, int count, bool deletes)
    {
        _isWide = !deletes;
        await using var tab = await Tab.OpenAsync(server, room, name);
        List<PowerLossMessage> present = [];
        var isHere = true;
        for (var i = 0; isHere && i < count; i++)
        {
            isHere = await Says(tab, present);
            if (isHere && i % 4 == 3)
            {
                isHere = await Edits(tab, present[_random.Next(present.Count)]);
            }

            if (isHere && deletes && i % 10 == 9)
            {
                isHere = await Deletes(tab, present[_random.Next(present.Count)], present);
            }
        }

        return isHere;
    }

    private Task<bool> Says(Tab tab, List<PowerLossMessage> present)
    {
        var message = new PowerLossMessage(room, Guid.NewGuid().ToString("N"));
        _own.Add(message);
        present.Add(message);
        return Becomes(
            message,
            Text(),
            tab,
            () => tab.Says(message.Text, message.Cid),
            () => tab.Acknowledged.Contains(message.Cid) && (message.Seq = tab.Log.Single(row => row.Text == message.Text).Seq) > 0);
    }

    private Task<bool> Edits(Tab tab, PowerLossMessage message) =>
        Becomes(message, Text(), tab, () => tab.Edits(message.Seq, message.Text), () => tab.Log.Any(row => row.Text == message.Text));

    private Task<bool> Deletes(Tab tab, PowerLossMessage message, List<PowerLossMessage> present)
    {
        present.Remove(message);
        return Becomes(message, "", tab, () => tab.Deletes(message.Seq), () => tab.Log.Any(row => row.Seq == message.Seq && row.IsGone));
    }

    private async Task<bool> Becomes(PowerLossMessage message, string text, Tab tab, Func<Task> send, Func<bool> isAcknowledged)
    {
        message.Becomes(text);
        try
        {
            await send();
        }
        catch (WebSocketException)
        {
            return false;
        }

        var isKept = false;
        await tab.Until(() => (isKept = isAcknowledged()) || tab.Closed is not null);
        if (isKept)
        {
            message.IsAcknowledged(logLength());
        }

        return isKept;
    }

    private string Text() => $"{name} {_random.Next()} {new string(_random.GetItems<char>(_isWide ? WideLetters : Letters, _random.Next(_isWide ? 1900 : 1500)))}.";
}
