namespace CraneAnomaly.Fuzz.Engine;

/// <summary>Random numbers (xorshift64, shifts 13, 7, 17), so that one seed is one run.</summary>
internal struct XorShift(long seed)
{
    private ulong _state = unchecked((ulong)seed * 0x9E37_79B9_7F4A_7C15) | 1;

    /// <summary>A number of 64 bits.</summary>
    public ulong Next()
    {
        _state ^= _state << 13;
        _state ^= _state >> 7;
        _state ^= _state << 17;
        return _state;
    }

    /// <summary>A number of at least 0 and less than <paramref name="limit"/>.</summary>
    public int Below(int limit) => (int)(Next() % (uint)limit);

    /// <summary>A byte.</summary>
    public byte Byte() => (byte)Next();
}
