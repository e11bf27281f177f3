namespace CraneAnomaly.Cli.Evaluation;

/// <summary>An interval that holds the true value in 95 of 100 such experiments.</summary>
internal readonly record struct ConfidenceInterval(double Low, double High)
{
    private const double Z = 1.959963984540054;
    private const double Tail = 0.025;

    /// <summary>
    /// Of a share: Wilson's score interval, which keeps its promise for few trials and shares of 0 and 1 (Wilson 1927,
    /// JASA 22; Brown, Cai, DasGupta 2001, Statistical Science 16). Without trials everything is possible.
    /// </summary>
    public static ConfidenceInterval OfShare(int found, int of)
    {
        if (of == 0) return new(0, 1);
        double p = (double)found / of, z2 = Z * Z, n = of;
        double centre = (p + z2 / (2 * n)) / (1 + z2 / n);
        double half = Z / (1 + z2 / n) * Math.Sqrt(p * (1 - p) / n + z2 / (4 * n * n));

        // At the ends the formula is exact, its rounding is not.
        return new(found == 0 ? 0 : Math.Max(0, centre - half), found == of ? 1 : Math.Min(1, centre + half));
    }

    /// <summary>Of a rate by a count: Garwood's exact interval for Poisson's distribution (Biometrika 28, 1936).</summary>
    /// <param name="count">Events counted.</param>
    /// <param name="exposure">Time in which they were counted, in the unit of the rate.</param>
    public static ConfidenceInterval OfRate(long count, double exposure)
    {
        if (exposure <= 0) return new(0, double.PositiveInfinity);
        double low = count == 0 ? 0 : MeanWhere(mean => 1 - AtMost(count - 1, mean) >= Tail, count);
        double high = MeanWhere(mean => AtMost(count, mean) <= Tail, count);
        return new(low / exposure, high / exposure);
    }

    /// <summary>The least mean from which on a condition holds.</summary>
    private static double MeanWhere(Func<double, bool> holds, long count)
    {
        double low = 0, high = 10 + 2 * (count + 10 * Math.Sqrt(count + 1.0));
        for (int i = 0; i < 200; i++)
        {
            double middle = (low + high) / 2;
            if (holds(middle)) high = middle;
            else low = middle;
        }

        return high;
    }

    /// <summary>The probability of at most <paramref name="count"/> events where <paramref name="mean"/> are expected.</summary>
    private static double AtMost(long count, double mean)
    {
        if (mean <= 0) return 1;

        // Summed from the largest term down, in logarithms: neither end over- nor underflows.
        double logTerm = count * Math.Log(mean) - mean - LogFactorial(count), sum = 0;
        for (long k = count; k >= 0; k--)
        {
            double term = Math.Exp(logTerm);
            sum += term;
            if (k < mean && term < sum * 1e-17) break;
            logTerm += Math.Log(k == 0 ? 1 : k) - Math.Log(mean);
        }

        return Math.Min(1, sum);
    }

    private static double LogFactorial(long n)
    {
        double sum = 0;
        for (long k = 2; k <= n; k++) sum += Math.Log(k);
        return sum;
    }
}
