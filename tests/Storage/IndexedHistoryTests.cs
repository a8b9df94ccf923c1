using HtmxChat.Rooms;
using HtmxChat.Rooms.Storage;
using HtmxChat.Tests.Support;

namespace HtmxChat.Tests.Storage;

/// <summary>The contract on a file where some messages are indexed and some are not, as they are in a long run.</summary>
public sealed class IndexedHistoryTests : HistoryContract, IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly SqliteHistory _history;

    public IndexedHistoryTests() => _history = SqliteHistory.Open(_folder.Path, TimeProvider.System, maxNew: 2);

    protected override IHistory History => _history;

    public void Dispose()
    {
        _history.Dispose();
        _folder.Dispose();
    }
}
