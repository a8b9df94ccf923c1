namespace HtmxChat.Tests.Faults;

/// <summary>Connections are cut at any byte and the server is killed: nothing is lost, doubled, changed or out of order.</summary>
[Collection(Load.Collection)]
public sealed class CutTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Whatever_is_cut_everybody_has_in_the_end_what_the_table_has()
    {
        var kills = Load.Of(1, 5);
        var deliveries = Load.Of(2_500, 21_000);
        await using var crowd = await Crowd.Gathers(people: 25, rooms: 8, edits: 20, cuts: 1);

        for (var kill = 1; kill <= kills; kill++)
        {
            await crowd.History.Delivers(deliveries * kill / (kills + 1));
            output.WriteLine($"up again after {(await crowd.IsKilledAndStartedAgain()).TotalSeconds:0.00} s");
        }

        await crowd.History.Delivers(deliveries);
        await crowd.Ends();

        output.WriteLine($"{crowd.History.Delivered} deliveries, {crowd.Cuts} cuts, {kills} kills, 0 anomalies");
        Assert.True(crowd.Cuts >= 25);
    }
}
