namespace CraneAnomaly.Features.Sensors;

/// <summary>
/// Remembers when windows of samples were last seen, by their fingerprints: two generations of open addressing; when
/// one is full the older one is forgotten. Fixed size, 256 KiB.
/// </summary>
internal sealed class ReplayFilter
{
    private const int Slots = 1 << 14;
    private const int Most = Slots * 3 / 4;
    private const int MostProbes = 64;

    // Upper half the fingerprint, lower half the second; 0 is empty.
    private ulong[] _young = new ulong[Slots];
    private ulong[] _old = new ulong[Slots];
    private int _count;

    /// <summary>The second at which a window was last seen, or -1; from now on it was seen now.</summary>
    public long Exchange(ulong hash, uint second)
    {
        uint fingerprint = (uint)(hash >> 32) | 1;
        int start = (int)(hash & (Slots - 1));
        long seen = -1;
        int at = Find(_young, fingerprint, start);
        if (at >= 0 && _young[at] != 0) seen = (uint)_young[at];
        else if (Find(_old, fingerprint, start) is >= 0 and var old && _old[old] != 0) seen = (uint)_old[old];
        if (at < 0) return seen;
        if (_young[at] == 0 && ++_count > Most)
        {
            (_young, _old) = (_old, _young);
            Array.Clear(_young);
            (_count, at) = (1, start);
        }

        _young[at] = (ulong)fingerprint << 32 | second;
        return seen;
    }

    // Where the fingerprint stands or would stand; -1 when the way there is too long.
    private static int Find(ulong[] slots, uint fingerprint, int start)
    {
        for (int i = 0; i < MostProbes; i++)
        {
            int at = (start + i) & (Slots - 1);
            if (slots[at] == 0 || slots[at] >> 32 == fingerprint) return at;
        }

        return -1;
    }
}
