using System.Numerics;
using System.Runtime.CompilerServices;
using CraneAnomaly.Features;

namespace CraneAnomaly.Detectors.Scan;

/// <summary>
/// The different targets of one source in a sliding window: exact up to 32; beyond, by linear counting (Whang,
/// Vander-Zanden and Taylor, ACM TODS 15, 1990) in four bitmaps that each cover a quarter of the window.
/// </summary>
internal struct TargetWindow : IStateValue<TargetWindow>
{
    public const int Exact = 32;
    public const int Panes = 4;

    private const int Words = 16;
    private const int Bits = Words * 64;

    /// <summary>Most different targets in the present whole window.</summary>
    public double Peak;

    /// <summary>Decaying maximum of the windows before.</summary>
    public double Level;

    /// <summary>Ordinal of the present whole window.</summary>
    public long Window;

    private long _pane;
    private long _overflowed;
    private int _used;
    private Keys _keys;
    private Times _times;
    private Bitmaps _bitmaps;

    public static int MinimumBytes => 44 + Panes * Words * 8;

    public static TargetWindow New(long window, long pane) =>
        new() { Window = window, _pane = pane, _overflowed = long.MinValue };

    public static TargetWindow Read(ref StateReader reader)
    {
        var targets = new TargetWindow
        {
            Peak = TableState.ReadNonNegativeDouble(ref reader),
            Level = TableState.ReadNonNegativeDouble(ref reader),
            Window = reader.ReadInt64(),
            _pane = reader.ReadInt64(),
            _overflowed = reader.ReadInt64(),
            _used = TableState.ReadIn(ref reader, 0, Exact),
        };
        for (int i = 0; i < targets._used; i++)
            (targets._keys[i], targets._times[i]) = (reader.ReadKey(), reader.ReadInt64());

        for (int i = 0; i < Panes * Words; i++) targets._bitmaps[i] = (ulong)reader.ReadInt64();
        const long range = 1L << 62;
        return targets.Peak <= 1e6 && targets.Level <= 1e6 && targets._pane is > -range and < range
            ? targets
            : throw reader.Damaged("a window is out of range");
    }

    public readonly void Write(StateWriter writer)
    {
        writer.WriteDouble(Peak);
        writer.WriteDouble(Level);
        writer.WriteInt64(Window);
        writer.WriteInt64(_pane);
        writer.WriteInt64(_overflowed);
        writer.WriteInt32(_used);
        for (int i = 0; i < _used; i++)
        {
            writer.WriteKey(_keys[i]);
            writer.WriteInt64(_times[i]);
        }

        for (int i = 0; i < Panes * Words; i++) writer.WriteInt64((long)_bitmaps[i]);
    }

    /// <summary>Different targets in the window that ends now, with this one.</summary>
    public readonly double Distinct(in ExactKey target, long now, long pane, long window, ulong seed)
    {
        long since = now - window;
        if (_overflowed > since) return Estimate(BitOf(target, seed), Math.Max(pane, _pane));
        int others = 0;
        for (int i = 0; i < _used; i++)
        {
            if (_times[i] > since && _keys[i] != target) others++;
        }

        return others + 1;
    }

    public void Add(in ExactKey target, long now, long pane, long window, ulong seed)
    {
        Rotate(pane);
        int bit = BitOf(target, seed);
        _bitmaps[(int)(_pane & (Panes - 1)) * Words + (bit >> 6)] |= 1UL << (bit & 63);

        int oldest = 0;
        for (int i = 0; i < _used; i++)
        {
            if (_keys[i] == target)
            {
                _times[i] = Math.Max(_times[i], now);
                return;
            }

            if (_times[i] < _times[oldest]) oldest = i;
        }

        if (_used < Exact) oldest = _used++;
        else if (_times[oldest] > now - window) _overflowed = Math.Max(_overflowed, _times[oldest]);
        (_keys[oldest], _times[oldest]) = (target, now);
    }

    private static int BitOf(in ExactKey target, ulong seed)
    {
        // A fixed key, unlike the tables': the estimate reaches scores and must be the same in every run.
        ulong high = Math.BigMul(target.High + seed ^ 0x9E37_79B9_7F4A_7C15, 0xD6E8_FEB8_6659_FD93, out ulong low);
        ulong mixed = (high ^ low ^ target.Low) * 0xA076_1D64_78BD_642F;
        mixed = (mixed ^ mixed >> 32) * 0xE703_7ED1_A0B4_28DB;
        return (int)(mixed >> 54);
    }

    private void Rotate(long pane)
    {
        if (pane <= _pane) return;
        long first = Math.Max(_pane + 1, pane - Panes + 1);
        for (long each = first; each <= pane; each++)
        {
            for (int word = 0; word < Words; word++) _bitmaps[(int)(each & (Panes - 1)) * Words + word] = 0;
        }

        _pane = pane;
    }

    private readonly double Estimate(int bit, long pane)
    {
        int set = 0;
        for (int word = 0; word < Words; word++)
        {
            ulong union = word == bit >> 6 ? 1UL << (bit & 63) : 0;
            for (long each = Math.Max(pane, _pane) - Panes + 1; each <= _pane; each++)
                union |= _bitmaps[(int)(each & (Panes - 1)) * Words + word];
            set += BitOperations.PopCount(union);
        }

        return -Bits * Math.Log(Math.Max(1, Bits - set) / (double)Bits);
    }

    [InlineArray(Exact)]
    internal struct Keys
    {
        private ExactKey _first;
    }

    [InlineArray(Exact)]
    internal struct Times
    {
        private long _first;
    }

    [InlineArray(Panes * Words)]
    internal struct Bitmaps
    {
        private ulong _first;
    }
}
