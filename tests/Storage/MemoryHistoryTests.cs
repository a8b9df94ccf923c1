using HtmxChat.Rooms;
using HtmxChat.Tests.Support;

namespace HtmxChat.Tests.Storage;

/// <summary>The store the other tests stand on keeps the contract too.</summary>
public sealed class MemoryHistoryTests : HistoryContract
{
    protected override IHistory History { get; } = new MemoryHistory();
}
