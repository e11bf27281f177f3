using System.Runtime.CompilerServices;
using CraneAnomaly.Capture.Ip;
using CraneAnomaly.Capture.Link;
using CraneAnomaly.Checkpoints;

namespace CraneAnomaly.Capture.Flows;

/// <summary>
/// All flows held, found by key. An index of (hash, place) with linear probing, at most a quarter full, beside the flows
/// themselves, which lie at their places one behind the other: a reference to a flow is good until another is added.
/// Orders (idle lists, end of input) go by time and arrival, never by the index.
/// </summary>
internal sealed class FlowTable
{
    private const int FirstFlows = 64;
    private const int Classes = (int)FlowClass.Protocol + 1;
    private const int MostFlows = 1 << 28;

    [NotState("Secret, and of this process alone.")]
    private readonly KeyedHash _hash;
    private readonly long[] _idle;
    private readonly int[] _oldest = new int[Classes];
    private readonly long[] _notOverBefore = new long[Classes];
    private readonly int[] _newest = new int[Classes];
    private readonly long _step;
    [NotState("Follows from the flows and the secret.")]
    private Entry[] _index = new Entry[4 * FirstFlows];
    private Flow[] _flows;
    private FlowDetails[] _details;
    private long _noneOverBefore = long.MinValue;
    private int _places;
    private int _free = -1;
    private Flow _none;
    private int _ordinals;

    /// <summary>Makes an empty table.</summary>
    /// <param name="capacity">Most flows.</param>
    /// <param name="idle">For each class how long a flow may be idle, in nanoseconds.</param>
    /// <param name="hash">The hash of keys.</param>
    public FlowTable(int capacity, ReadOnlySpan<long> idle, KeyedHash hash)
    {
        Capacity = Math.Clamp(capacity, 1, MostFlows);
        _flows = new Flow[Math.Min(FirstFlows, Capacity)];
        _details = new FlowDetails[_flows.Length];
        _idle = idle.ToArray();
        _hash = hash;
        _step = Math.Max(1, Math.Min(1_000_000_000, _idle.Min() / 2));
        _oldest.AsSpan().Fill(-1);
        _newest.AsSpan().Fill(-1);
    }

    public int Capacity { get; }

    public int Count { get; private set; }

