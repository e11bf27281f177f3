namespace CraneAnomaly.Features.Sensors;

/// <summary>
/// Looks for windows of one signal that came before, value by value: noise does not repeat itself. Windows that say too
/// little (standing still, coarse steps, a smooth path without noise) are left aside. About 500 bytes and a few
/// nanoseconds a sample.
/// </summary>
internal sealed class ReplayTrack(double perUnit, ulong salt)
{
    /// <summary>Samples in a window.</summary>
    public const int Window = 48;

    // Collision entropy of two bits a sample: the sum of squared shares is at most a quarter.
    private const int MostSquares = Window * Window / 4;
    private const int Buckets = 64;
    private const ulong Base = 0x9E3779B97F4A7C15;

    // One window in eight is looked up: which ones depends on their values alone, so that a copy picks the same.
    private const ulong Picked = 7;

    private static readonly ulong s_leading = Leading();

    private readonly long[] _ring = new long[Window];
    private readonly byte[] _values = new byte[Buckets];
    private readonly byte[] _bends = new byte[Buckets];
    private readonly byte[] _bendRing = new byte[Window];
    private int _at;
    private long _count, _before, _earlier;
    private ulong _hash;
    private int _valueSquares, _bendSquares;
    private long _lag, _firstAt, _lastAt;

    /// <summary>How long ago the window came that is repeated, s.</summary>
    public long LagSeconds => _lag;

    /// <summary>Takes a sample; true when two windows, which share none, say that the same stretch is played again.</summary>
    public bool Push(double value, long second, ReplayFilter filter)
    {
        long sample = (long)Math.Round(value * perUnit);
        int at = _at;
        _at = at + 1 == Window ? 0 : at + 1;
        byte bend = Bucket(sample - (2 * _before) + _earlier);
        (_earlier, _before) = (_before, sample);
        if (_count >= Window)
        {
            Drop(_values, Bucket(_ring[at]), ref _valueSquares);
            Drop(_bends, _bendRing[at], ref _bendSquares);
            _hash -= (ulong)_ring[at] * s_leading;
        }

        _hash = (_hash * Base) + (ulong)sample;
        (_ring[at], _bendRing[at]) = (sample, bend);
        Take(_values, Bucket(sample), ref _valueSquares);
        Take(_bends, bend, ref _bendSquares);
        _count++;
        if (_count < Window || _valueSquares > MostSquares || _bendSquares > MostSquares) return false;
        ulong mixed = Mix(_hash ^ salt);
        return (mixed >> 20 & Picked) == 0 && Look(mixed, second, filter);
    }

    private bool Look(ulong mixed, long second, ReplayFilter filter)
    {
        long seen = filter.Exchange(mixed, (uint)second);
        if (seen < 0 || second - seen < 2) return false;

        // One window may be chance, a ramp in coarse steps that came out the same, and those that overlap it come with it;
        // a second one with samples of its own from as long ago is no chance.
        long lag = second - seen;
        bool goesOn = _lastAt > 0 && Math.Abs(lag - _lag) <= 1 && _count - _lastAt <= 4 * Window;
        _lastAt = _count;
        if (!goesOn) (_lag, _firstAt) = (lag, _count);
        return _count - _firstAt >= Window;
    }

    private static byte Bucket(long value) => (byte)((ulong)value * Base >> 58);

    private static void Take(byte[] counts, byte bucket, ref int squares) => squares += (2 * counts[bucket]++) + 1;

    private static void Drop(byte[] counts, byte bucket, ref int squares) => squares -= (2 * counts[bucket]--) - 1;

    private static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }

    private static ulong Leading()
    {
        ulong power = 1;
        for (int i = 1; i < Window; i++) power *= Base;
        return power;
    }
}
