namespace HtmxChat.Rooms;

/// <summary>The people who have lately said something in a room, and when: for slow mode, and to find who was meant by a handle.
/// A bounded number of them; the one who was silent for longest is forgotten first.</summary>
internal sealed class Speakers
{
    /// <summary>People remembered.</summary>
    public const int Most = 500;

    private readonly LinkedList<(Person Person, string Cid, DateTimeOffset At)> _byTime = [];
    private readonly Dictionary<string, LinkedListNode<(Person Person, string Cid, DateTimeOffset At)>> _byId = [];

    /// <summary>Somebody says something.</summary>
    public void Heard(Person person, string cid, DateTimeOffset now)
    {
        if (_byId.Remove(person.Id, out var known))
        {
            _byTime.Remove(known);
        }

        _byId[person.Id] = _byTime.AddLast((person, cid, now));
        if (_byTime.Count > Most)
        {
            _byId.Remove(_byTime.First!.Value.Person.Id);
            _byTime.RemoveFirst();
        }
    }

    /// <summary>What somebody said last, and when; null if that is not remembered.</summary>
    public (string Cid, DateTimeOffset At)? Last(string personId) => _byId.TryGetValue(personId, out var node) ? (node.Value.Cid, node.Value.At) : null;

    /// <summary>Who has this handle, or null.</summary>
    public Person? Find(string handle) => _byTime.Select(said => said.Person).LastOrDefault(person => person.Handle == handle);
}
