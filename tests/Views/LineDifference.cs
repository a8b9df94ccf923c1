namespace HtmxChat.Tests.Views;

/// <summary>Two texts line by line: <c>-</c> gone, <c>+</c> new, and two lines around each for orientation.</summary>
internal static class LineDifference
{
    private const int Around = 2;

    public static string Of(string before, string after)
    {
        var (old, now) = (before.Split('\n'), after.Split('\n'));
        var common = Common(old, now);
        List<string> lines = [];
        for (int i = 0, j = 0; i < old.Length || j < now.Length;)
        {
            if (i < old.Length && j < now.Length && old[i] == now[j])
            {
                lines.Add($"  {old[i++]}");
                j++;
            }
            else if (j == now.Length || (i < old.Length && common[i + 1, j] >= common[i, j + 1]))
            {
                lines.Add($"- {old[i++]}");
            }
            else
            {
                lines.Add($"+ {now[j++]}");
            }
        }

        return string.Join('\n', lines.Where((_, at) => lines.Skip(at - Around).Take(Around + 1 + Math.Min(at, Around)).Any(line => line[0] != ' ')));
    }

    // The length of the longest common rest from each pair of lines on.
    private static int[,] Common(string[] old, string[] now)
    {
        var common = new int[old.Length + 1, now.Length + 1];
        for (var i = old.Length - 1; i >= 0; i--)
        {
            for (var j = now.Length - 1; j >= 0; j--)
            {
                common[i, j] = old[i] == now[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }

        return common;
    }
}
