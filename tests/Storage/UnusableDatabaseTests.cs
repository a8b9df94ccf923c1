using HtmxChat.Rooms;
using HtmxChat.Rooms.Storage;

namespace HtmxChat.Tests.Storage;

/// <summary>A database that cannot be used is refused with its file, the reason and the remedy.</summary>
public sealed class UnusableDatabaseTests : IDisposable
{
    private readonly DatabaseFile _file = new();

    [Fact]
    public void A_newer_schema_is_refused()
    {
        _file.Opens().Dispose();
        _file.Executes("PRAGMA user_version = 99");

        Refuses("has schema 99", "start a newer version");
        Assert.Equal(99, _file.Reads<int>("PRAGMA user_version"));
    }

    [Fact]
    public void A_file_that_is_no_database_is_refused_and_left_alone()
    {
        var text = string.Concat(Enumerable.Repeat("This is a letter and no database.\n", 100));
        File.WriteAllText(_file.Path, text);

        Refuses("no SQLite database", "restore a copy");
        Assert.Equal(text, File.ReadAllText(_file.Path));
    }

    [Fact]
    public void A_database_that_is_damaged_is_refused()
    {
        _file.Opens().Dispose();
        using (var file = File.OpenWrite(_file.Path))
        {
            file.Position = 100;
            file.Write(new byte[4096 - 100]);
        }

        Refuses("damaged", "restore a copy");
    }

    [Fact]
    public void A_second_opener_is_refused_and_the_first_goes_on()
    {
        using var first = _file.Opens();

        Refuses("another HtmxChat is running", "stop that one");
        Assert.Equal(1, first.Append([Rows.Draft("general", "hi")])[0].Message.Seq);
    }

    [Fact]
    public void What_was_refused_once_can_be_opened_when_it_is_free()
    {
        using (_file.Opens())
        {
            Refuses("another HtmxChat is running", "Chat:Data");
        }

        _file.Opens().Dispose();
    }

    [Fact]
    public void A_folder_in_the_place_of_the_file_is_refused()
    {
        Directory.CreateDirectory(_file.Path);

        Refuses("cannot be used", "Chat:Data");
    }

    [Fact]
    public void A_file_in_the_place_of_the_folder_is_refused()
    {
        var inTheWay = Path.Combine(_file.Folder, "data");
        File.WriteAllText(inTheWay, "");

        var refused = Assert.Throws<HistoryUnusableException>(() => SqliteHistory.Open(inTheWay, TimeProvider.System));

        Assert.Contains(inTheWay, refused.Message, StringComparison.Ordinal);
        Assert.Contains("Chat:Data", refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _file.Dispose();

    private void Refuses(string reason, string remedy)
    {
        var refused = Assert.Throws<HistoryUnusableException>(_file.Opens);
        Assert.Contains(_file.Path, refused.Message, StringComparison.Ordinal);
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, refused.Message, StringComparison.Ordinal);
    }
}
