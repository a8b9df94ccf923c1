using HtmxChat.Rooms.Storage;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace HtmxChat.Tests.Storage;

/// <summary>What a commit costs, in statements.</summary>
public sealed class StatementTests : IDisposable
{
    private readonly DatabaseFile _file = new();
    private readonly SqliteConnection _connection;
    private readonly Appender _appender;

    public StatementTests()
    {
        _file.Opens().Dispose();
        _connection = new SqliteConnection($"Data Source={_file.Path};Pooling=False");
        _connection.Open();
        _appender = new Appender(_connection, TimeProvider.System);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 100)]
    [InlineData(50, 100)]
    public void A_message_costs_one_statement_and_a_commit_two(int rooms, int messages)
    {
        Keeps(rooms, messages: rooms);

        Assert.Equal(messages + 2, Keeps(rooms, messages).Count);
    }

    [Fact]
    public void A_room_that_is_new_to_the_writer_costs_three_more()
    {
        Assert.Equal(1 + 2 + 3, Keeps(rooms: 1, messages: 1).Count);
    }

    [Fact]
    public void A_commit_writes_pages_for_its_bytes_and_not_for_its_rooms()
    {
        Keeps(rooms: 200, messages: 200);
        Pages();

        Keeps(rooms: 200, messages: 200);

        // 200 rows of some 130 bytes are seven pages of 4,096; an index on the room would be two hundred more.
        Assert.InRange(Pages(), 1, 16);
    }

    public void Dispose()
    {
        _appender.Dispose();
        _connection.Dispose();
        _file.Dispose();
    }

    private List<string> Keeps(int rooms, int messages)
    {
        List<string> statements = [];
        raw.sqlite3_trace(_connection.Handle!, (_, statement) => statements.Add(statement), null);
        _appender.Append([.. Enumerable.Range(0, messages).Select(i => Rows.Draft($"room-{i % rooms}", $"{i}"))]);
        raw.sqlite3_trace(_connection.Handle!, (strdelegate_trace?)null, null);
        return statements;
    }

    // Written since this was last asked.
    private int Pages()
    {
        raw.sqlite3_db_status(_connection.Handle!, raw.SQLITE_DBSTATUS_CACHE_WRITE, out var pages, out _, resetFlg: 1);
        return pages;
    }
}
