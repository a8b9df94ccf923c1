using System.Text.Json;
using HtmxChat.Tests.Support;

namespace HtmxChat.Tests.Faults;

/// <summary>What is sent again, wherever and whenever, is the first message again.</summary>
[Collection(Load.Collection)]
public sealed class ResendTests(ITestOutputHelper output) : IDisposable
{
    private const int PerRoom = 10;

    private readonly TempFolder _data = new();
    private readonly Random _random = new(1);
    private int _resends;

    [Fact]
    public async Task A_send_that_comes_up_to_five_times_by_sockets_and_by_form_is_kept_once()
    {
        var rooms = Enumerable.Range(0, Load.Of(8, 50)).Select(room => $"room-{room}").ToList();
        var url = new Uri("http://127.0.0.1:0");
        List<StoredRows.Row> before;
        string cookie;
        await using (var killed = Start(url))
        {
            url = await killed.Url;
            cookie = await Tab.CookieOf(url, "Ada");
            foreach (var room in rooms)
            {
                await SaysAll(url, room, cookie, most: 5);
            }

            before = [.. rooms.SelectMany(room => StoredRows.Of(_data.Path, room))];
            await killed.Kills();
        }

        await using var server = Start(url);
        await server.Url;
        foreach (var room in rooms)
        {
            await using var witness = await Tab.OpenAsync(url, room, "Bob", after: PerRoom);
            await SaysAll(url, room, cookie, most: 2);
            await witness.Says("the end");
            await witness.Sees("the end");
            Assert.Equal(["the end"], witness.Log.Select(row => row.Text));
            Assert.Equal(0, witness.Resets);
        }

        var after = rooms.SelectMany(room => StoredRows.Of(_data.Path, room)).Where(row => row.Text != "the end").ToList();
        output.WriteLine($"{_resends} resends of {after.Count} messages, 0 duplicates");
        Assert.Equal(before, after);
        Assert.Equal(rooms.SelectMany(Cids), after.Select(row => row.Cid));
        Assert.True(_resends >= Load.Of(300, 2_000));
    }

    public void Dispose() => _data.Dispose();

    private static IEnumerable<string> Cids(string room) => Enumerable.Range(0, PerRoom).Select(number => $"{room}-{number}");

    // Each several times at once, half of them by somebody who does not wait for the answer, and in the end once by a form whose answer is read.
    private async Task SaysAll(Uri url, string room, string cookie, int most)
    {
        await using var first = await Tab.OpenAsync(url, room, cookie: cookie);
        await using var second = await Tab.OpenAsync(url, room, cookie: cookie);
        using var form = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = url };
        form.DefaultRequestHeaders.Add("Cookie", cookie);
        foreach (var cid in Cids(room))
        {
            var times = _random.Next(1, most + 1);
            _resends += times;
            await Task.WhenAll(Enumerable.Range(0, times).Select(_ => _random.Next(6) switch
            {
                0 => IsAcknowledged(first, cid),
                1 => IsAcknowledged(second, cid),
                2 => IsTaken(form, room, cid),
                3 => DropsSocket(url, room, cid, cookie),
                4 => DropsSocket(url, room, cid, cookie),
                _ => DropsForm(url, room, cid, cookie),
            }));
            await IsTaken(form, room, cid);
        }
    }

    private static async Task IsAcknowledged(Tab tab, string cid)
    {
        await tab.Says($"text of {cid}", cid);
        await tab.IsAcknowledged(cid);
    }

    private static async Task IsTaken(HttpClient form, string room, string cid) =>
        Assert.Equal(303, (await form.Says(room, $"text of {cid}", cid)).Status);

    private static async Task DropsSocket(Uri url, string room, string cid, string cookie)
    {
        using var raw = await RawSocket.ConnectsTo(url);
        await raw.Opens(room, after: PerRoom, cookie);
        await raw.SendsFrame(JsonSerializer.Serialize(new { type = "say", text = $"text of {cid}", cid }));
    }

    private static async Task DropsForm(Uri url, string room, string cid, string cookie)
    {
        using var raw = await RawSocket.ConnectsTo(url);
        await raw.Posts(room, $"text of {cid}", cid, cookie);
    }

    private ServerProcess Start(Uri url) =>
        ServerProcess.Start(_data.Path, ["--urls", url.ToString(), "--Chat:Data", _data.Path, "--Chat:Limits:MessageInterval", "00:00:00"]);
}
