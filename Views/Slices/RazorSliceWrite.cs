using System.Buffers;
using System.Globalization;
using System.Text.Unicode;
using Microsoft.AspNetCore.Html;

namespace RazorSlices;

/// <summary>What the Razor compiler calls for text: literals as they are, values encoded, straight into the pipe.</summary>
public abstract partial class RazorSlice
{
    // Room for the longest entity of one character, so that every pass gets on.
    private const int MinimumSpan = 64;

    /// <summary>Writes markup.</summary>
    protected void WriteLiteral(string? value)
    {
        var rest = value.AsSpan();
        while (!rest.IsEmpty)
        {
            Utf8.FromUtf16(rest, _writer.GetSpan(MinimumSpan), out var read, out var written);
            _writer.Advance(written);
            rest = rest[read..];
        }
    }

    /// <summary>Writes markup that is UTF-8 already; that this exists makes the compiler emit its literals so.</summary>
    protected void WriteLiteral(ReadOnlySpan<byte> value) => _writer.Write(value);

    /// <summary>Writes text, encoded.</summary>
    protected void Write(string? value) => Write(value.AsSpan());

    /// <summary>Writes text, encoded.</summary>
    protected void Write(ReadOnlySpan<char> value)
    {
        // A chunk ends between characters, never inside a surrogate pair; a lone surrogate becomes U+FFFD.
        Span<byte> chunk = stackalloc byte[512];
        while (!value.IsEmpty)
        {
            Utf8.FromUtf16(value, chunk, out var read, out var written);
            Write(chunk[..written]);
            value = value[read..];
        }
    }

    /// <summary>Writes text that is UTF-8 already, encoded.</summary>
    protected void Write(ReadOnlySpan<byte> value)
    {
        while (!value.IsEmpty)
        {
            _encoder.EncodeUtf8(value, _writer.GetSpan(MinimumSpan), out var read, out var written);
            _writer.Advance(written);
            value = value[read..];
        }
    }

    /// <summary>Writes text that is UTF-8 already, encoded.</summary>
    protected void Write(byte[]? value) => Write(value.AsSpan());

    /// <summary>Writes any other value: HTML content as it is, numbers and dates formatted in place, the rest as its text.</summary>
    protected void Write<T>(T value)
    {
        if (value is string text)
        {
            Write(text.AsSpan());
        }
        else if (value is IHtmlContent html)
        {
            WriteHtml(html);
        }
        else if (value is not null && !TryWriteFormatted(value))
        {
            Write(value is IFormattable formattable
                ? formattable.ToString(null, CultureInfo.InvariantCulture)
                : value.ToString());
        }
    }

    private void WriteHtml(IHtmlContent html)
    {
        if (html is HtmlString markup)
        {
            WriteLiteral(markup.Value);
            return;
        }

        using var text = new StringWriter(CultureInfo.InvariantCulture);
        html.WriteTo(text, _encoder);
        WriteLiteral(text.ToString());
    }

    private bool TryWriteFormatted<T>(T value)
    {
        // Tested and cast anew, not bound to a variable: so a number is not boxed.
        if (value is not IUtf8SpanFormattable)
        {
            return false;
        }

        Span<byte> text = stackalloc byte[128];
        var fits = ((IUtf8SpanFormattable)value).TryFormat(text, out var length, default, CultureInfo.InvariantCulture);
        if (fits)
        {
            Write(text[..length]);
        }

        return fits;
    }
}
