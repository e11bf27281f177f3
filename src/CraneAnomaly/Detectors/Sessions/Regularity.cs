using System.Runtime.CompilerServices;

namespace CraneAnomaly.Detectors.Sessions;

/// <summary>The last gaps between the calls of one caller, s.</summary>
[InlineArray(Capacity)]
internal struct Gaps
{
    public const int Capacity = 32;

    private float _element0;
}

/// <summary>
/// How much more regular gaps are than those of calls that come at random. Under a Poisson process the gaps are
/// exponential, and Bartlett's statistic of them (M. S. Bartlett, Proc. R. Soc. A 160, 1937; as a test of that, P. A. P.
/// Moran, J. R. Stat. Soc. B 13, 1951) is chi-square with one degree less than there are gaps. A clock, jittered or not,
/// makes it small; people and bursts make it large.
/// </summary>
internal static class Regularity
{
    /// <summary>The fewest gaps that are judged.</summary>
    public const int Fewest = 8;

    /// <summary>The probability that random calls are as regular; 1 for fewer gaps than <see cref="Fewest"/>.</summary>
    /// <remarks>The longest gap is left out: one that was missed, or a pause, says nothing of the clock.</remarks>
    public static double PValue(ReadOnlySpan<float> gaps)
    {
        if (gaps.Length <= Fewest) return 1;
        double sum = 0, logs = 0, longest = 0;
        foreach (float gap in gaps)
        {
            sum += gap;
            logs += Math.Log(gap);
            longest = Math.Max(longest, gap);
        }

        int n = gaps.Length - 1;
        double mean = (sum - longest) / n, meanLog = (logs - Math.Log(longest)) / n;
        double statistic = 2 * n * (Math.Log(mean) - meanLog) / (1 + (n + 1) / (6.0 * n));
        return ChiSquareBelow(statistic, n - 1);
    }

    // The regularised lower incomplete gamma function by its series (NIST DLMF, 8.7.1): terms fall fast where it is small.
    private static double ChiSquareBelow(double x, int freedom)
    {
        if (x <= 0) return 0;
        double a = freedom / 2.0, half = x / 2, term = 1 / a, sum = term;
        for (int i = 1; i < 500 && term > sum * 1e-15; i++)
        {
            term *= half / (a + i);
            sum += term;
        }

        return Math.Min(1, sum * Math.Exp(a * Math.Log(half) - half - LogGamma(a)));
    }

    // Stirling's series (NIST DLMF, 5.11.1), moved to where three terms are exact to eleven digits.
    private static double LogGamma(double a)
    {
        double shift = 0;
        while (a < 12) shift += Math.Log(a++);
        return (a - 0.5) * Math.Log(a) - a + 0.5 * Math.Log(2 * Math.PI) + 1 / (12 * a) - 1 / (360 * a * a * a) - shift;
    }
}
