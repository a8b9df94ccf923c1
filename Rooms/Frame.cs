using System.Text;

namespace HtmxChat.Rooms;

/// <summary>What is sent to a client at once, rendered and encoded once and shared by all who receive it. Never changed after it is made.</summary>
public sealed class Frame
{
    /// <summary>The answer to <c>ping</c>.</summary>
    public static readonly Frame Pong = new("pong"u8.ToArray());

    /// <summary>Takes over the array: the caller must not write to it again.</summary>
    /// <param name="payload">UTF-8 text.</param>
    /// <param name="isLines">See <see cref="IsLines"/>.</param>
    public Frame(byte[] payload, bool isLines = false) => (Payload, IsLines) = (payload, isLines);

    /// <summary>UTF-8 text.</summary>
    public ReadOnlyMemory<byte> Payload { get; }

    /// <summary>Whether each of its lines, all ended by a line feed, is a text message of its own; else the whole is one.</summary>
    public bool IsLines { get; }

    /// <summary>Bytes of <see cref="Payload"/>.</summary>
    public int Length => Payload.Length;

    /// <summary>Both as one frame, so that they arrive together.</summary>
    public static Frame Join(Frame first, Frame second) => new([.. first.Payload.Span, .. second.Payload.Span], first.IsLines);

    /// <inheritdoc/>
    public override string ToString() => Encoding.UTF8.GetString(Payload.Span);
}
