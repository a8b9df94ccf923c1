using System.Text;

namespace HtmxChat.Rooms;

/// <summary>One text message to a client, rendered and encoded once and shared by all who receive it. Never changed after it is made.</summary>
public sealed class Frame
{
    /// <summary>The answer to <c>ping</c>.</summary>
    public static readonly Frame Pong = new("pong"u8.ToArray());

    /// <summary>Takes over the array: the caller must not write to it again.</summary>
    public Frame(byte[] payload) => Payload = payload;

    /// <summary>UTF-8 text.</summary>
    public ReadOnlyMemory<byte> Payload { get; }

    /// <summary>Bytes of <see cref="Payload"/>.</summary>
    public int Length => Payload.Length;

    /// <summary>Both as one frame, so that they arrive together.</summary>
    public static Frame Join(Frame first, Frame second) => new([.. first.Payload.Span, .. second.Payload.Span]);

    /// <inheritdoc/>
    public override string ToString() => Encoding.UTF8.GetString(Payload.Span);
}
