using CraneAnomaly.Records;

namespace CraneAnomaly.Capture.Ip;

/// <summary>
/// Puts IP datagrams together again (RFC 791, 3.2; RFC 8200, 4.5). The first bytes that came for a place stay.
/// Memory and waiting time are capped; the datagram whose first fragment came first is given up first, and counted.
/// Takes no memory until the first fragment comes.
/// </summary>
internal sealed class Defragmenter(Limits limits)
{
    /// <summary>No datagram is longer (RFC 791, 3.1).</summary>
    private const int MaxDatagram = ushort.MaxValue;

    private const int None = -1;

    private readonly long _patienceNs = limits.DefragmentationTime.Ticks * 100;
    private readonly Dictionary<FragmentKey, int> _index = [];
    private FragmentSet[] _sets = [];
    private byte[] _whole = [];
    private int _used;
    private int _free = None;
    private int _oldest = None;
    private int _newest = None;

    /// <summary>Bytes held for datagrams that are not whole.</summary>
    public long HeldBytes { get; private set; }

    /// <summary>Datagrams that are not whole.</summary>
    public int HeldDatagrams => _index.Count;

    /// <summary>Datagrams given up so far.</summary>
    public long Evicted { get; private set; }

    /// <summary>Takes one fragment.</summary>
    /// <param name="key">Which datagram.</param>
    /// <param name="nowNs">Event time.</param>
    /// <param name="offset">Offset of the data in the datagram.</param>
    /// <param name="more">Whether this is not the last fragment.</param>
    /// <param name="data">The data.</param>
    /// <param name="protocol">Protocol that this fragment names; of the whole datagram when complete.</param>
    /// <param name="whole">The datagram when complete, valid until the next one is.</param>
    /// <param name="conflict">Whether bytes differ from those that came first.</param>
    public FragmentResult Add(
        scoped in FragmentKey key, long nowNs, int offset, bool more, scoped ReadOnlySpan<byte> data,
        scoped ref byte protocol, out ReadOnlySpan<byte> whole, out bool conflict)
    {
        whole = default;
        conflict = false;
        EvictLate(nowNs);

        // RFC 8200, 4.5 has these dropped; so do IPv4 receivers.
        int end = offset + data.Length;
        if (data.IsEmpty || end > MaxDatagram || (more && data.Length % 8 != 0)) return FragmentResult.Invalid;

        int slot = Find(key, nowNs, data.Length);
        ref var set = ref _sets[slot];
        if (!set.Fits(end, more)) return FragmentResult.Invalid;

        int before = set.Bytes;
        conflict = !set.Add(offset, data);
        HeldBytes += set.Bytes - before;
        if (offset == 0 && set.Protocol == 0) set.Protocol = protocol;
        if (!more) set.Total = end;
        if (set.IsComplete)
        {
            if (_whole.Length == 0) _whole = new byte[MaxDatagram];
            set.CopyTo(_whole);
            whole = _whole.AsSpan(0, set.Total);
            protocol = set.Protocol;
            Remove(slot);
            return FragmentResult.Complete;
        }

        bool kept = true;
        while (HeldBytes > limits.DefragmentationBytes)
        {
            kept &= _oldest != slot;
            Evict(_oldest);
        }

        return kept ? FragmentResult.Held : FragmentResult.Evicted;
    }

    /// <summary>Gives up whatever is not whole, at the end of an input.</summary>
    public void EvictAll()
    {
        while (_oldest != None) Evict(_oldest);
    }

    private void EvictLate(long nowNs)
    {
        while (_oldest != None && IsLate(_oldest, nowNs)) Evict(_oldest);
    }

    // A clock that jumped back makes nothing late. As unsigned the difference is right even where it overflows.
    private bool IsLate(int slot, long nowNs) =>
        nowNs > _sets[slot].FirstNs && (ulong)(nowNs - _sets[slot].FirstNs) > (ulong)_patienceNs;

    private int Find(in FragmentKey key, long nowNs, int length)
    {
        if (_index.TryGetValue(key, out int slot))
        {
            // Time need not be in order from datagram to datagram, so that the oldest is not always the latest.
            if (!IsLate(slot, nowNs)) return slot;
            Evict(slot);
        }

        slot = Take();
        _index.Add(key, slot);
        ref var set = ref _sets[slot];
        set.Open(key, nowNs, length);
        set.Older = _newest;
        set.Newer = None;
        if (_newest != None) _sets[_newest].Newer = slot;
        else _oldest = slot;
        _newest = slot;
        HeldBytes += set.Bytes;
        return slot;
    }

    private int Take()
    {
        if (_free != None)
        {
            int slot = _free;
            _free = _sets[slot].Newer;
            return slot;
        }

        if (_used == _sets.Length) Array.Resize(ref _sets, Math.Max(16, _used * 2));
        return _used++;
    }

    private void Evict(int slot)
    {
        Evicted++;
        Remove(slot);
    }

    private void Remove(int slot)
    {
        ref var set = ref _sets[slot];
        HeldBytes -= set.Bytes;
        set.Close();
        _index.Remove(set.Key);
        if (set.Older != None) _sets[set.Older].Newer = set.Newer;
        else _oldest = set.Newer;
        if (set.Newer != None) _sets[set.Newer].Older = set.Older;
        else _newest = set.Older;
        set.Newer = _free;
        _free = slot;
    }
}
