using System.Buffers.Binary;
using System.ComponentModel;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace HtmxChat.Bench.Load;

/// <summary>Which of many sockets are ready, for one thread: epoll(7), level-triggered. A thread pool's hand-over for each
/// read would cost more than the read, and would take from the server the core it is measured on.</summary>
internal sealed partial class Epoll : IDisposable
{
    private const int MaxEvents = 1024;
    private const uint In = 0x1;
    private const uint Out = 0x4;
    private const int Add = 1;
    private const int Modify = 3;
    private const int Interrupted = 4;
    private const int CloseOnExec = 0x80000;

    // struct epoll_event is packed on x86-64 alone.
    private static readonly int DataOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;
    private static readonly int EventSize = DataOffset + sizeof(ulong);

    private readonly int _descriptor = Checked(epoll_create1(CloseOnExec));
    private readonly byte[] _events = new byte[MaxEvents * EventSize];

    /// <summary>Watches a socket until it is closed.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="id">How <see cref="this"/> names it.</param>
    public void Watch(Socket socket, int id) => Control(Add, socket, id, In);

    /// <summary>Also tells, or tells no more, when the socket takes bytes.</summary>
    public void WatchWriting(Socket socket, int id, bool isWanted) => Control(Modify, socket, id, isWanted ? In | Out : In);

    /// <summary>Waits until a socket is ready; returns how many are, to be read by <see cref="this"/>.</summary>
    public int Wait(int milliseconds)
    {
        var count = epoll_wait(_descriptor, ref _events[0], MaxEvents, milliseconds);
        return count < 0 && Marshal.GetLastPInvokeError() == Interrupted ? 0 : Checked(count);
    }

    /// <summary>One of those that are ready; a socket that was lost is readable.</summary>
    public (int Id, bool IsReadable, bool IsWritable) this[int index]
    {
        get
        {
            var ready = _events.AsSpan(index * EventSize);
            var events = BinaryPrimitives.ReadUInt32LittleEndian(ready);
            return ((int)BinaryPrimitives.ReadUInt64LittleEndian(ready[DataOffset..]), (events & ~Out) != 0, (events & Out) != 0);
        }
    }

    public void Dispose() => _ = close(_descriptor);

    private void Control(int operation, Socket socket, int id, uint events)
    {
        Span<byte> asked = stackalloc byte[16];
        BinaryPrimitives.WriteUInt32LittleEndian(asked, events);
        BinaryPrimitives.WriteUInt64LittleEndian(asked[DataOffset..], (ulong)id);
        Checked(epoll_ctl(_descriptor, operation, (int)socket.Handle, ref asked[0]));
    }

    private static int Checked(int result) => result >= 0 ? result : throw new Win32Exception();

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_create1(int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_ctl(int epoll, int operation, int descriptor, ref byte asked);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_wait(int epoll, ref byte events, int maxEvents, int milliseconds);

    [LibraryImport("libc")]
    private static partial int close(int descriptor);
}
