using System.Runtime.CompilerServices;

namespace CraneAnomaly.Protocols;

/// <summary>
/// The requests of one flow that wait for an answer, oldest first for each key. Adding, finding and removing take
/// constant time; memory starts small, doubles up to the cap, and then the oldest request is given up. Most flows never
/// have more than one request open: while there is room for a few only, they are looked through by age, and no more
/// memory is touched than theirs. A field of its reader and not an object, so that no reference stands in between.
/// </summary>
/// <typeparam name="T">What is kept of a request.</typeparam>
internal struct TransactionTable<T>(int capacity) where T : struct
{
    /// <summary>
    /// A client that uses an identifier again after this time has given the older request up: common response
    /// time-outs begin at 500 ms. One that does so sooner pipelines with a constant identifier.
    /// </summary>
    private const long GivenUpNs = 400_000_000;

    /// <summary>Answers do not come later; without it an old request would meet the identifier's wrap.</summary>
    private const long ExpiryNs = 60_000_000_000;

    private const int SmallCapacity = 4;
    private const int MostWithoutChains = 8;
    private const int KeptCapacity = 32;
    private const int None = -1;

    private readonly int _capacity = Math.Max(1, capacity);
    private Slot[] _slots = [];
    private Ends[] _chains = [];
    private int _shift;
    private int _used;
    private int _free = None;
    private int _oldest = None;
    private int _newest = None;
    private int _generation;

    /// <summary>Requests that are open.</summary>
    public int Count { get; private set; }

    /// <summary>Requests given up because they waited too long or their identifier was used again.</summary>
    public long Unanswered { get; private set; }

    /// <summary>Requests given up because too many were open.</summary>
    public long Evicted { get; private set; }

    /// <summary>The request in a slot, as <see cref="First"/> gave it.</summary>
    public ref readonly Slot this[int slot] => ref _slots[slot];

    /// <summary>Opens a request; <paramref name="duplicate"/> when its key was already open.</summary>
    /// <returns>Where to keep it.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref T Add(ulong key, long timestampNs, out bool duplicate)
    {
        duplicate = _oldest >= 0 && MakeWay(key, timestampNs);
        int slot = _free;
        if (slot < 0) slot = TakeFresh();
        ref Slot entry = ref _slots[slot];
        _free = entry.Next;
        entry.Key = key;
        entry.TimestampNs = timestampNs;
        entry.Generation = _generation;
        Append(slot, ref entry);
        Count++;
        return ref entry.Value;
    }

    /// <summary>The oldest open request with a key, or -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int First(ulong key)
    {
        if (_chains.Length == 0) return ByAge(_oldest, key);
        int slot = _chains[Bucket(key)].First;
        while (slot >= 0 && _slots[slot].Key != key) slot = _slots[slot].Next;
        return slot;
    }

    /// <summary>The next younger open request with the same key, or -1.</summary>
    public int Next(int slot)
    {
        ulong key = _slots[slot].Key;
        if (_chains.Length == 0) return ByAge(_slots[slot].Newer, key);
        do slot = _slots[slot].Next;
        while (slot >= 0 && _slots[slot].Key != key);
        return slot;
    }

    /// <summary>Closes a request.</summary>
    public void Remove(int slot)
    {
        if (_chains.Length != 0) Unchain(slot);
        ref Slot entry = ref _slots[slot];
        if (entry.Older < 0) _oldest = entry.Newer;
        else _slots[entry.Older].Newer = entry.Newer;
        if (entry.Newer < 0) _newest = entry.Older;
        else _slots[entry.Newer].Older = entry.Older;

        entry.Next = _free;
        _free = slot;
        Count--;
    }

    /// <summary>
    /// Answers may have been missed: what is open now neither counts as unanswered nor stands in the way of a new
    /// request with the same key.
    /// </summary>
    public void Doubt() => _generation++;

    /// <summary>Requests never answered: those given up, and those open of which no answer was missed.</summary>
    public long CountUnanswered()
    {
        long count = Unanswered;
        int slot = _newest;
        while (slot >= 0 && _slots[slot].Generation == _generation)
        {
            count++;
            slot = _slots[slot].Older;
        }

        return count;
    }

