using HtmxChat.Rooms;
using HtmxChat.Rooms.Storage;

namespace HtmxChat.Tests.Storage;

/// <summary>Damage is seen: at the start if the file is broken, at the row if its text is not the one that was kept.</summary>
public sealed class DamageTests : IDisposable
{
    private readonly DatabaseFile _file = new();

    [Fact]
    public async Task A_row_that_does_not_fit_its_checksum_is_not_served_as_text()
    {
        using (var history = _file.Opens())
        {
            history.Append([Rows.Draft("general", "pay 10"), Rows.Draft("general", "untouched", cid: "c2")]);
        }

        _file.Executes("UPDATE messages SET text = 'pay 99' WHERE seq = 1");

        using var opened = _file.Opens();
        var rows = await opened.LatestAsync(Rows.Room("general"), 10);
        Assert.Equal([("", 1L), ("untouched", 0L)], rows.Select(row => (row.Text, row.Damaged)));
    }

    [Fact]
    public async Task An_act_of_which_anything_was_changed_is_not_told()
    {
        using (var history = _file.Opens())
        {
            var line = new ActLine(RoomRole.Owner, new Deed(DeedKind.Muted, "Bob", "k3v9qa", 60));
            history.Append([Rows.Draft("general", line.ToText()) with { Kind = MessageKind.Act }]);
        }

        _file.Executes("UPDATE messages SET text = json_replace(text, '$.deeds[0].about', 'Eve')");

        using var opened = _file.Opens();
        Assert.Equal(("", 1L), Assert.Single(await opened.LatestAsync(Rows.Room("general"), 10)) is var row ? (row.Text, row.Damaged) : default);
    }

    [Fact]
    public async Task A_damaged_row_is_not_found_and_its_words_leave_the_index_with_it()
    {
        using (var history = _file.Opens())
        {
            history.Append([Rows.Draft("general", "zyxwvut hidden"), Rows.Draft("general", "untouched", cid: "c2")]);
            history.Index();
        }

        _file.Executes("UPDATE messages SET text = 'other words' WHERE seq = 1");
        using var opened = _file.Opens();
        Assert.Empty(await Finds("hidden"));
        Assert.Empty(await Finds("other"));

        opened.Append([new Deletion(Rows.Room("general"), 1)]);
        opened.Index();

        Assert.Empty(await Finds("hidden"));
        Assert.Single(await Finds("untouched"));
        Assert.DoesNotContain("zyxwvut", File.ReadAllText(_file.Path, System.Text.Encoding.Latin1), StringComparison.Ordinal);

        Task<IReadOnlyList<ChatMessage>> Finds(string typed) => opened.SearchAsync(Rows.Room("general"), SearchQuery.Parse(typed)!, 10);
    }

    [Fact]
    public void A_page_that_was_overwritten_is_refused_at_the_start()
    {
        Fill(500);
        using (var file = new FileStream(_file.Path, FileMode.Open, FileAccess.Write))
        {
            file.Position = 4096 * 5;
            file.Write(new byte[4096 * 3]);
        }

        Refuses("damaged");
    }

    [Fact]
    public void A_file_that_was_cut_off_is_refused_at_the_start()
    {
        Fill(500);
        using (var file = new FileStream(_file.Path, FileMode.Open, FileAccess.Write))
        {
            file.SetLength(file.Length / 2);
        }

        Refuses("damaged");
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.8)]
    public void A_log_damaged_before_its_end_is_refused_at_the_start(double where)
    {
        CopyWhileOpen(commits: 50);
        Overwrite($"{_file.Path}-wal", where);

        Refuses("write-ahead log");
    }

    [Fact]
    public void A_log_whose_header_is_damaged_is_refused_at_the_start()
    {
        CopyWhileOpen(commits: 50);
        Overwrite($"{_file.Path}-wal", 0);

        Refuses("write-ahead log");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_log_without_its_file_is_refused_at_the_start_and_left_as_it_is(bool isEmpty)
    {
        CopyWhileOpen(commits: 50);
        var log = File.ReadAllBytes($"{_file.Path}-wal");
        File.Delete(_file.Path);
        if (isEmpty)
        {
            File.Create(_file.Path).Dispose();
        }

        Refuses("write-ahead log");
        Assert.Equal(log, File.ReadAllBytes($"{_file.Path}-wal"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(512)]
    [InlineData(4096)]
    public async Task A_log_cut_off_at_its_end_by_a_loss_of_power_is_not_damaged(int bytes)
    {
        CopyWhileOpen(commits: 50);
        using (var file = new FileStream($"{_file.Path}-wal", FileMode.Open, FileAccess.Write))
        {
            file.SetLength(file.Length - bytes);
        }

        using var history = _file.Opens();
        Assert.Equal(49, (await history.MarkAsync(Rows.Room("general"))).Seq);
    }

    [Fact]
    public async Task A_log_whose_last_commit_was_torn_by_a_loss_of_power_is_not_damaged()
    {
        CopyWhileOpen(commits: 50);
        using (var file = new FileStream($"{_file.Path}-wal", FileMode.Open, FileAccess.ReadWrite))
        {
            // Within the last page: its frame no longer fits its checksum.
            file.Position = file.Length - 2000;
            file.Write(new byte[512]);
            file.Position = file.Length - 512;
            file.Write("torn"u8);
        }

        using var history = _file.Opens();
        Assert.Equal(49, (await history.MarkAsync(Rows.Room("general"))).Seq);
    }

    public void Dispose() => _file.Dispose();

    private void Fill(int messages)
    {
        using var history = _file.Opens();
        history.Append([.. Enumerable.Range(1, messages).Select(i => Rows.Draft("general", new string('x', 200), cid: $"c{i}"))]);
    }

    // The files as a kill leaves them: the log not yet in the database.
    private void CopyWhileOpen(int commits)
    {
        using (var history = _file.Opens())
        {
            for (var i = 1; i <= commits; i++)
            {
                history.Append([Rows.Draft("general", $"message {i}", cid: $"c{i}")]);
            }

            foreach (var suffix in (string[])["", "-wal"])
            {
                File.Copy(_file.Path + suffix, $"{_file.Path}{suffix}.killed");
            }
        }

        foreach (var suffix in (string[])["", "-wal"])
        {
            File.Move($"{_file.Path}{suffix}.killed", _file.Path + suffix, overwrite: true);
        }
    }

    private static void Overwrite(string path, double where)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        file.Position = (long)(file.Length * where) + 12;
        file.Write("damage!!"u8);
    }

    private void Refuses(string reason)
    {
        var refused = Assert.Throws<HistoryUnusableException>(() => SqliteHistory.Open(_file.Folder, TimeProvider.System));
        Assert.Contains(_file.Path, refused.Message, StringComparison.Ordinal);
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.Contains("restore", refused.Message, StringComparison.Ordinal);
    }
}
