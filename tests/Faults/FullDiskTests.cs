using HtmxChat.Tests.Support;

namespace HtmxChat.Tests.Faults;

/// <summary>A disk that really is full.</summary>
[Collection(Load.Collection)]
public sealed class FullDiskTests
{
    [Fact]
    public async Task On_a_full_disk_writing_is_refused_all_else_goes_on_and_space_heals_it()
    {
        await using var disk = await SmallDisk.Mounts();
        Assert.SkipWhen(disk is null, "a small disk cannot be mounted here: that takes root on Linux");
        await using var server = ServerProcess.Start(disk.Path, ["--Chat:Data", disk.Path, "--Chat:Limits:MessageInterval", "00:00:00"]);
        var url = await server.Url;
        await using var ada = await Tab.OpenAsync(url, "general", "Ada");
        await using var bob = await Tab.OpenAsync(url, "general", "Bob");
        using var form = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = url };
        await form.Enters("Eve");
        await ada.Says("before");
        await bob.Sees("before");

        disk.Fills();
        await ada.Says("by socket", "c-1");
        await ada.IsTold("StoreFull");
        var refused = await form.Says("general", "by form", "c-2");

        Assert.Equal("c-1", Assert.Single(ada.Notices).Cid);
        Assert.Equal((507, "StoreFull", "by form"), (refused.Status, refused.Notice, refused.Text("#say textarea")));
        Assert.Equal(503, (await form.Opens("/healthz")).Status);
        Assert.Equal(["before"], (await form.Opens("/r/general")).Log.Select(row => row.Text));
        await bob.Pings();
        await using var late = await Tab.OpenAsync(url, "general", "Late");
        await late.Sees("before");
        await using var back = await Tab.OpenAsync(url, "general", "Back", after: 1);
        await back.Pings();
        Assert.All((Tab[])[ada, bob, late], tab => Assert.Equal(["before"], tab.Log.Select(row => row.Text)));
        Assert.Empty(back.Log);
        Assert.DoesNotContain("c-1", ada.Acknowledged);

        disk.IsCleared();
        await ada.Says("by socket", "c-1");
        await ada.IsAcknowledged("c-1");
        Assert.Equal(303, (await form.Says("general", "by form", "c-2")).Status);
        Assert.Equal(200, (await form.Opens("/healthz")).Status);
        foreach (var tab in (Tab[])[ada, bob, late])
        {
            await tab.SeesRows(3);
            Assert.Equal([(1, "before"), (2, "by socket"), (3, "by form")], tab.Log.Select(row => (row.Seq, row.Text)));
        }

        Assert.Equal(["before", "by socket", "by form"], StoredRows.Of(disk.Path, "general").Select(row => row.Text));
    }
}
