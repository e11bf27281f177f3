using CraneAnomaly.Records;

namespace CraneAnomaly.Sinks.Formats.Zeek;

/// <summary>
/// Requests that wait for their response, to be told in one row with it. Of bounded size: the oldest gives way, and
/// whoever adds takes it out first. Entries are numbers into one pool, chained by age within their flow and overall.
/// </summary>
/// <param name="capacity">Most requests held.</param>
internal sealed class PendingRequests(int capacity)
{
    /// <summary>Stands for "no entry".</summary>
    public const int None = -1;

    // A Modbus PDU has at most 253 bytes (Modbus Application Protocol V1.1b3, 4.1).
    private const int PayloadBytes = 256;

    private readonly Dictionary<Key, int> _entries = [];
    private readonly Dictionary<int, Chain> _flows = [];
    private Entry[] _pool = new Entry[64];
    private byte[] _payloads = new byte[64 * PayloadBytes];
    private int _used;
    private int _free = None;
    private Chain _all = new() { First = None, Last = None };

    /// <summary>Whether the next one needs room made first.</summary>
    public bool IsFull => _entries.Count >= capacity;

    /// <summary>The entry held longest, or <see cref="None"/>.</summary>
    public int Oldest => _all.First;

    /// <summary>The entry of a flow held longest, or <see cref="None"/>.</summary>
    public int OldestOf(int flow) => _flows.TryGetValue(flow, out var chain) ? chain.First : None;

    /// <summary>The entry of a key, or <see cref="None"/>.</summary>
    public int Find(in Key key) => _entries.TryGetValue(key, out int entry) ? entry : None;

    /// <summary>What is held.</summary>
    public ref readonly Entry this[int entry] => ref _pool[entry];

    /// <summary>The payload of the request.</summary>
    public ReadOnlySpan<byte> Payload(int entry) =>
        _payloads.AsSpan(entry * PayloadBytes, _pool[entry].PayloadLength);

    /// <summary>Adds a request; its key is not held, and there is room.</summary>
    public void Add(in Key key, in OtRecord record, in RegisterAccess access, RecordBody body, ulong link)
    {
        int index = Take();
        ref var entry = ref _pool[index];
        var payload = body.Payload[..Math.Min(body.Payload.Length, PayloadBytes)];
        entry.Key = key;
        entry.Record = record;
        entry.Identity = body.Flow;
        entry.Access = access;
        entry.Link = link;
        entry.PayloadLength = payload.Length;
        payload.CopyTo(_payloads.AsSpan(index * PayloadBytes));
        _entries.Add(key, index);

        entry.Next = entry.NextOfFlow = None;
        entry.Previous = _all.Last;
        if (_all.Last == None) _all.First = index;
        else _pool[_all.Last].Next = index;
        _all.Last = index;

        if (!_flows.TryGetValue(key.Flow, out var chain)) chain = new Chain { First = index, Last = None };
        entry.PreviousOfFlow = chain.Last;
        if (chain.Last != None) _pool[chain.Last].NextOfFlow = index;
        chain.Last = index;
        _flows[key.Flow] = chain;
    }

    /// <summary>Forgets an entry.</summary>
    public void Remove(int index)
    {
        ref var entry = ref _pool[index];
        _entries.Remove(entry.Key);

        if (entry.Previous == None) _all.First = entry.Next;
        else _pool[entry.Previous].Next = entry.Next;
        if (entry.Next == None) _all.Last = entry.Previous;
        else _pool[entry.Next].Previous = entry.Previous;

        var chain = _flows[entry.Key.Flow];
        if (entry.PreviousOfFlow == None) chain.First = entry.NextOfFlow;
        else _pool[entry.PreviousOfFlow].NextOfFlow = entry.NextOfFlow;
        if (entry.NextOfFlow == None) chain.Last = entry.PreviousOfFlow;
        else _pool[entry.NextOfFlow].PreviousOfFlow = entry.PreviousOfFlow;
        if (chain.First == None) _flows.Remove(entry.Key.Flow);
        else _flows[entry.Key.Flow] = chain;

        entry.Next = _free;
        _free = index;
    }

    private int Take()
    {
        if (_free != None)
        {
            int index = _free;
            _free = _pool[index].Next;
            return index;
        }

        if (_used == _pool.Length)
        {
            int size = Math.Min(_pool.Length * 2, Math.Max(capacity, _used + 1));
            Array.Resize(ref _pool, size);
            Array.Resize(ref _payloads, size * PayloadBytes);
        }

        return _used++;
    }

    /// <summary>How a response finds its request: flow, the request's frame, and what the PDU repeats.</summary>
    internal readonly record struct Key(int Flow, long Frame, uint Transaction, ushort Unit, byte Function);

    /// <summary>One request.</summary>
    internal struct Entry
    {
        public Key Key;
        public OtRecord Record;
        public FlowIdentity Identity;
        public RegisterAccess Access;
        public ulong Link;
        public int PayloadLength;
        public int Next;
        public int Previous;
        public int NextOfFlow;
        public int PreviousOfFlow;
    }

    private struct Chain
    {
        public int First;
        public int Last;
    }
}
