namespace HtmxChat.Bench.Load;

/// <summary>What was said in one room and in which order it was seen. Whoever sees a message first gives it its place;
/// from then on every member must see it there. Lost is what was said and not seen by all when everything has come to rest.</summary>
internal sealed class RoomLog
{
    private readonly List<int> _senders = [];
    private readonly List<int> _places = [];
    private readonly Dictionary<int, int> _lastOf = [];
    private int _length;

    /// <summary>Messages said so far.</summary>
    public int Said => _senders.Count;

    /// <summary>Who sees the room. All are there before anything is said.</summary>
    public int Members { get; set; }

    /// <summary>Counts a message and numbers it, from 0.</summary>
    public int Say(int sender)
    {
        _senders.Add(sender);
        _places.Add(-1);
        return _senders.Count - 1;
    }

    /// <summary>Judges what a member sees.</summary>
    public Sight See(Reader reader, int sender, int number)
    {
        if (number < 0 || number >= _senders.Count || _senders[number] != sender)
        {
            return Sight.Unknown;
        }

        if (!reader.TryMark(number))
        {
            return Sight.Again;
        }

        var isInOrder = true;
        if (_places[number] < 0)
        {
            _places[number] = _length++;
            isInOrder = number > _lastOf.GetValueOrDefault(sender, -1);
            _lastOf[sender] = number;
        }

        isInOrder &= _places[number] >= reader.Next;
        reader.Next = _places[number] + 1;
        return isInOrder ? Sight.InOrder : Sight.OutOfOrder;
    }

    /// <summary>What one member of a room has seen.</summary>
    internal sealed class Reader
    {
        private ulong[] _seen = new ulong[16];

        /// <summary>The lowest place that may come next.</summary>
        public int Next { get; set; }

        /// <summary>False if it was marked before.</summary>
        public bool TryMark(int number)
        {
            var (word, bit) = (number >> 6, 1ul << number);
            if (word >= _seen.Length)
            {
                Array.Resize(ref _seen, Math.Max(word + 1, _seen.Length * 2));
            }

            var isNew = (_seen[word] & bit) == 0;
            _seen[word] |= bit;
            return isNew;
        }
    }
}

/// <summary>What a delivery is.</summary>
internal enum Sight
{
    /// <summary>New, and in its place.</summary>
    InOrder,
    /// <summary>New, but something that has its place behind it was seen before it, or its sender had said it earlier.</summary>
    OutOfOrder,
    /// <summary>Seen before.</summary>
    Again,
    /// <summary>Said by nobody in this room.</summary>
    Unknown,
}
