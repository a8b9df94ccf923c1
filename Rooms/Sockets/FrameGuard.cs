namespace HtmxChat.Rooms.Sockets;

/// <summary>Watches a client's frames as their bytes come in (RFC 6455 section 5.2), so that what is forbidden or announced to be too large
/// ends the connection at its header, with the right code and before anything is kept of it. Payloads are not looked at.</summary>
internal sealed class FrameGuard
{
    /// <summary>Frames one message may come in.</summary>
    public const int MaxFragments = 1024;

    private const int Final = 0x80, Reserved = 0x70, Control = 0x08, Opcode = 0x0F, Masked = 0x80, MaskLength = 4;
    private const int Continuation = 0, Binary = 2, Pong = 10;

    private int _read;
    private int _first;
    private int _lengthBytes;
    private ulong _length;
    private ulong _payload;
    private int _fragments;
    private ulong _message;

    private bool IsControl => (_first & Control) != 0;

    private bool IsFinal => (_first & Final) != 0;

    private int HeaderLength => 2 + _lengthBytes + MaskLength;

    /// <summary>The first thing wrong in the next bytes of the stream, or <see cref="CloseReason.None"/>. After a wrong one the state is not defined.</summary>
    public CloseReason Watch(ReadOnlySpan<byte> bytes)
    {
        var wrong = CloseReason.None;
        while (bytes.Length > 0 && wrong == CloseReason.None)
        {
            if (_payload > 0)
            {
                var passed = (int)Math.Min(_payload, (ulong)bytes.Length);
                _payload -= (ulong)passed;
                bytes = bytes[passed..];
                continue;
            }

            wrong = Take(bytes[0]);
            bytes = bytes[1..];
        }

        return wrong;
    }

    // One more byte of a header: two fixed ones, the length, the mask.
    private CloseReason Take(byte next)
    {
        var wrong = CloseReason.None;
        switch (_read++)
        {
            case 0:
                _first = next;
                wrong = CheckFirst();
                break;
            case 1:
                _lengthBytes = (next & ~Masked) switch { 126 => 2, 127 => 8, _ => 0 };
                _length = _lengthBytes == 0 ? (ulong)(next & ~Masked) : 0;
                wrong = (next & Masked) == 0 || (IsControl && _lengthBytes > 0) ? CloseReason.Protocol
                    : (_first & Opcode) == Binary ? CloseReason.NotText
                    : _lengthBytes == 0 ? CheckLength()
                    : CloseReason.None;
                break;
            case var at when at < 2 + _lengthBytes:
                _length = (_length << 8) | next;
                wrong = at == 1 + _lengthBytes ? CheckLength() : CloseReason.None;
                break;
        }

        if (_read > 1 && _read == HeaderLength)
        {
            (_read, _payload) = (0, _length);
        }

        return wrong;
    }

    private CloseReason CheckFirst()
    {
        var opcode = _first & Opcode;
        if ((_first & Reserved) != 0 || opcode is > Binary and < Control or > Pong || (IsControl && !IsFinal))
        {
            return CloseReason.Protocol;
        }

        return IsControl ? CloseReason.None
            : opcode == Continuation != _fragments > 0 ? CloseReason.Protocol
            : ++_fragments > MaxFragments ? CloseReason.TooBig
            : CloseReason.None;
    }

    private CloseReason CheckLength()
    {
        var least = _lengthBytes switch { 2 => 126UL, 8 => ushort.MaxValue + 1UL, _ => 0UL };
        if (_length < least || _length > long.MaxValue)
        {
            return CloseReason.Protocol;
        }

        if (IsControl)
        {
            return CloseReason.None;
        }

        if (_length > ClientFrame.MaxLength || (_message += _length) > ClientFrame.MaxLength)
        {
            return CloseReason.TooBig;
        }

        if (IsFinal)
        {
            (_fragments, _message) = (0, 0);
        }

        return CloseReason.None;
    }
}