    /// <summary>Forgets everything; a table that had grown large is given back.</summary>
    public void Reset()
    {
        Count = _used = 0;
        Unanswered = Evicted = 0;
        _generation = 0;
        _oldest = _newest = _free = None;
        if (_slots.Length > KeptCapacity)
        {
            _slots = [];
            _chains = [];
        }

        Array.Fill(_chains, Ends.Empty);
    }

    // Others are open: gives up what the new request shows to be over, and says whether its key is still open.
    private bool MakeWay(ulong key, long timestampNs)
    {
        while (_oldest >= 0 && timestampNs - _slots[_oldest].TimestampNs > ExpiryNs) GiveUp(_oldest);
        bool duplicate = false;
        for (int same = First(key); same >= 0; same = First(key))
        {
            bool doubtful = _slots[same].Generation != _generation;
            duplicate |= !doubtful;
            if (!doubtful && timestampNs - _slots[same].TimestampNs < GivenUpNs) break;
            GiveUp(same);
        }

        return duplicate;
    }

    private void GiveUp(int slot)
    {
        if (_slots[slot].Generation == _generation) Unanswered++;
        Remove(slot);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int ByAge(int slot, ulong key)
    {
        while (slot >= 0 && _slots[slot].Key != key) slot = _slots[slot].Newer;
        return slot;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Append(int slot, ref Slot entry)
    {
        if (_chains.Length != 0) Chain(slot);
        entry.Older = _newest;
        entry.Newer = None;
        if (_newest < 0) _oldest = slot;
        else _slots[_newest].Newer = slot;
        _newest = slot;
    }

    private void Chain(int slot)
    {
        ref Slot entry = ref _slots[slot];
        ref Ends chain = ref _chains[Bucket(entry.Key)];
        entry.Next = None;
        if (chain.First < 0) chain.First = slot;
        else _slots[chain.Last].Next = slot;
        chain.Last = slot;
    }

    private void Unchain(int slot)
    {
        int next = _slots[slot].Next;
        ref Ends chain = ref _chains[Bucket(_slots[slot].Key)];
        int before = None;
        for (int at = chain.First; at != slot; at = _slots[at].Next) before = at;
        if (before < 0) chain.First = next;
        else _slots[before].Next = next;
        if (chain.Last == slot) chain.Last = before;
    }

    // A slot that nothing follows in the list of free ones: one that was never used, or that of the oldest request.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int TakeFresh()
    {
        if (_used == _slots.Length)
        {
            if (_used >= _capacity)
            {
                Evicted++;
                int oldest = _oldest;
                Remove(oldest);
                return oldest;
            }

            Enlarge();
        }

        _slots[_used].Next = None;
        return _used++;
    }

    private void Enlarge()
    {
        int larger = Math.Min(_capacity, Math.Max(SmallCapacity, _slots.Length * 2));
        Array.Resize(ref _slots, larger);
        if (larger <= MostWithoutChains) return;
        int bits = System.Numerics.BitOperations.Log2((uint)larger) + 1;
        _shift = 64 - bits;
        _chains = new Ends[1 << bits];
        Array.Fill(_chains, Ends.Empty);

        // In order of age, because a chain is searched from its oldest entry.
        int slot = _oldest;
        _oldest = _newest = None;
        while (slot >= 0)
        {
            int newer = _slots[slot].Newer;
            Append(slot, ref _slots[slot]);
            slot = newer;
        }
    }

    private int Bucket(ulong key) => (int)((key * 0x9E37_79B9_7F4A_7C15) >> _shift);

    internal struct Slot
    {
        public ulong Key;
        public long TimestampNs;
        public int Next;
        public int Older;
        public int Newer;
        public int Generation;
        public T Value;
    }

    /// <summary>The oldest and the newest request of a chain.</summary>
    internal struct Ends
    {
        public static readonly Ends Empty = new() { First = None, Last = None };

        public int First;
        public int Last;
    }
}
