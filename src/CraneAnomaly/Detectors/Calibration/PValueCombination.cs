namespace CraneAnomaly.Detectors.Calibration;

/// <summary>
/// One p-value from several, however they depend on each other: detectors that look at the same traffic do depend.
/// Values outside 0 to 1, and those that are not numbers, count as 1.
/// </summary>
public static class PValueCombination
{
    private const double Least = 1e-300;

    /// <summary>
    /// Harmonic mean, times e ln K, or 2 for two values (Vovk and Wang, Biometrika 107, 2020, section 4): valid under
    /// any dependence. Strong when one of them is small.
    /// </summary>
    public static double HarmonicMean(ReadOnlySpan<double> pValues)
    {
        if (pValues.Length == 0) return 1;
        if (pValues.Length == 1) return Clean(pValues[0]);
        double sum = 0;
        foreach (double p in pValues) sum += 1 / Math.Max(Clean(p), Least);
        return Math.Min(1, Math.Max(2, Math.E * Math.Log(pValues.Length)) * pValues.Length / sum);
    }

    /// <summary>
    /// Mean of e-values: the mean of any e-values is one (Vovk and Wang, Annals of Statistics 49, 2021), so nothing is
    /// paid for how many there are. Returned as the p-value 1 / e, at most 1.
    /// </summary>
    public static double MeanOfEValues(ReadOnlySpan<double> pValues)
    {
        if (pValues.Length == 0) return 1;
        double sum = 0;
        foreach (double p in pValues) sum += EValue(p);
        return Math.Min(1, pValues.Length / sum);
    }

    /// <summary>The e-value of a p-value, 1 / (2 sqrt p): its expectation is 1 when p is uniform.</summary>
    public static double EValue(double pValue) => 0.5 / Math.Sqrt(Math.Max(Clean(pValue), Least));

    private static double Clean(double p) => p is >= 0 and <= 1 ? p : 1;
}
