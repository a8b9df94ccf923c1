namespace HtmxChat.Views;

/// <summary>The colour beside a handle: one of the palette of <c>chat.css</c>, always the same for the same handle.</summary>
public static class Hue
{
    private const int Colours = 12;

    /// <summary>0 to 11.</summary>
    public static int Of(string handle)
    {
        var sum = 0;
        foreach (var letter in handle)
        {
            sum = (sum * 31 + letter) % 9973;
        }

        return sum % Colours;
    }
}
