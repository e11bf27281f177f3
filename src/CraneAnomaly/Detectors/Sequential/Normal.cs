namespace CraneAnomaly.Detectors.Sequential;

/// <summary>The standard normal distribution.</summary>
internal static class Normal
{
    /// <summary>
    /// The value below which a share of the distribution lies: Beasley and Springer's central part with Moro's tails
    /// (Glasserman, Monte Carlo Methods in Financial Engineering, 2003, figure 2.13); right to 3e-9.
    /// </summary>
    public static double Quantile(double share)
    {
        double centred = share - 0.5;
        if (Math.Abs(centred) <= 0.42)
        {
            double square = centred * centred;
            double above = ((-25.44106049637 * square + 41.39119773534) * square - 18.61500062529) * square
                + 2.50662823884;
            double below = (((3.13082909833 * square - 21.06224101826) * square + 23.08336743743) * square
                - 8.47351093090) * square + 1;
            return centred * above / below;
        }

        double tail = Math.Log(-Math.Log(Math.Min(share, 1 - share)));
        ReadOnlySpan<double> c =
        [
            0.3374754822726147, 0.9761690190917186, 0.1607979714918209, 0.0276438810333863, 0.0038405729373609,
            0.0003951896511919, 0.0000321767881768, 0.0000002888167364, 0.0000003960315187,
        ];
        double sum = 0;
        for (int i = c.Length - 1; i >= 0; i--) sum = (sum * tail) + c[i];
        return centred < 0 ? -sum : sum;
    }

    /// <summary>
    /// The share of the distribution above a value, by the rational fit of W. J. Cody's erfc as Numerical Recipes give
    /// it (Press and others, 3rd edition, section 6.2.2); relative error below 1.2e-7.
    /// </summary>
    public static double UpperTail(double value)
    {
        double x = Math.Abs(value) / Math.Sqrt(2), t = 2 / (2 + x);
        ReadOnlySpan<double> c =
        [
            -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806,
            0.27886807, -1.13520398, 1.48851587, -0.82215223, 0.17087277,
        ];
        double sum = 0;
        for (int i = c.Length - 1; i >= 0; i--) sum = (sum * t) + c[i];
        double tail = 0.5 * t * Math.Exp((-x * x) + sum);
        return value < 0 ? 1 - tail : tail;
    }
}