    /// <summary>The flow at a place.</summary>
    public ref Flow this[int place]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _flows[place];
    }

    /// <summary>The rest of the flow at a place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref FlowDetails Details(int place) => ref _details[place];

    /// <summary>The place of a key, -1 for none.</summary>
    public int Find(in FlowKey key)
    {
        Find(key, out int place);
        return place;
    }

    /// <summary>The flow of a key; without one <paramref name="place"/> is -1, and the flow means nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref Flow Find(in FlowKey key, out int place) => ref Find(key, _hash.Of(key), out place);

    /// <summary>The flow of a segment, as <see cref="Find(in FlowKey, out int)"/>.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="side">Which end point of the key sent it.</param>
    /// <param name="place">Its place.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref Flow Find(in Ipv4Segment segment, out int side, out int place)
    {
        // The hash does not wait for the end points to be put in order.
        uint hash = _hash.OfEnds(segment.From, segment.To, IpProtocols.Tcp, segment.Path);
        return ref Find(FlowKey.Of(segment, out side), hash, out place);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref Flow Find(scoped in FlowKey key, uint hash, out int place)
    {
        var index = _index;
        uint mask = (uint)index.Length - 1;
        for (uint at = hash & mask; at < (uint)index.Length; at = (at + 1) & mask)
        {
            Entry entry = index[at];
            if (entry.Place == 0) break;
            if (entry.Hash != hash) continue;
            ref Flow flow = ref this[entry.Place - 1];

            // The key that is looked for comes first: of a segment's the compiler knows that it is short.
            if (!FlowKey.Same(key, flow.Key)) continue;
            place = entry.Place - 1;
            return ref flow;
        }

        place = -1;
        return ref _none;
    }

    /// <summary>The number of the next flow.</summary>
    public int NextOrdinal()
    {
        int ordinal = _ordinals;
        _ordinals = (_ordinals + 1) & int.MaxValue;
        return ordinal;
    }

    /// <summary>Adds a flow for a key that is not in the table; there must be room.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public int Add(in FlowKey key, FlowClass flowClass, long nowNs)
    {
        if ((Count + 1) * 4L > _index.Length) Grow();
        int place = TakePlace();
        ref Flow flow = ref this[place];
        flow = default;
        flow.Key = key;
        flow.Ordinal = NextOrdinal();
        flow.Older = flow.Newer = -1;
        flow.LastNs = nowNs;
        Details(place) = default;
        Insert(_index, new(_hash.Of(key), place + 1));
        Count++;
        Append(place, flowClass, nowNs);
        return place;
    }

    /// <summary>Removes a flow.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Remove(int place)
    {
        ref Flow flow = ref this[place];
        Unlink(place);
        RemoveEntry(_hash.Of(flow.Key), place + 1);
        flow = default;
        flow.Newer = _free;
        _free = place;
        Count--;
    }

    /// <summary>Whether a flow must be looked at before its next packet: it may be over, or out of place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsDue(in Flow flow, long nowNs) => nowNs - flow.ListedNs >= _step;

    /// <summary>Whether the idle time of a flow is over.</summary>
    public bool IsOver(in Flow flow, long nowNs) => nowNs - Since(flow) > _idle[(int)flow.Class];

    /// <summary>Makes a flow the latest of its list.</summary>
    public void Refresh(int place, long nowNs)
    {
        ref Flow flow = ref this[place];
        if (HasFixedEnd(flow.Class)) return;
        var flowClass = flow.Class;
        Unlink(place);
        Append(place, flowClass, nowNs);
    }

    /// <summary>Moves a flow to another class.</summary>
    public void Move(int place, FlowClass flowClass, long nowNs)
    {
        Unlink(place);
        Append(place, flowClass, nowNs);
    }

    /// <summary>A flow whose idle time is over, -1 for none; those of a class in the order of their time.</summary>
    public int NextOver(long nowNs)
    {
        // Most times nothing is over, and to see that neither a list nor a flow has to be touched.
        if (nowNs <= _noneOverBefore) return -1;
        _noneOverBefore = long.MaxValue;
        for (int list = 0; list < Classes; list++)
        {
            if (_oldest[list] is not (>= 0 and var place)) continue;
            if (nowNs > _notOverBefore[list])
            {
                ref Flow flow = ref this[place];
                if (IsOver(flow, nowNs))
                {
                    _noneOverBefore = long.MinValue;
                    return place;
                }

                _notOverBefore[list] = Since(flow) + _idle[list];
            }

            _noneOverBefore = Math.Min(_noneOverBefore, _notOverBefore[list]);
        }

        return -1;
    }

    /// <summary>
    /// The flow to give up when the table is full: one that has ended, else the longest idle of those that are one
    /// packet or were never answered, else the longest idle without a decoded protocol, else the longest idle.
    /// </summary>
    public int Victim()
    {
        if (_oldest[(int)FlowClass.Closed] is >= 0 and var ended) return ended;
        int place = LongestIdle(FlowClass.Attempt, FlowClass.SingleStream);
        if (place < 0) place = LongestIdle(FlowClass.Datagram, FlowClass.Stream);
        return place >= 0 ? place : LongestIdle(FlowClass.ProtocolDatagram, FlowClass.Protocol);
    }

    /// <summary>The places of all flows in the order of their first packets.</summary>
    public int[] InOrder()
    {
        var places = new int[Count];
        var ordinals = new int[Count];
        int count = 0;
        foreach (int oldest in _oldest)
        {
            for (int place = oldest; place >= 0; place = this[place].Newer)
            {
                places[count] = place;
                ordinals[count++] = Age(this[place]);
            }
        }

        Array.Sort(ordinals, places);
        return places;
    }

    /// <summary>How many entries of the index are looked at to find a key.</summary>
    internal int Probes(in FlowKey key)
    {
        uint hash = _hash.Of(key), mask = (uint)_index.Length - 1;
        int probes = 1;
        for (uint at = hash & mask; _index[at].Place != 0; at = (at + 1) & mask, probes++)
        {
            if (_index[at].Hash == hash && FlowKey.Same(this[_index[at].Place - 1].Key, key)) break;
        }

        return probes;
    }

    [Restored]
    internal void Rehash()
    {
        int length = _index.Length;
        while (Count * 4L > length) length *= 2;
        _index = new Entry[length];
        foreach (int place in InOrder()) Insert(_index, new(_hash.Of(this[place].Key), place + 1));
    }

    private static long Since(in Flow flow) => HasFixedEnd(flow.Class) ? flow.ListedNs : flow.LastNs;

    private static bool HasFixedEnd(FlowClass flowClass) => flowClass <= FlowClass.Attempt;

    /// <summary>Where a flow stands in the order of first packets; ordinals begin anew after 2^31.</summary>
    private int Age(in Flow flow) => (flow.Ordinal - _ordinals) & int.MaxValue;

    private int LongestIdle(FlowClass first, FlowClass last)
    {
        int found = -1;
        for (var flowClass = first; flowClass <= last; flowClass++)
        {
            int place = _oldest[(int)flowClass];
            if (place < 0) continue;
            if (found < 0 || this[place].LastNs < this[found].LastNs
                || (this[place].LastNs == this[found].LastNs && Age(this[place]) < Age(this[found])))
            {
                found = place;
            }
        }

        return found;
    }

    private int TakePlace()
    {
        if (_free >= 0)
        {
            int free = _free;
            _free = this[free].Newer;
            return free;
        }

        if (_places == _flows.Length)
        {
            int larger = (int)Math.Min(2L * _places, Capacity);
            Array.Resize(ref _flows, larger);
            Array.Resize(ref _details, larger);
        }

        return _places++;
    }

    private void Append(int place, FlowClass flowClass, long nowNs)
    {
        ref Flow flow = ref this[place];
        int list = (int)flowClass;
        flow.Class = flowClass;
        flow.ListedNs = nowNs;
        flow.Newer = -1;
        flow.Older = _newest[list];
        if (flow.Older >= 0) this[flow.Older].Newer = place;
        else SetOldest(list, place);
        _newest[list] = place;
    }

    private void Unlink(int place)
    {
        ref Flow flow = ref this[place];
        int list = (int)flow.Class;
        if (flow.Older >= 0) this[flow.Older].Newer = flow.Newer;
        else SetOldest(list, flow.Newer);
        if (flow.Newer >= 0) this[flow.Newer].Older = flow.Older;
        else _newest[list] = flow.Older;
    }

    private void SetOldest(int list, int place)
    {
        _oldest[list] = place;
        _notOverBefore[list] = _noneOverBefore = long.MinValue;
    }

    private void Grow()
    {
        var larger = new Entry[_index.Length * 2];
        foreach (Entry entry in _index)
        {
            if (entry.Place != 0) Insert(larger, entry);
        }

        _index = larger;
    }

    private static void Insert(Entry[] index, Entry entry)
    {
        uint mask = (uint)index.Length - 1;
        uint at = entry.Hash & mask;
        while (index[at].Place != 0) at = (at + 1) & mask;
        index[at] = entry;
    }

    private void RemoveEntry(uint hash, int stored)
    {
        var index = _index;
        uint mask = (uint)index.Length - 1;
        uint hole = hash & mask;
        while (index[hole].Place != stored) hole = (hole + 1) & mask;

        // Backward shift: what was pushed past the hole moves into it, so that there are no marks for removed entries.
        for (uint at = (hole + 1) & mask; index[at].Place != 0; at = (at + 1) & mask)
        {
            uint home = index[at].Hash & mask;
            if (((at - home) & mask) < ((at - hole) & mask)) continue;
            index[hole] = index[at];
            hole = at;
        }

        index[hole] = default;
    }

    /// <summary>One entry of the index; the place is stored plus one, 0 is empty.</summary>
    private readonly record struct Entry(uint Hash, int Place);
}
