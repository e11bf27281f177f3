namespace CraneAnomaly.Detectors.Series.Univariate;

/// <summary>
/// Cumulative sums (Page, Biometrika 41, 1954) of both signs at three scales, for shifts of 0.5, 1 and 2 standard
/// deviations. Sums of different scales compare by 2 k S, the exponent of their tail (Siegmund, Sequential Analysis,
/// 1985). The number is winsorised: one spike is no drift.
/// </summary>
internal struct DriftSums
{
    private const double Widest = 3;
    private const double Highest = 1_000;

    private double _up1, _up2, _up3, _down1, _down2, _down3;

    /// <summary>Adds a standardised number.</summary>
    /// <returns>The largest of the sums, each times 2 k.</returns>
    public double Add(double standardised)
    {
        double z = Math.Clamp(standardised, -Widest, Widest);
        double up = Math.Max(Math.Max(Step(ref _up1, z, 0.25), Step(ref _up2, z, 0.5)), Step(ref _up3, z, 1));
        double down = Math.Max(Math.Max(Step(ref _down1, -z, 0.25), Step(ref _down2, -z, 0.5)), Step(ref _down3, -z, 1));
        return Math.Max(up, down);
    }

    private static double Step(ref double sum, double z, double allowance)
    {
        sum = Math.Clamp(sum + z - allowance, 0, Highest);
        return 2 * allowance * sum;
    }
}
