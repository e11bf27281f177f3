using CraneAnomaly.Detectors.Calibration;
using CraneAnomaly.Detectors.Sequential;
using FsCheck.Xunit;

namespace CraneAnomaly.Tests.Detectors.Sequential;

public class EDetectorTests
{
    private const double Alarm = 200;

    [Fact]
    public void ShiryaevRoberts_UniformPValues_RunAtLeastAsLongAsNominal()
    {
        var draws = new Draws(1);
        Assert.InRange(MeanRun(800, draws.Uniform), Alarm, double.MaxValue);
    }

    [Fact]
    public void ShiryaevRoberts_ConformalPValuesOfBlockMeans_RunAtLeastAsLongAsNominal()
    {
        var draws = new Draws(2);
        var calibrator = new ConformalCalibrator();
        for (int i = 0; i < 4_000; i++) calibrator.Add(draws.BlockMean(0.8, 50));
        Assert.InRange(MeanRun(200, () => calibrator.PValue(draws.BlockMean(0.8, 50))), Alarm, double.MaxValue);
    }

    [Fact]
    public void ShiryaevRoberts_ShiftOfHalfADeviation_IsFoundSoon()
    {
        var draws = new Draws(3);
        var calibrator = new ConformalCalibrator();
        for (int i = 0; i < 4_000; i++) calibrator.Add(draws.Normal());

        // A sum that knows the shift and the distribution needs 31 for that run length; betting costs some.
        Assert.InRange(MeanRun(300, () => calibrator.PValue(0.5 + draws.Normal()), 1_000), 20, 70);
    }

    private static double MeanRun(int runs, Func<double> pValue, double alarm = Alarm)
    {
        long total = 0;
        for (int run = 0; run < runs; run++)
        {
            var detector = new EDetector();
            while (detector.ShiryaevRoberts < alarm) detector.Update(pValue(), total++);
        }

        return (double)total / runs;
    }

    [Fact]
    public void EValue_OfAFixedTime_IsOneOrLessOnAverage()
    {
        var draws = new Draws(4);
        double sum = 0, mean = 0;
        for (int run = 0; run < 20_000; run++)
        {
            var (first, second) = (new EDetector(), new EDetector());
            for (int t = 0; t < 20; t++)
            {
                double p = draws.Uniform();
                first.Update(p, t);
                second.Update(t % 2 == 0 ? p : draws.Uniform(), t);
            }

            sum += first.EValue;

            // Two that depend on each other: their mean is an e-value all the same.
            mean += EValueMean.Of([first.EValue, second.EValue]);
        }

        Assert.InRange(sum / 20_000, 0.6, 1.1);
        Assert.InRange(mean / 20_000, 0.6, 1.1);
    }

    [Fact]
    public void Onset_ShiftAfterAQuietTime_IsCloseToItsBeginning()
    {
        double error = 0;
        for (ulong run = 1; run <= 100; run++)
        {
            var draws = new Draws(run);
            var detector = new EDetector();
            for (int t = 0; t < 1_040; t++)
                detector.Update(t < 1_000 ? draws.Uniform() : Math.Pow(draws.Uniform(), 3), t);
            error += Math.Abs(detector.Onset - 1_000);
        }

        Assert.InRange(error / 100, 0, 8);
    }

    [Property]
    public bool Update_SmallerPValues_GiveNoLessEvidence(ushort[] values, byte[] divisors)
    {
        var (usual, stronger) = (new EDetector(), new EDetector());
        for (int i = 0; i < values.Length; i++)
        {
            double p = (values[i] + 1) / 65_536.0;
            usual.Update(p, i);
            stronger.Update(i < divisors.Length ? p / (1 + divisors[i]) : p, i);
            if (stronger.ShiryaevRoberts < usual.ShiryaevRoberts) return false;
        }

        return true;
    }

    [Property]
    public bool Update_AnyNumber_GivesAtMostTheFactorMore(double[] values)
    {
        var detector = new EDetector();
        foreach (double value in values)
        {
            double before = detector.ShiryaevRoberts;
            detector.Update(value, 0);
            if (!(detector.ShiryaevRoberts <= (1 + before) * EDetector.MostFactor * (1 + 1e-12))) return false;
        }

        return true;
    }

    [Fact]
    public void Update_PValuesOfZeroForever_StaysFinite()
    {
        var detector = new EDetector();
        for (int t = 0; t < 1_000; t++) detector.Update(0, t);
        Assert.True(double.IsFinite(detector.ShiryaevRoberts) && double.IsFinite(detector.Level));
        Assert.Equal(0, detector.Onset);
    }

    [Fact]
    public void EValueMean_OddValues_CountAsNoEvidence()
    {
        Assert.Equal(2, EValueMean.Of([6, double.NaN, -1]));
        Assert.Equal(1, EValueMean.Of([]));
    }
}
