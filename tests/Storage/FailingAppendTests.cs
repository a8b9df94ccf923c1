using HtmxChat.Rooms.Storage;
using HtmxChat.Tests.Support;
using Microsoft.Data.Sqlite;

namespace HtmxChat.Tests.Storage;

/// <summary>An append is all or nothing, and one that fails spoils nothing for the next.</summary>
public sealed class FailingAppendTests : IDisposable
{
    private readonly DatabaseFile _file = new();
    private readonly SqliteHistory _history;

    public FailingAppendTests() => _history = _file.Opens();

    // Abort undoes one statement, rollback the whole transaction as a full disk or an I/O error may, fail undoes nothing.
    [Theory]
    [InlineData("ABORT")]
    [InlineData("ROLLBACK")]
    [InlineData("FAIL")]
    public async Task An_append_that_fails_keeps_nothing_and_the_next_works(string how)
    {
        _history.Append([Rows.Draft("general", "first")]);
        Poisons(how);

        Assert.Throws<SqliteException>(() => _history.Append([Rows.Draft("general", "one", cid: "c1"), Rows.Draft("new-room", "two"), Rows.Draft("general", "poison"), Rows.Draft("general", "three")]));

        Assert.Equal(["first"], await Texts("general"));
        Assert.Empty(await Texts("new-room"));
        Assert.Equal(0, _file.Reads<int>("SELECT count(*) FROM rooms WHERE name = 'new-room'"));
        Assert.Equal([2, 1, 3], _history.Append([Rows.Draft("general", "four", cid: "c1"), Rows.Draft("new-room", "five"), Rows.Draft("general", "six")]).Select(kept => kept.Message.Seq));
        Assert.Equal(["first", "four", "six"], await Texts("general"));
    }

    [Theory]
    [InlineData("INSERT ON messages")]
    [InlineData("INSERT ON message_places")]
    [InlineData("INSERT ON message_keys")]
    [InlineData("UPDATE ON indexed")]
    public void What_failed_is_new_when_it_is_sent_again_and_nothing_else_is(string how)
    {
        using var file = new DatabaseFile();
        using var history = SqliteHistory.Open(file.Folder, TimeProvider.System, maxNew: 1);
        var (first, second) = (Rows.Draft("general", "first", cid: "c1"), Rows.Draft("general", "second", cid: "c2"));
        history.Append([first]);
        file.Executes($"CREATE TRIGGER poison BEFORE {how} BEGIN SELECT RAISE(ABORT, 'poisoned'); END");
        for (var i = 0; i < 2; i++)
        {
            Assert.Throws<SqliteException>(() => history.Append([first, second]));
        }

        file.Executes("DROP TRIGGER poison");
        Assert.Equal([false, true, false], history.Append([first, second, second]).Select(kept => kept.IsNew));
        Assert.Equal([false, false], history.Append([first, second]).Select(kept => kept.IsNew));
        Assert.Equal(2, file.Reads<int>("SELECT count(*) FROM log"));
    }

    [Fact]
    public async Task Opened_anew_after_a_failure_it_has_what_was_kept_and_keeps_on()
    {
        _history.Append([Rows.Draft("general", "first")]);
        Poisons("ABORT");
        Assert.Throws<SqliteException>(() => _history.Append([Rows.Draft("general", "poison")]));

        _history.Reopen();
        _history.Append([Rows.Draft("general", "second")]);
        _history.Reopen();

        Assert.Equal(["first", "second"], await Texts("general"));
        Assert.Equal(2L, _file.Reads<long>("SELECT count(*) FROM messages"));
    }

    [Fact]
    public void It_may_fail_again_and_again()
    {
        Poisons("ABORT");
        for (var i = 1; i <= 20; i++)
        {
            Assert.Throws<SqliteException>(() => _history.Append([Rows.Draft("general", "poison")]));
            Assert.Equal(i, _history.Append([Rows.Draft("general", "good")])[0].Message.Seq);
        }
    }

    [Fact]
    public void A_proof_that_the_store_can_be_written_fails_when_it_cannot()
    {
        _history.Append([]);
        _file.Executes("CREATE TRIGGER no_proof BEFORE INSERT ON health BEGIN SELECT RAISE(ABORT, 'no'); END");
        Assert.Throws<SqliteException>(() => _history.Append([]));

        _file.Executes("DROP TRIGGER no_proof");
        Assert.Empty(_history.Append([]));
    }

    public void Dispose()
    {
        _history.Dispose();
        _file.Dispose();
    }

    private void Poisons(string how) => _file.Executes(
        $"CREATE TRIGGER poison AFTER INSERT ON messages WHEN new.text = 'poison' BEGIN SELECT RAISE({how}, 'poisoned'); END");

    private async Task<IEnumerable<string>> Texts(string room) =>
        (await _history.LatestAsync(Rows.Room(room), 100).Soon()).Select(row => row.Text);
}
