namespace HtmxChat.Tests.Faults.Simulated;

/// <summary>The rows a client shows, built from the lines of its frames.</summary>
internal sealed class SimulatedLog(Checker checker, string reader)
{
    private readonly List<SimulatedRow> _rows = [];
    private long? _next = 1;

    public IReadOnlyList<SimulatedRow> Rows => _rows;

    /// <summary>The seq of the row it starts with.</summary>
    public long First { get; private set; } = 1;

    /// <summary>The highest rev it has seen.</summary>
    public long Rev { get; private set; }

    /// <summary>Starts anew with the rows of a page.</summary>
    public void Open(IEnumerable<SimulatedRow> rows)
    {
        Clear();
        foreach (var row in rows)
        {
            Append(row);
        }

        Filled();
    }

    /// <summary>Shows a frame.</summary>
    public void Show(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            switch (line[0])
            {
                case '+':
                    Append(SimulatedRow.Parse(line[1..]));
                    break;
                case '~':
                    Replace(SimulatedRow.Parse(line[1..]));
                    break;
                default:
                    if (line == "anew")
                    {
                        Clear();
                    }

                    break;
            }
        }

        Filled();
    }

    private void Clear()
    {
        _rows.Clear();
        _next = null;
    }

    // A page without a row is that of an empty room.
    private void Filled() => _next ??= First = 1;

    private void Append(SimulatedRow row)
    {
        if (_rows.Exists(shown => shown.Seq == row.Seq))
        {
            checker.Found(Finding.Duplicate, $"{reader} is shown ({row}) again");
            return;
        }

        if (_rows.Count > 0 && row.Seq < _rows[^1].Seq)
        {
            checker.Found(Finding.Reorder, $"{reader} is shown ({row}) below ({_rows[^1]})");
        }
        else if (_next is { } next && row.Seq != next)
        {
            checker.Found(Finding.Skip, $"{reader} is shown ({row}) where {next} should be");
        }

        if (_next is null)
        {
            First = row.Seq;
        }

        _rows.Add(row);
        _next = row.Seq + 1;
        Rev = Math.Max(Rev, row.Rev);
    }

    private void Replace(SimulatedRow row)
    {
        Rev = Math.Max(Rev, row.Rev);
        var i = _rows.FindIndex(shown => shown.Seq == row.Seq);
        if (i < 0)
        {
            // A row above the page is none of its business.
            if (row.Seq >= First)
            {
                checker.Found(Finding.Skip, $"{reader} lacks ({row})");
            }

            return;
        }

        if (row.Rev <= _rows[i].Rev)
        {
            checker.Found(Finding.Reorder, $"{reader} has ({_rows[i]}) and is shown ({row})");
        }

        _rows[i] = row;
    }
}
