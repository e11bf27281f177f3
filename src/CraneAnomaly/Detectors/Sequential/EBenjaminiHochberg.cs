namespace CraneAnomaly.Detectors.Sequential;

/// <summary>
/// Benjamini and Hochberg for e-values (Wang and Ramdas, JRSS B 84, 2022): of the hypotheses rejected, a share of at
/// most q is expected to be true, however the e-values depend on each other. For the e-values of all cranes and
/// detectors at one reporting time.
/// </summary>
internal static class EBenjaminiHochberg
{
    /// <summary>
    /// The least e-value that is rejected: n / (q k) for the greatest k such that k of the n e-values are at least
    /// that; infinite when none is.
    /// </summary>
    /// <param name="eValues">All e-values at one time; they are sorted. Those that are not numbers count as 0.</param>
    /// <param name="q">The false discovery rate wanted, above 0, at most 1.</param>
    public static double Threshold(Span<double> eValues, double q)
    {
        if (!(q is > 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(q));
        foreach (ref double e in eValues)
        {
            if (double.IsNaN(e)) e = 0;
        }

        eValues.Sort();
        for (int k = eValues.Length; k > 0; k--)
        {
            double least = eValues.Length / (q * k);
            if (eValues[^k] >= least) return least;
        }

        return double.PositiveInfinity;
    }
}
