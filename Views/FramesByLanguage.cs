using System.Globalization;
using System.Text.Encodings.Web;
using HtmxChat.Views.Languages;

namespace HtmxChat.Views;

/// <summary>The format of the live page in each language. A room renders for each that is in use there, however many read it.</summary>
/// <param name="encoder">Encodes all text of users.</param>
public sealed class FramesByLanguage(HtmlEncoder encoder)
{
    private readonly Dictionary<Words, RoomFrames> _frames = Words.All.ToDictionary(words => words, words => new RoomFrames(encoder, CultureInfo.GetCultureInfo(words.Code)));

    /// <summary>That of the first language.</summary>
    public RoomFrames Default => _frames[Words.All[0]];

    /// <summary>That of the request's language.</summary>
    public RoomFrames Current => _frames[Words.Current];
}
