namespace CraneAnomaly.Detectors.Sequential;

/// <summary>
/// One e-value of several, however they depend on each other: their weighted mean is one (Vovk and Wang, Annals of
/// Statistics 49, 2021), and the mean of e-detectors is an e-detector (arXiv 2203.03532, section 2.4). Nothing is paid
/// for how many there are.
/// </summary>
internal static class EValueMean
{
    /// <summary>The mean with equal weights. What is negative or not a number counts as 0: no evidence.</summary>
    public static double Of(ReadOnlySpan<double> eValues)
    {
        if (eValues.Length == 0) return 1;
        double sum = 0;
        foreach (double e in eValues) sum += Clean(e);
        return sum / eValues.Length;
    }

    /// <summary>
    /// The weighted mean. The weights say before anything is seen where a change is expected; they are set, not
    /// learned, and need not add up to 1. A weight that is not above 0 and finite leaves its e-value out.
    /// </summary>
    public static double Of(ReadOnlySpan<double> eValues, ReadOnlySpan<double> weights)
    {
        weights = weights[..eValues.Length];
        double sum = 0, total = 0;
        for (int i = 0; i < eValues.Length; i++)
        {
            if (!(weights[i] is > 0 and < double.PositiveInfinity)) continue;
            sum += weights[i] * Clean(eValues[i]);
            total += weights[i];
        }

        return total > 0 ? sum / total : 1;
    }

    private static double Clean(double e) => e > 0 ? e : 0;
}
