namespace CraneAnomaly.Detectors.Series.Univariate;

/// <summary>Both tails of what comes: a value is rare when it is very high or very low.</summary>
internal struct TwoTails
{
    private static readonly double s_sides = Math.Log10(2);

    private TailTrack _upper, _lower;

    /// <summary>Fits to values in ascending order, one at least; they are overwritten.</summary>
    public static TwoTails Of(Span<double> ascending)
    {
        var upper = TailTrack.Of(ascending);
        ascending.Reverse();
        foreach (ref double value in ascending) value = -value;
        return new() { _upper = upper, _lower = TailTrack.Of(ascending) };
    }

    /// <summary>-log10 of how often a value at least as far out is seen, on either side.</summary>
    public readonly double Rarity(double value) =>
        Math.Max(0, Math.Max(_upper.Rarity(value), _lower.Rarity(-value)) - s_sides);

    /// <summary>Adds a value.</summary>
    public void Add(double value, double count)
    {
        _upper.Add(value, count);
        _lower.Add(-value, count);
    }

    public readonly void Save(StateWriter writer)
    {
        _upper.Save(writer);
        _lower.Save(writer);
    }

    public static TwoTails Load(ref StateReader reader) =>
        new() { _upper = TailTrack.Load(ref reader), _lower = TailTrack.Load(ref reader) };
}
