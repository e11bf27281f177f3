using CraneAnomaly.Detectors.Sequential;
using FsCheck.Xunit;

namespace CraneAnomaly.Tests.Detectors.Sequential;

public class EBenjaminiHochbergTests
{
    [Fact]
    public void Threshold_ByHand_IsTheLeastEValueRejected()
    {
        // n = 4, q = 0.1: the greatest must be 40, two must be 20, three 13.3, four 10.
        Assert.Equal(double.PositiveInfinity, EBenjaminiHochberg.Threshold([39, 19, 13, 9], 0.1));
        Assert.Equal(40, EBenjaminiHochberg.Threshold([41, 19, 13, 9], 0.1), 1e-9);
        Assert.Equal(20, EBenjaminiHochberg.Threshold([21, double.NaN, 25, 9], 0.1), 1e-9);
        Assert.Equal(10, EBenjaminiHochberg.Threshold([10.1, 10.1, 10.1, 10.1], 0.1), 1e-9);
        Assert.Equal(double.PositiveInfinity, EBenjaminiHochberg.Threshold([], 0.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => EBenjaminiHochberg.Threshold([1], 0));
    }

    [Property]
    public bool Threshold_AnyEValues_AgreesWithTheDefinition(byte[] values)
    {
        double[] e = [.. values.Select(v => (double)v)];
        int most = 0;
        for (int k = 1; k <= e.Length; k++)
        {
            if (e.Count(v => v >= e.Length / (0.2 * k)) >= k) most = k;
        }

        double threshold = EBenjaminiHochberg.Threshold([.. e], 0.2);
        return e.Count(v => v >= threshold) == most;
    }

    [Fact]
    public void Threshold_DependentNulls_KeepsTheFalseDiscoveryRate()
    {
        // Twenty cranes of which two have changed; all share half of their noise.
        const int Runs = 4_000;
        var draws = new Draws(8);
        double falseShare = 0, found = 0;
        var e = new double[20];
        for (int run = 0; run < Runs; run++)
        {
            double common = draws.Normal();
            for (int i = 0; i < e.Length; i++)
            {
                double z = Math.Sqrt(0.5) * (common + draws.Normal()) + (i < 2 ? 4 : 0);

                // The likelihood ratio of a shift of 3.
                e[i] = Math.Exp((3 * z) - 4.5);
            }

            double threshold = EBenjaminiHochberg.Threshold([.. e], 0.1);
            int right = e.Take(2).Count(v => v >= threshold), wrong = e.Skip(2).Count(v => v >= threshold);
            falseShare += wrong / (double)Math.Max(1, right + wrong);
            found += right / 2.0;
        }

        Assert.InRange(falseShare / Runs, 0, 0.1);
        Assert.InRange(found / Runs, 0.3, 1);
    }
}
