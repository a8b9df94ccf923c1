using HtmxChat.Rooms;
using HtmxChat.Rooms.Storage;
using HtmxChat.Tests.Support;

namespace HtmxChat.Tests.Storage;

/// <summary>The contract on a real file.</summary>
public sealed class SqliteHistoryTests : HistoryContract, IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly SqliteHistory _history;

    public SqliteHistoryTests() => _history = SqliteHistory.Open(_folder.Path, TimeProvider.System);

    protected override IHistory History => _history;

    [Fact]
    public void It_says_that_a_commit_survives_a_loss_of_power() =>
        Assert.Equal(new StoreStatus(_history.Status.Schema, "full"), _history.Status);

    [Theory]
    [InlineData("'; DROP TABLE messages; --")]
    [InlineData("\"double\" and 'single' and `back`")]
    [InlineData("@room ?1 :text $at %s")]
    [InlineData("Привет, 世界! مرحبا שלום")]
    [InlineData("👩\u200D👩\u200D👧 🏳\uFE0F\u200D🌈 \U0010FFFD")]
    [InlineData("A\u030A is not \u00C5")]
    [InlineData("\uFEFFbyte order mark")]
    [InlineData("a\n\n\tb")]
    [InlineData("<b>&amp;</b>")]
    public async Task A_text_of_any_kind_comes_back_the_same(string text) => await ComesBack(text);

    [Fact]
    public async Task A_text_of_ten_thousand_characters_comes_back_the_same()
    {
        await ComesBack(new string('x', 10_000));
        await ComesBack(string.Concat(Enumerable.Repeat("😀", 10_000)));
    }

    [Fact]
    public void A_deleted_message_leaves_none_of_its_words_in_any_file()
    {
        var words = Enumerable.Range(0, 40).Select(i => $"{i:x2}quixotic{i * 7919:x8}").ToArray();
        _history.Append([.. words.Select((word, i) => Rows.Draft("general", $"{word} between {i}", cid: $"{i}"))]);
        _history.Index();
        Assert.NotEmpty(Left("quixotic"));

        _history.Append([new Edit(Rows.Room("general"), 1, "nothing", At: 2)]);
        _history.Append([.. words.Select((_, i) => new Deletion(Rows.Room("general"), i + 1))]);

        Assert.Empty(words.SelectMany(word => Left(word[2..])));
        Assert.Empty(Left("quixotic"));
        _history.Dispose();
        Assert.Empty(Left("quixotic"));

        IEnumerable<string> Left(string word) => Directory.GetFiles(_folder.Path, "chat.db*").Where(path =>
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(file, System.Text.Encoding.Latin1);
            return reader.ReadToEnd().Contains(word, StringComparison.OrdinalIgnoreCase);
        });
    }

    [Fact]
    public async Task Readers_see_all_or_nothing_of_an_append()
    {
        var room = Rows.Room("general");
        var writing = Task.Run(() =>
        {
            for (var i = 0; i < 50; i++)
            {
                _history.Append([.. Enumerable.Range(0, 7).Select(_ => Rows.Draft("general", "x"))]);
            }
        });
        do
        {
            var mark = await _history.MarkAsync(room).Soon();
            Assert.Equal(0, mark.Seq % 7);
            Assert.Equal(mark.Seq, mark.Rev);
        }
        while (!writing.IsCompleted);

        await writing.Soon();
        Assert.Equal(350, (await _history.MarkAsync(room).Soon()).Seq);
    }

    public void Dispose()
    {
        _history.Dispose();
        _folder.Dispose();
    }

    private async Task ComesBack(string text)
    {
        var kept = Assert.Single(_history.Append([Rows.Draft("general", text, by: text, cid: text)])).Message;

        // No Assert.Equal: its message would be as long as the text.
        Assert.True(kept.Text == text && kept.Name == text && kept.Cid == text);
        Assert.True(kept == (await _history.LatestAsync(Rows.Room("general"), 1).Soon())[0]);
        Assert.True(kept == Assert.Single(_history.Append([Rows.Draft("general", "again", by: text, cid: text)])).Message);
    }
}
