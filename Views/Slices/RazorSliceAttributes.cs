namespace RazorSlices;

/// <summary>
/// What the Razor compiler calls for attributes with expressions in them. An attribute whose whole value is
/// null or false is left out, and one whose whole value is true has its own name as the value.
/// </summary>
public abstract partial class RazorSlice
{
    private OpenAttribute _attribute;

    /// <summary>Opens an attribute of that many pieces.</summary>
    protected void BeginWriteAttribute(
        string name, string prefix, int prefixOffset, string suffix, int suffixOffset, int attributeValuesCount)
    {
        // With one piece its value decides whether there is an attribute at all.
        var isWhole = attributeValuesCount == 1;
        _attribute = new OpenAttribute(name, prefix, suffix, isWhole);
        if (!isWhole)
        {
            WriteLiteral(prefix);
        }
    }

    /// <summary>Writes one piece: markup, or the text of an expression.</summary>
    protected void WriteAttributeValue(
        string prefix, int prefixOffset, string? value, int valueOffset, int valueLength, bool isLiteral)
    {
        if (!StartsPiece(prefix, value is null))
        {
            return;
        }

        if (isLiteral)
        {
            WriteLiteral(value);
        }
        else
        {
            Write(value);
        }
    }

    /// <summary>Writes one piece: the value of an expression.</summary>
    protected void WriteAttributeValue<T>(
        string prefix, int prefixOffset, T value, int valueOffset, int valueLength, bool isLiteral)
    {
        var isSwitch = value is bool && _attribute.IsWhole && prefix.Length == 0;
        var isOff = isSwitch && value is false;
        if (!StartsPiece(prefix, value is null || isOff))
        {
            return;
        }

        if (isSwitch)
        {
            Write(_attribute.Name);
        }
        else
        {
            Write(value);
        }
    }

    /// <summary>Closes the attribute.</summary>
    protected void EndWriteAttribute()
    {
        if (!_attribute.IsLeftOut)
        {
            WriteLiteral(_attribute.Suffix);
        }
    }

    private bool StartsPiece(string prefix, bool isAbsent)
    {
        if (_attribute.IsWhole)
        {
            if (isAbsent && prefix.Length == 0)
            {
                _attribute.IsLeftOut = true;
                return false;
            }

            WriteLiteral(_attribute.Prefix);
        }

        if (!isAbsent)
        {
            WriteLiteral(prefix);
        }

        return !isAbsent;
    }

    private record struct OpenAttribute(string Name, string Prefix, string Suffix, bool IsWhole)
    {
        public bool IsLeftOut { get; set; }
    }
}
