namespace CraneAnomaly.Detectors.Sequential;

/// <summary>
/// One e-value of several, however they depend on each other: their mean is one (Vovk and Wang, Annals of
/// Statistics 49, 2021), and the mean of e-detectors is an e-detector (arXiv 2203.03532, section 2.4). Nothing is paid
/// for how many there are.
/// </summary>
internal static class EValueMean
{
    /// <summary>The mean. What is negative or not a number counts as 0: no evidence.</summary>
    public static double Of(ReadOnlySpan<double> eValues)
    {
        if (eValues.Length == 0) return 1;
        double sum = 0;
        foreach (double e in eValues) sum += e > 0 ? e : 0;
        return sum / eValues.Length;
    }
}
