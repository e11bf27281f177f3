namespace CraneAnomaly.Capture.Files;

/// <summary>What a pcapng section says of one interface (draft-ietf-opsawg-pcapng, 4.2).</summary>
internal struct PcapngInterface
{
    // Far enough from the ends of the type that a time-out can be added to a time stamp.
    private const long MostNanoseconds = 1L << 62;

    private ulong _nanosecondsPerTick;
    private ulong _mostTicks;
    private long _offsetSeconds;
    private byte _resolution;

    public int LinkType;
    public uint SnapLength;
    public int FcsLength;
    public ulong Dropped;
    public ulong DroppedBySystem;
    public bool ClockReported;

    /// <summary>Reads an interface description: the block's body, and its options.</summary>
    public static PcapngInterface Read<TOrder>(ReadOnlySpan<byte> body, ref PcapngOptions<TOrder> options)
        where TOrder : struct, IByteOrder
    {
        var described = new PcapngInterface
        {
            LinkType = TOrder.U16(body),
            SnapLength = TOrder.U32(body[4..]),
            _resolution = 6,
        };
        while (options.MoveNext())
        {
            switch (options.Code)
            {
                case 9 when options.Value.Length == 1: // if_tsresol
                    described._resolution = options.Value[0];
                    break;
                case 13 when options.Value.Length == 1: // if_fcslen
                    // Drafts said bits, the example and most writers mean bytes; no check sequence has eight of them.
                    int length = options.Value[0];
                    described.FcsLength = length >= 8 ? length / 8 : length;
                    break;
                case 14 when options.Value.Length == 8: // if_tsoffset
                    described._offsetSeconds = (long)TOrder.U64(options.Value);
                    break;
            }
        }

        if (described._resolution <= 9 && described._offsetSeconds == 0)
        {
            described._nanosecondsPerTick = PowerOfTen(9 - described._resolution);
            described._mostTicks = (ulong)MostNanoseconds / described._nanosecondsPerTick;
        }

        return described;
    }

    /// <summary>Nanoseconds since 1970; false when they had to be cut to what can be said.</summary>
    public readonly bool TryGetTime(ulong ticks, out long nanoseconds)
    {
        if (_nanosecondsPerTick != 0 && ticks <= _mostTicks)
        {
            nanoseconds = (long)(ticks * _nanosecondsPerTick);
            return true;
        }

        return TryGetUnusualTime(ticks, out nanoseconds);
    }

    // if_tsresol: 10 to the minus n, or with the top bit set 2 to the minus n, n up to 127; if_tsoffset: any 64 bits.
    private readonly bool TryGetUnusualTime(ulong ticks, out long nanoseconds)
    {
        int n = _resolution & 0x7F;
        Int128 time = (_resolution & 0x80) != 0 ? (Int128)(((UInt128)ticks * 1_000_000_000) >> n)
            : n <= 9 ? (Int128)ticks * PowerOfTen(9 - n)
            : n <= 28 ? ticks / PowerOfTen(n - 9)
            : 0;
        time += (Int128)_offsetSeconds * 1_000_000_000;
        nanoseconds = (long)Int128.Clamp(time, -MostNanoseconds, MostNanoseconds);
        return nanoseconds == time;
    }

    private static ulong PowerOfTen(int exponent)
    {
        ulong power = 1;
        for (int i = 0; i < exponent; i++) power *= 10;
        return power;
    }
}
