using System.Numerics;
using System.Runtime.CompilerServices;
using CraneAnomaly.Checkpoints;

namespace CraneAnomaly.Features;

/// <summary>
/// A capped table over exact keys: open addressing with linear probing at a load of at most one half, over entries
/// that lie densely in order of insertion. An entry has an index that stays the same until the entry is evicted.
/// It allocates only while it grows. Not safe for use from two threads (finding moves a memo).
/// </summary>
internal sealed class ExactTable<TValue>
    where TValue : struct
{
    private const int InitialEntries = 16;

    [NotState("Secret, and of this process alone.")]
    private ExactTableSeed _seed;
    private readonly bool _evicts;
    [NotState("Follow from the entries and the secret.")]
    private ulong[] _slots; // upper half of the hash, then index + 1; 0 is empty
    private Entry[] _entries;
    private long[] _touched = []; // by index: the number of the touch
    private long _touches;
    private PriorityQueue<int, long>? _oldest;
    private int _memo = -1;

    public ExactTable(int capacity, ExactTablePolicy policy = ExactTablePolicy.Refuse)
        : this(capacity, policy, ExactTableSeed.OfProcess)
    {
    }

    internal ExactTable(int capacity, ExactTablePolicy policy, ExactTableSeed seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, 1 << 28);
        (Capacity, _evicts, _seed) = (capacity, policy == ExactTablePolicy.EvictOldest, seed);
        int size = Math.Min(capacity, InitialEntries);
        _entries = new Entry[size];
        _slots = new ulong[InitialEntries * 2];
        if (_evicts) _touched = new long[size];
    }

    public int Count { get; private set; }

    public int Capacity { get; }

    /// <summary>Keys refused because the table was full.</summary>
    public long Refused { get; set; }

    /// <summary>Entries given up because the table was full.</summary>
    public long Evicted { get; set; }

    /// <summary>The value of an entry; the reference is dead after the next insertion.</summary>
    public ref TValue this[int index] => ref _entries[index].Value;

    public ExactKey KeyAt(int index) => _entries[index].Key;

    /// <summary>The index of a key, or -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(in ExactKey key)
    {
        // Scoring, learning and advancing ask for the same key one after another.
        int memo = _memo;
        return memo >= 0 && Same(_entries[memo].Key, key) ? memo : Probe(key, Hash(key));
    }

    /// <summary>The same for one who remembers where the key was: the place is tried first, and brought up to date when
    /// the key is found elsewhere. Any number may be tried.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int FindNear(in ExactKey key, ref int place)
    {
        int near = place;
        if ((uint)near < (uint)Count && Same(_entries[near].Key, key)) return near;
        int index = Probe(key, Hash(key));
        if (index >= 0) place = index;
        return index;
    }

    /// <summary>The index of a key, new ones inserted with a default value; -1 when it was refused.</summary>
    public int FindOrAdd(in ExactKey key, out bool added)
    {
        added = false;
        int memo = _memo;
        if (memo >= 0 && Same(_entries[memo].Key, key)) return memo;
        ulong hash = Hash(key);
        int index = Probe(key, hash);
        return index >= 0 ? index : Add(key, hash, out added);
    }

    /// <summary>Inserts a key that was just looked for and not found; -1 when it was refused.</summary>
    public int Add(in ExactKey key) => Add(key, Hash(key), out _);

    /// <summary>Makes room at once for as many entries as will come.</summary>
    public void EnsureRoom(int count)
    {
        if (count > _entries.Length) Resize(Math.Min(Capacity, count));
    }

    /// <summary>Makes an entry the one touched last. Only for tables that evict.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Touch(int index) => _touched[index] = ++_touches;

    /// <summary>Empties the table; what was refused and evicted stays counted.</summary>
    public void Clear()
    {
        Array.Clear(_slots);
        Array.Clear(_entries, 0, Count);
        (Count, _memo, _oldest) = (0, -1, null);
    }

    /// <summary>Indexes in ascending order of key.</summary>
    public int[] OrderByKey()
    {
        var keys = new ExactKey[Count];
        var order = new int[Count];
        for (int i = 0; i < Count; i++) (keys[i], order[i]) = (_entries[i].Key, i);
        Array.Sort(keys, order);
        return order;
    }

    /// <summary>Indexes from the entry touched longest ago to the newest. Only for tables that evict.</summary>
    public int[] OrderByTouch()
    {
        var order = new int[Count];
        for (int i = 0; i < order.Length; i++) order[i] = i;
        Array.Sort(_touched[..Count], order);
        return order;
    }

    [Restored]
    internal void Rehash()
    {
        bool isSound = (uint)Count <= (uint)_entries.Length && _entries.Length <= Capacity && _memo < Count
            && (!_evicts || _touched.Length == _entries.Length);
        if (!isSound) throw Checkpoint.Refuse("one of its tables contradicts itself");
        if (_seed == default) _seed = ExactTableSeed.OfProcess;
        _slots = new ulong[BitOperations.RoundUpToPowerOf2((uint)Math.Max(_entries.Length, InitialEntries) * 2)];
        for (int i = 0; i < Count; i++) Place(i, Hash(_entries[i].Key));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Same(in ExactKey x, in ExactKey y) => ((x.Low ^ y.Low) | (x.High ^ y.High)) == 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong Hash(in ExactKey key)
    {
        // Every bit of the key must reach the low bits, or neighbouring keys pile up: fold the whole product.
        ulong high = Math.BigMul(key.High ^ _seed.First, key.Low ^ _seed.Second, out ulong low);
        return high ^ low;
    }

    private int Probe(in ExactKey key, ulong hash)
    {
        var slots = _slots;
        int mask = slots.Length - 1;
        for (int at = (int)hash & mask; (uint)at < (uint)slots.Length; at = (at + 1) & mask)
        {
            ulong slot = slots[at];
            if (slot == 0) return -1;
            if ((uint)(slot >> 32) != (uint)(hash >> 32)) continue;
            int index = (int)(uint)slot - 1;
            if (Same(_entries[index].Key, key)) return _memo = index;
        }

        return -1;
    }

    private void Place(int index, ulong hash)
    {
        int mask = _slots.Length - 1, at = (int)hash & mask;
        while (_slots[at] != 0) at = (at + 1) & mask;
        _slots[at] = (hash & 0xFFFF_FFFF_0000_0000) | (uint)(index + 1);
    }

    private int Add(in ExactKey key, ulong hash, out bool added)
    {
        added = Count < Capacity || _evicts;
        if (!added)
        {
            Refused++;
            return -1;
        }

        int index;
        if (Count < Capacity)
        {
            if (Count == _entries.Length) Resize(Math.Min(Capacity, Count * 2));
            index = Count++;
        }
        else
        {
            index = TakeOldest();
            Remove(index);
            Evicted++;
        }

        if (_evicts)
        {
            Touch(index);
            _oldest?.Enqueue(index, _touches);
        }

        _entries[index] = new Entry { Key = key };
        Place(index, hash);
        return _memo = index;
    }

    // A touch costs one write; who is the oldest is found out when it is asked for. The queue holds for each entry when
    // it was touched at some time, so never too late: the first that was not touched since is the oldest of all.
    private int TakeOldest()
    {
        if (_oldest is null)
        {
            _oldest = new(Capacity);
            for (int i = 0; i < Count; i++) _oldest.Enqueue(i, _touched[i]);
        }

        int index;
        long touched;
        while (_oldest.TryDequeue(out index, out touched) && _touched[index] != touched) _oldest.Enqueue(index, _touched[index]);
        return index;
    }

    // Takes the entry out of the slots by shifting later ones back, so that no tombstones gather.
    private void Remove(int index)
    {
        int mask = _slots.Length - 1, hole = (int)Hash(_entries[index].Key) & mask;
        while ((uint)_slots[hole] != (uint)(index + 1)) hole = (hole + 1) & mask;
        for (int at = (hole + 1) & mask; _slots[at] != 0; at = (at + 1) & mask)
        {
            int home = (int)Hash(_entries[(int)(uint)_slots[at] - 1].Key) & mask;
            if (((at - home) & mask) < ((at - hole) & mask)) continue;
            _slots[hole] = _slots[at];
            hole = at;
        }

        _slots[hole] = 0;
    }

    private void Resize(int size)
    {
        Array.Resize(ref _entries, size);
        if (_evicts) Array.Resize(ref _touched, size);

        if (_slots.Length >= size * 2L) return;
        _slots = new ulong[BitOperations.RoundUpToPowerOf2((uint)size * 2)];
        for (int i = 0; i < Count; i++) Place(i, Hash(_entries[i].Key));
    }

    internal struct Entry
    {
        public ExactKey Key;
        public TValue Value;
    }
}
