using HtmxChat.Rooms;
using HtmxChat.Rooms.Sockets;
using HtmxChat.Tests.Web;

namespace HtmxChat.Tests.Rooms;

/// <summary>What may not be in a client's stream of frames is seen at once, however the stream is cut into pieces.</summary>
public sealed class FrameGuardTests
{
    // What can only be told from a payload is not the guard's.
    private static readonly (string Name, byte[] Bytes, int Code)[] Wrong =
        [.. FrameSequences.All().Where(sequence => sequence.Code != 1007 && !sequence.Name.StartsWith("close with", StringComparison.Ordinal))];

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4096)]
    [InlineData(int.MaxValue)]
    public void What_is_forbidden_is_told_with_its_code(int piece)
    {
        Assert.True(Wrong.Length > 100);
        foreach (var (name, bytes, code) in Wrong)
        {
            Assert.True(code == (int)Watch(new FrameGuard(), bytes, piece), name);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(int.MaxValue)]
    public void What_is_allowed_is_let_through_for_ever(int piece)
    {
        byte[] message =
        [
            .. FrameSequences.Frame(1, "ping"u8.ToArray()),
            .. FrameSequences.Frame(1, []),
            .. FrameSequences.Frame(1, new byte[125], final: false), .. FrameSequences.Frame(9, new byte[125]), .. FrameSequences.Frame(0, [], final: false), .. FrameSequences.Frame(0, new byte[126]),
            .. FrameSequences.Frame(10, []),
            .. FrameSequences.Frame(1, new byte[65_535]),
            .. FrameSequences.Frame(1, new byte[65_536]),
            .. FrameSequences.Frame(1, new byte[65_000], final: false), .. FrameSequences.Frame(0, new byte[536]),
        ];
        var guard = new FrameGuard();
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(CloseReason.None, Watch(guard, message, piece));
        }

        Assert.Equal(CloseReason.None, Watch(guard, FrameSequences.Frame(8, [3, 232]), piece));
        Assert.Equal(CloseReason.Protocol, Watch(guard, FrameSequences.Frame(1, [], masked: false), piece));
    }

    [Fact]
    public void Fragments_are_bounded_also_if_nothing_is_in_them()
    {
        var guard = new FrameGuard();
        Assert.Equal(CloseReason.None, guard.Watch(FrameSequences.Frame(1, [], final: false)));
        for (var i = 2; i <= FrameGuard.MaxFragments; i++)
        {
            Assert.Equal(CloseReason.None, guard.Watch(FrameSequences.Frame(0, [], final: false)));
        }

        Assert.Equal(CloseReason.TooBig, guard.Watch(FrameSequences.Frame(0, [])));
    }

    private static CloseReason Watch(FrameGuard guard, byte[] bytes, int piece)
    {
        for (var at = 0; at < bytes.Length; at += Math.Min(piece, bytes.Length - at))
        {
            if (guard.Watch(bytes.AsSpan(at, Math.Min(piece, bytes.Length - at))) is not CloseReason.None and var wrong)
            {
                return wrong;
            }
        }

        return CloseReason.None;
    }
}
