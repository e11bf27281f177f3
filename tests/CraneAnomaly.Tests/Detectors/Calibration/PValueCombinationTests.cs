using CraneAnomaly.Detectors.Calibration;

namespace CraneAnomaly.Tests.Detectors.Calibration;

public class PValueCombinationTests
{
    [Fact]
    public void HarmonicMean_OneSmallValue_IsNearlyThatTimesItsPrice()
    {
        // Three values: 3 / (1e6 + 1 + 1), times e ln 3.
        Assert.Equal(Math.E * Math.Log(3) * 3 / 1_000_002, PValueCombination.HarmonicMean([1e-6, 1, 1]), 15);
        Assert.Equal(0.25, PValueCombination.HarmonicMean([0.25]));
        Assert.Equal(1, PValueCombination.HarmonicMean([]));
        Assert.Equal(1, PValueCombination.HarmonicMean([double.NaN, 2, -1]));
    }

    [Fact]
    public void MeanOfEValues_EqualValues_IsTheCalibratedOne() =>
        Assert.Equal(2e-3, PValueCombination.MeanOfEValues([1e-6, 1e-6, 1e-6]), 12);

    [Theory, InlineData(2), InlineData(5)]
    public void Combination_DependentUniformValues_KeepsItsLevel(int count)
    {
        // All equal, and all independent: the share at or below 5 % stays below 5 %.
        var draw = new Random(3);
        int[] below = new int[4];
        double[] same = new double[count], independent = new double[count];
        for (int i = 0; i < 20_000; i++)
        {
            Array.Fill(same, draw.NextDouble());
            for (int j = 0; j < count; j++) independent[j] = draw.NextDouble();
            if (PValueCombination.HarmonicMean(same) <= 0.05) below[0]++;
            if (PValueCombination.HarmonicMean(independent) <= 0.05) below[1]++;
            if (PValueCombination.MeanOfEValues(same) <= 0.05) below[2]++;
            if (PValueCombination.MeanOfEValues(independent) <= 0.05) below[3]++;
        }

        Assert.All(below, times => Assert.InRange(times / 20_000.0, 0, 0.055));
    }
}
