namespace CraneAnomaly.Detectors.Calibration;

/// <summary>
/// How rare a value is among those seen: the conformal rank within a sorted sample or, beyond its 0.98 quantile (and
/// below its 0.02 quantile, where both sides count), an exponential tail where that says less. The sample is random and forgets:
/// once full, a new value takes the place of a random one with a fixed probability, so that what was normal long ago
/// fades. Unlike <see cref="ConformalCalibrator"/> it learns while it judges, and has no floor: scores keep their order
/// however far out they lie. The scale of a tail is floored, as a sample may have all its outer values at one place.
/// </summary>
internal sealed class TailReservoir
{
    private const double Quantile = 0.98;
    private const int FewestValues = 50;
    private const int RefitEvery = 25;

    // 5 % of the tail's range and 2 % of the spread of the middle half.
    private const double RangeShare = 0.05;
    private const double SpreadShare = 0.02;

    private readonly float[] _ascending;
    private readonly ulong _replace;
    private readonly ulong _seed;
    private readonly bool _bothSides;
    private readonly double _leastScale;
    private ulong _drawn;
    private int _count;
    private int _sinceFit = RefitEvery;
    private double _high, _highScale, _low, _lowScale;

    /// <param name="capacity">Values kept.</param>
    /// <param name="replacement">Probability that a value replaces another once the sample is full.</param>
    /// <param name="bothSides">Whether low values are rare, too.</param>
    /// <param name="seed">What is drawn by.</param>
    /// <param name="leastScale">Floor of a tail's scale, in units of the value.</param>
    public TailReservoir(int capacity, double replacement, bool bothSides, ulong seed, double leastScale = 0)
    {
        _ascending = new float[capacity];
        _replace = replacement >= 1 ? ulong.MaxValue : (ulong)(replacement * ulong.MaxValue);
        (_bothSides, _seed, _leastScale) = (bothSides, seed, leastScale);
    }

    /// <summary>Bytes that the sample takes.</summary>
    public int StateBytes => _ascending.Length * sizeof(float);

    /// <summary>Adds a value; one that is not finite is ignored.</summary>
    public void Add(double value)
    {
        float added = (float)value;
        if (!float.IsFinite(added)) return;
        if (++_sinceFit > RefitEvery) _sinceFit = RefitEvery;
        if (_count < _ascending.Length)
        {
            int at = FirstAbove(added);
            _ascending.AsSpan(at, _count - at).CopyTo(_ascending.AsSpan(at + 1));
            _ascending[at] = added;
            _count++;
            return;
        }

        if (Draw() > _replace) return;

        // A random rank of the sorted values is as good as a random value; only what lies between the two moves.
        int from = (int)Math.BigMul(Draw(), (ulong)_count, out _), to = FirstAbove(added);
        var values = _ascending.AsSpan();
        if (to > from)
        {
            to--;
            values[(from + 1)..(to + 1)].CopyTo(values[from..]);
        }
        else
        {
            values[to..from].CopyTo(values[(to + 1)..]);
        }

        values[to] = added;
    }

    /// <summary>-log10 of how often a value at least as far out is seen: at least 0; 0 while there are too few.</summary>
    public double Rarity(double value)
    {
        if (_count < FewestValues || double.IsNaN(value)) return 0;
        if (_sinceFit >= RefitEvery) Fit();
        if (value > _high) return TailRarity((value - _high) / _highScale, Rank(_count - FirstAtLeast(value)));
        if (!_bothSides) return -Math.Log10(Rank(_count - FirstAtLeast(value)));
        if (value < _low) return TailRarity((_low - value) / _lowScale, Rank(FirstAbove(value)));
        double p = 2 * Math.Min(Rank(_count - FirstAtLeast(value)), Rank(FirstAbove(value)));
        return p < 1 ? -Math.Log10(p) : 0;
    }

    /// <summary>As <see cref="Rarity"/>, but 0 for what lies within the quantiles: those who only listen to what is
    /// very rare need no rank.</summary>
    public double OuterRarity(double value)
    {
        if (_sinceFit >= RefitEvery && _count >= FewestValues) Fit();
        return value > _high || (_bothSides && value < _low) ? Rarity(value) : 0;
    }

    private double TailRarity(double excess, double rank)
    {
        double tail = -Math.Log10(1 - Quantile) + excess / Math.Log(10);
        double rarity = Math.Max(-Math.Log10(rank), tail);
        return _bothSides ? Math.Max(0, rarity - Math.Log10(2)) : rarity;
    }

    private double Rank(int asFar) => (1.0 + asFar) / (_count + 1.0);

    private void Fit()
    {
        _sinceFit = 0;
        var values = _ascending.AsSpan(0, _count);
        int first = (int)(Quantile * _count), last = _count - 1 - first;
        double spread = (double)values[3 * _count / 4] - values[_count / 4];
        _high = values[first];
        _low = values[last];
        double above = 0, below = 0;
        foreach (float value in values[first..]) above += value - _high;
        foreach (float value in values[..(last + 1)]) below += _low - value;
        double least = Math.Max(_leastScale, 1e-7 * (Math.Abs((double)values[^1]) + Math.Abs((double)values[0])) + 1e-30);
        _highScale = Math.Max(least, above / (_count - first) + RangeShare * (values[^1] - _high) + SpreadShare * spread);
        _lowScale = Math.Max(least, below / (last + 1) + RangeShare * (_low - values[0]) + SpreadShare * spread);
    }

    private int FirstAtLeast(double value)
    {
        int low = 0, high = _count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_ascending[middle] < value) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    private int FirstAbove(double value)
    {
        int low = 0, high = _count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_ascending[middle] <= value) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    // SplitMix64 over a counter: the n-th draw depends on the seed and n alone.
    private ulong Draw()
    {
        ulong mixed = _seed * 0x9E37_79B9_7F4A_7C15 + ++_drawn * 0xBF58_476D_1CE4_E5B9;
        mixed = (mixed ^ mixed >> 30) * 0xBF58_476D_1CE4_E5B9;
        mixed = (mixed ^ mixed >> 27) * 0x94D0_49BB_1331_11EB;
        return mixed ^ mixed >> 31;
    }
}
