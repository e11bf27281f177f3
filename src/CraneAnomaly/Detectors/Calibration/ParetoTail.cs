namespace CraneAnomaly.Detectors.Calibration;

/// <summary>
/// A generalised Pareto distribution of what lies above a high quantile (Pickands, Annals of Statistics 3, 1975), by
/// the method of moments (Hosking and Wallis, Technometrics 29, 1987). The shape is kept at 0 or above: a negative one
/// would say that nothing can lie beyond an end point, which no sample can know.
/// </summary>
internal readonly struct ParetoTail
{
    private const int FewestExcesses = 10;
    private const double HeaviestShape = 0.5;

    private readonly double _start;
    private readonly double _scale;
    private readonly double _shape;
    private readonly double _share;

    private ParetoTail(double start, double scale, double shape, double share) =>
        (_start, _scale, _shape, _share) = (start, scale, shape, share);

    /// <summary>Whether there is a tail to go by.</summary>
    public bool IsKnown => _scale > 0;

    /// <summary>Fits the tail above the 0.98 quantile of ascending scores; unknown when they are too few or all
    /// equal.</summary>
    public static ParetoTail Fit(ReadOnlySpan<double> ascending)
    {
        int first = (int)(0.98 * ascending.Length), count = ascending.Length - first;
        if (count < FewestExcesses || first == 0) return default;
        double start = ascending[first - 1], sum = 0, squares = 0;
        foreach (double score in ascending[first..]) sum += score - start;
        double mean = sum / count;
        foreach (double score in ascending[first..])
        {
            double difference = score - start - mean;
            squares += difference * difference;
        }

        double variance = squares / (count - 1);
        if (!(mean > 0) || !double.IsFinite(variance)) return default;
        double ratio = variance > 0 ? mean * mean / variance : double.PositiveInfinity;
        double shape = Math.Clamp(0.5 * (1 - ratio), 0, HeaviestShape);

        // A regular detector may have all its outer scores at nearly one value: the scale must not vanish with them.
        double range = ascending[^1] - start;
        double spread = ascending[ascending.Length * 3 / 4] - ascending[ascending.Length / 4];
        double scale = Math.Max(mean * (1 - shape), 0.05 * range + 0.02 * spread);
        return double.IsFinite(scale) ? new(start, scale, shape, (count + 1.0) / (ascending.Length + 1)) : default;
    }

    /// <summary>The chance of a score at least this high, which must lie above the quantile.</summary>
    public double Probability(double score)
    {
        double excess = (score - _start) / _scale;
        return _share * (_shape < 1e-9 ? Math.Exp(-excess) : Math.Pow(1 + _shape * excess, -1 / _shape));
    }
}
