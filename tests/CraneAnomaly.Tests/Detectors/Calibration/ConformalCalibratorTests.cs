using System.Buffers;
using CraneAnomaly.Detectors;
using CraneAnomaly.Detectors.Calibration;
using FsCheck;
using FsCheck.Xunit;

namespace CraneAnomaly.Tests.Detectors.Calibration;

public class ConformalCalibratorTests
{
    private static readonly double[] s_infinite = [double.PositiveInfinity, double.NegativeInfinity];
    private static readonly CalibrationOptions s_small = new() { Capacity = 64, MinimumScores = 5 };

    [Property(MaxTest = 200)]
    public void PValue_HigherScore_IsNeverHigher(NormalFloat[] scores, NormalFloat[] asked)
    {
        var calibrator = new ConformalCalibrator(new() { Capacity = 700, MinimumScores = 5 });
        for (int i = 0; i < 700; i++) calibrator.Add(scores.Length == 0 ? i : scores[i % scores.Length].Get + i % 3);
        double last = 1;
        double[] points = [.. asked.Concat(scores).Select(x => x.Get), 1e300, .. s_infinite];
        foreach (double point in points.Order())
        {
            double p = calibrator.PValue(point);
            Assert.InRange(p, double.Epsilon, last);
            last = p;
        }
    }

    [Fact]
    public void PValue_InsideTheSample_IsTheConformalRank()
    {
        var calibrator = new ConformalCalibrator(new() { MinimumScores = 10 });
        for (int i = 1; i <= 99; i++) calibrator.Add(i);
        Assert.Equal(1, calibrator.PValue(0));
        Assert.Equal(0.5, calibrator.PValue(51), 12);
        Assert.Equal(0.02, calibrator.PValue(99), 12);
        Assert.Equal(0.01, calibrator.PValue(1_000), 12); // 99 scores have no tail to go by
    }

    [Fact]
    public void PValue_BeyondAnExponentialSample_FollowsItsTail()
    {
        var calibrator = new ConformalCalibrator();
        for (int i = 0; i < 4_000; i++) calibrator.Add(-Math.Log((i + 0.5) / 4_000));
        foreach (double score in (double[])[10, 12, 15])
            Assert.InRange(calibrator.PValue(score) / Math.Exp(-score), 0.3, 30);
        Assert.Equal(1e-12, calibrator.PValue(1_000));
    }

    [Fact]
    public void PValue_FreshNormalScores_AreNotTooSmall()
    {
        var calibrator = new ConformalCalibrator(new() { Capacity = 1_000 });
        var draw = new Random(5);
        for (int i = 0; i < 20_000; i++) calibrator.Add(Gaussian(draw));
        int rare = 0, veryRare = 0;
        for (int i = 0; i < 50_000; i++)
        {
            double p = calibrator.PValue(Gaussian(draw));
            if (p <= 0.05) rare++;
            if (p <= 0.0002) veryRare++;
        }

        Assert.InRange(rare / 50_000.0, 0.03, 0.065);
        Assert.InRange(veryRare / 50_000.0, 0, 0.002);
    }

    [Fact]
    public void Add_FarMoreThanTheCapacity_KeepsAFairSample()
    {
        var calibrator = new ConformalCalibrator(new() { Capacity = 500 });
        for (int i = 0; i < 100_000; i++) calibrator.Add(i);
        Assert.Equal((500, 100_000L), (calibrator.Count, calibrator.Seen));
        Assert.InRange(calibrator.PValue(50_000), 0.43, 0.57);
    }

    [Fact]
    public void Add_NotANumberAndEqualScores_AreSafe()
    {
        var calibrator = new ConformalCalibrator(s_small);
        foreach (double odd in (double[])[double.NaN, .. s_infinite]) calibrator.Add(odd);
        Assert.Equal(0, calibrator.Count);
        Assert.Equal(1, calibrator.PValue(5));
        for (int i = 0; i < 1_000; i++) calibrator.Add(0);
        Assert.Equal(1, calibrator.PValue(0));
        Assert.Equal(1, calibrator.PValue(double.NaN));
        Assert.Equal(1 / 65.0, calibrator.PValue(3), 12);
    }

    [Fact]
    public void SaveLoad_InTheMiddle_ContinuesIdentically()
    {
        var calibrator = new ConformalCalibrator(s_small);
        for (int i = 0; i < 300; i++) calibrator.Add(i * 7 % 101);
        byte[] state = Save(calibrator);
        var loaded = Load(state);
        for (int i = 0; i < 300; i++)
        {
            calibrator.Add(i * 13 % 103);
            loaded.Add(i * 13 % 103);
        }

        Assert.Equal(Save(calibrator), Save(loaded));
        for (int length = 0; length < state.Length; length++)
            Assert.Throws<InvalidDataException>(() => Load(state.AsSpan(0, length)));
        state[^1] ^= 0xFF;
        Assert.Throws<InvalidDataException>(() => Load(state));
    }

    [Fact]
    public void PValue_SteadyState_AllocatesNothing()
    {
        var calibrator = new ConformalCalibrator();
        for (int i = 0; i < 5_000; i++) calibrator.Add(i % 977);
        long before = GC.GetAllocatedBytesForCurrentThread();
        double sum = 0;
        for (int i = 0; i < 1_000_000; i++) sum += calibrator.PValue(i % 1_200);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(sum > 0);
    }

    private static double Gaussian(Random draw) =>
        Math.Sqrt(-2 * Math.Log(1 - draw.NextDouble())) * Math.Cos(2 * Math.PI * draw.NextDouble());

    private static byte[] Save(ConformalCalibrator calibrator)
    {
        var buffer = new ArrayBufferWriter<byte>();
        calibrator.Save(new StateWriter(buffer));
        return buffer.WrittenSpan.ToArray();
    }

    private static ConformalCalibrator Load(ReadOnlySpan<byte> state)
    {
        var reader = new StateReader(state);
        return ConformalCalibrator.Load(ref reader, s_small);
    }
}
