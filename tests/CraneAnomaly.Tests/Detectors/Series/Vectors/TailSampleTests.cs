using CraneAnomaly.Detectors.Series.Vectors;

namespace CraneAnomaly.Tests.Detectors.Series.Vectors;

public class TailSampleTests
{
    [Fact]
    public void Rarity_InsideTheSample_IsTheConformalRank()
    {
        var sample = TailSample.Of(Enumerable.Range(1, 99).Select(i => (float)i));
        Assert.Equal(0, sample.Rarity(0), 12);
        Assert.Equal(-Math.Log10(0.5), sample.Rarity(51), 12);
        Assert.Equal(0, sample.Rarity(double.NaN));
        Assert.Equal(0, TailSample.Of([1, 2, 3]).Rarity(5));
    }

    [Fact]
    public void Rarity_FartherOut_IsHigherWithoutEnd()
    {
        var sample = TailSample.Of([.. Enumerable.Range(0, 500).Select(i => (float)Math.Sqrt(i)), float.NaN, float.PositiveInfinity]);
        double last = 0;
        for (double value = 20; value < 1e20; value *= 2)
        {
            Assert.True(sample.Rarity(value) > last);
            last = sample.Rarity(value);
        }
    }

    [Fact]
    public void Of_MoreThanFit_KeepsTheirRanksAndTheLargest()
    {
        var draw = new Random(1);
        float[] values = [.. Enumerable.Range(0, 300_000).Select(_ => draw.NextSingle()), 40];
        var sample = TailSample.Of(values);
        Assert.InRange(sample.StateBytes, 200_000, 1 << 18);
        Assert.Equal(1, sample.Rarity(0.9), 0.01);
        Assert.Equal(3, sample.Rarity(0.999), 0.3);
    }
}
