using CraneAnomaly.Detectors.Sequential;
using FsCheck.Xunit;

namespace CraneAnomaly.Tests.Detectors.Sequential;

public class CusumTests
{
    // The power table of the documentation: threshold and delay for one false alarm in 10,000 cycles.
    [Theory]
    [InlineData(0.5, 13.1, 49)]
    [InlineData(1.0, 7.4, 15)]
    public void Threshold_RunLengthOfTenThousand_IsThePowerTable(double shift, double threshold, double delay)
    {
        double found = Cusum.Threshold(10_000, shift / 2);
        Assert.Equal(threshold, found, 0.05);
        Assert.Equal(10_000, Cusum.RunLength(found, shift / 2, 0), 1.0);
        Assert.Equal(delay, Cusum.RunLength(found, shift / 2, shift), 0.5);
    }

    [Fact]
    public void RunLength_DriftOfNearlyZero_JoinsItsLimit()
    {
        double near = Cusum.RunLength(10, 0.5, 0.5 + 1.1e-5), limit = Cusum.RunLength(10, 0.5, 0.5);
        Assert.Equal(limit, near, 1e-3 * limit);
    }

    [Theory]
    [InlineData(0.5, 49)]
    [InlineData(1.0, 15)]
    public void Update_ShiftedNormals_AlarmAfterTheDelayOfTheFormula(double shift, double delay)
    {
        const int Runs = 2_000;
        double threshold = Cusum.Threshold(10_000, shift / 2);
        var draws = new Draws(3);
        double total = 0;
        for (int run = 0; run < Runs; run++)
        {
            var cusum = new Cusum(shift / 2, CusumSide.Up);
            long t = 0;
            while (cusum.Level < threshold) cusum.Update(shift + draws.Normal(), t++);
            total += t;
        }

        // Over 5,000 runs 49.5 and 15.2.
        Assert.InRange(total / Runs, 0.9 * delay, 1.1 * delay);
    }

    [Fact]
    public void Update_StandardNormals_AlarmAsOftenAsTheFormulaSays()
    {
        double threshold = Cusum.Threshold(500, 0.25), total = 0;
        var draws = new Draws(5);
        for (int run = 0; run < 1_000; run++)
        {
            var cusum = new Cusum(0.25, CusumSide.Up);
            long t = 0;
            while (cusum.Level < threshold) cusum.Update(draws.Normal(), t++);
            total += t;
        }

        Assert.InRange(total / 1_000, 400, 620);
    }

    [Fact]
    public void Onset_ShiftAfterAQuietTime_IsCloseToItsBeginning()
    {
        const int Change = 1_000;
        double error = 0;
        for (ulong run = 0; run < 100; run++)
        {
            var draws = new Draws(run + 1);
            var cusum = new Cusum(0.5, CusumSide.Up);
            for (int t = 0; t < Change + 60; t++) cusum.Update(draws.Normal() + (t < Change ? 0 : 1.5), t);
            error += Math.Abs(cusum.Onset - Change);
        }

        Assert.InRange(error / 100, 0, 5);
    }

    [Property]
    public bool Update_AnyResidual_MovesTheSumByNoMoreThanTheClip(double[] values)
    {
        var cusum = new Cusum(0.25, CusumSide.Both);
        foreach (double value in values)
        {
            var (up, down) = (cusum.Up, cusum.Down);
            cusum.Update(value, 0);
            bool bounded = cusum.Up >= 0 && cusum.Down >= 0
                && cusum.Up <= up + Cusum.Farthest - 0.25 && cusum.Down <= down + Cusum.Farthest - 0.25;
            if (!bounded) return false;
        }

        return true;
    }

    [Property]
    public bool Update_GreaterResiduals_GiveNoSmallerSum(byte[] values, byte[] extra)
    {
        var (low, high) = (new MultiScaleCusum(CusumSide.Up), new MultiScaleCusum(CusumSide.Up));
        for (int i = 0; i < values.Length; i++)
        {
            double z = (values[i] - 128) / 40.0;
            low.Update(z, i);
            high.Update(z + (i < extra.Length ? extra[i] / 100.0 : 0), i);
            if (high.Level < low.Level) return false;
        }

        return true;
    }

    [Fact]
    public void Side_OfAShiftTheOtherWay_SeesNothing()
    {
        var (up, down, both) = (new Cusum(0.5, CusumSide.Up), new Cusum(0.5, CusumSide.Down), new Cusum(0.5, CusumSide.Both));
        for (int t = 10; t < 20; t++)
        {
            up.Update(-1, t);
            down.Update(-1, t);
            both.Update(-1, t);
        }

        Assert.Equal((0.0, 5.0, 5.0), (up.Level, down.Level, both.Level));
        Assert.Equal((10, 10), (down.Onset, both.Onset));
        both.Reset();
        Assert.Equal(0, both.Level);
    }

    [Fact]
    public void MultiScale_ShiftsOfEverySize_AreNearlyAsFastAsTheSumMadeForThem()
    {
        double threshold = MultiScaleCusum.Threshold(10_000, CusumSide.Up);
        foreach (double shift in (double[])[0.25, 0.5, 1, 2])
        {
            double own = 0;
            var draws = new Draws(11);
            for (int run = 0; run < 300; run++)
            {
                var cusum = new MultiScaleCusum(CusumSide.Up);
                long t = 0;
                while (cusum.Level < threshold) cusum.Update(shift + draws.Normal(), t++);
                own += t;
            }

            double best = Cusum.RunLength(Cusum.Threshold(10_000, shift / 2), shift / 2, shift);
            Assert.InRange(own / 300, 0.7 * best, 1.6 * best);
        }
    }
}
