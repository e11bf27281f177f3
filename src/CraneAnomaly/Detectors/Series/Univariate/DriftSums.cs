namespace CraneAnomaly.Detectors.Series.Univariate;

/// <summary>
/// Cumulative sums (Page, Biometrika 41, 1954) of both signs at three scales, for shifts of 0.5, 1 and 2 standard
/// deviations from a slow mean. Sums of different scales compare by 2 k S, the exponent of their tail (Siegmund,
/// Sequential Analysis, 1985). The number is winsorised: one spike is no drift.
/// </summary>
/// <param name="mean">Where the slow mean begins.</param>
/// <param name="deviation">The mean absolute deviation from it.</param>
/// <param name="share">What a new value counts for in both.</param>
internal struct DriftSums(double mean, double deviation, double share)
{
    private const double Widest = 3;
    private const double Highest = 1_000;

    // A standard deviation in mean absolute ones, for the normal distribution.
    private const double Deviations = 1.2533;

    private readonly double _share = share;
    private double _mean = mean, _deviation = deviation;
    private double _up1, _up2, _up3, _down1, _down2, _down3;

    /// <summary>Adds a value.</summary>
    /// <returns>The largest of the sums, each times 2 k.</returns>
    public double Add(double value)
    {
        double off = value - _mean, limit = 5 * _deviation;
        double bounded = limit > 0 ? Math.Clamp(off, -limit, limit) : off;
        double z = _deviation > 0 ? off / (Deviations * _deviation) : off == 0 ? 0 : Math.Sign(off) * Widest;
        _mean += _share * bounded;
        _deviation += _share * (Math.Abs(bounded) - _deviation);
        z = Math.Clamp(z, -Widest, Widest);
        double up = Math.Max(Math.Max(Step(ref _up1, z, 0.25), Step(ref _up2, z, 0.5)), Step(ref _up3, z, 1));
        double down = Math.Max(Math.Max(Step(ref _down1, -z, 0.25), Step(ref _down2, -z, 0.5)), Step(ref _down3, -z, 1));
        return Math.Max(up, down);
    }

    public readonly void Save(StateWriter writer)
    {
        foreach (double number in (ReadOnlySpan<double>)[_share, _mean, _deviation, _up1, _up2, _up3, _down1, _down2, _down3])
            writer.WriteDouble(number);
    }

    public static DriftSums Load(ref StateReader reader)
    {
        double share = reader.ReadDouble(), mean = reader.ReadDouble(), deviation = reader.ReadDouble();
        if (share is not (> 0 and <= 1) || deviation < 0) throw reader.Damaged("a slow mean contradicts itself");
        return new(mean, deviation, share)
        {
            _up1 = ReadSum(ref reader),
            _up2 = ReadSum(ref reader),
            _up3 = ReadSum(ref reader),
            _down1 = ReadSum(ref reader),
            _down2 = ReadSum(ref reader),
            _down3 = ReadSum(ref reader),
        };
    }

    private static double ReadSum(ref StateReader reader)
    {
        double sum = reader.ReadDouble();
        return sum is >= 0 and <= Highest ? sum : throw reader.Damaged("a cumulative sum is out of its bounds");
    }

    private static double Step(ref double sum, double z, double allowance)
    {
        sum = Math.Clamp(sum + z - allowance, 0, Highest);
        return 2 * allowance * sum;
    }
}
