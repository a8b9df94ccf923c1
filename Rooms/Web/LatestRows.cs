using System.Collections.Concurrent;
using System.Text.Encodings.Web;
using HtmxChat.Views;
using HtmxChat.Views.Languages;

namespace HtmxChat.Rooms.Web;

/// <summary>The last page of rooms, read and rendered once for all who look at it before something changes. Held weakly:
/// it is gone when the memory is wanted, so that a room nobody looks at keeps nothing.</summary>
internal sealed class LatestRows(IHistory history, HtmlEncoder encoder, ChatOptions options)
{
    // Of a room that is gone from memory its key stays, so there is an end to them.
    private const int MaxKeys = 1024;

    private readonly ConcurrentDictionary<(RoomName Room, Words Language), WeakReference<Page>> _pages = [];

    /// <summary>The newest rows of a room, in the caller's language.</summary>
    public async Task<LogRows> OfAsync(RoomName room)
    {
        var key = (room, Words.Current);
        var rev = (await history.MarkAsync(room)).Rev;
        if (_pages.TryGetValue(key, out var known) && known.TryGetTarget(out var page) && page.Rev == rev)
        {
            return page.Rows;
        }

        // If something is said meanwhile the rows are newer than the rev, which then is nobody's any more.
        page = new Page(rev, new LogRows(await history.LatestAsync(room, options.PageSize), encoder));
        if (_pages.Count >= MaxKeys)
        {
            _pages.Clear();
        }

        _pages[key] = new WeakReference<Page>(page);
        return page.Rows;
    }

    private sealed record Page(long Rev, LogRows Rows);
}
