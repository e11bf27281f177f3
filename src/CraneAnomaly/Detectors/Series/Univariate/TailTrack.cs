namespace CraneAnomaly.Detectors.Series.Univariate;

/// <summary>
/// The upper tail of what comes, in four numbers: its 0.98 quantile, followed by stochastic approximation (Robbins and
/// Monro, Annals of Mathematical Statistics 22, 1951), and the mean excess beyond it, which is the scale of an
/// exponential tail. What was long ago fades. There is no largest rarity: scores keep their order however far out they lie.
/// </summary>
internal struct TailTrack
{
    /// <summary>The share of values that the tail holds.</summary>
    public const double Share = 0.02;

    // One value counts for so many scales at most when the tail is learned on: one spike is no tail.
    private const double Widest = 10;
    private const double MostGain = 0.5;

    // 5 % of the tail's range and 2 % of the spread of the middle half.
    private const double RangeShare = 0.05;
    private const double SpreadShare = 0.02;
    private const double Least = 1e-7;

    private double _high, _scale, _least, _spread;

    /// <summary>Where the tail begins.</summary>
    public readonly double High => _high;

    /// <summary>Mean excess of what lies in it.</summary>
    public readonly double Scale => _scale;

    /// <summary>Fits to values in ascending order, one at least.</summary>
    /// <param name="ascending">The values.</param>
    /// <param name="least">Floor of the scale, in units of the value.</param>
    public static TailTrack Of(ReadOnlySpan<double> ascending, double least = Least)
    {
        int first = (int)((1 - Share) * ascending.Length);
        double high = ascending[first], largest = ascending[^1], above = 0;
        while (first > 0 && ascending[first - 1] == high) first--;
        foreach (double value in ascending[first..]) above += value - high;
        return new()
        {
            _high = high,
            _least = least,
            _spread = SpreadShare * (ascending[3 * ascending.Length / 4] - ascending[ascending.Length / 4]),
            _scale = Math.Max(least, above / (ascending.Length - first) + RangeShare * (largest - high)),
        };
    }

    /// <summary>How much a value counts for a quantile that this share lies beyond.</summary>
    /// <param name="count">Values seen, as far as they are remembered.</param>
    /// <param name="share">The share.</param>
    public static double Gain(double count, double share) => Math.Min(MostGain, 1 / (count * share));

    /// <summary>-log10 of how often a value at least as far out is seen; 0 for what does not lie in the tail.</summary>
    public readonly double Rarity(double value) => value > _high
        ? (value - _high) / (Math.Max(_least, _scale + _spread) * Math.Log(10)) - Math.Log10(Share)
        : 0;

    /// <summary>Adds a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="count">Values seen, as far as they are remembered.</param>
    public void Add(double value, double count)
    {
        double gain = Gain(count, Share), excess = value - _high, scale = _scale;
        if (excess > 0) _scale = Math.Max(_least, scale + gain * (Math.Min(excess, Widest * scale) - scale));
        _high += gain * scale * ((excess > 0 ? 1 : 0) - Share);
    }

    public readonly void Save(StateWriter writer)
    {
        writer.WriteDouble(_high);
        writer.WriteDouble(_scale);
        writer.WriteDouble(_least);
        writer.WriteDouble(_spread);
    }

    public static TailTrack Load(ref StateReader reader)
    {
        var track = new TailTrack
        {
            _high = reader.ReadDouble(),
            _scale = reader.ReadDouble(),
            _least = reader.ReadDouble(),
            _spread = reader.ReadDouble(),
        };
        return track._least > 0 && track._scale >= track._least && track._spread >= 0
            ? track
            : throw reader.Damaged("the scale of a tail contradicts itself");
    }
}
