using CraneAnomaly.Detectors.Calibration;
using FsCheck;
using FsCheck.Xunit;

namespace CraneAnomaly.Tests.Detectors.Calibration;

public class TailReservoirTests
{
    [Property(MaxTest = 100)]
    public void Rarity_FartherOut_IsNeverLower(NormalFloat[] values, NormalFloat[] asked)
    {
        var reservoir = new TailReservoir(300, 0.2, bothSides: false, seed: 1);
        for (int i = 0; i < 400; i++) reservoir.Add(values.Length == 0 ? i : (float)values[i % values.Length].Get + i % 3);
        double last = 0;
        foreach (double point in asked.Select(x => x.Get).Append(1e30).Order())
        {
            double rarity = reservoir.Rarity(point);
            Assert.True(rarity >= last - 1e-9, $"{rarity} after {last}");
            last = rarity;
        }
    }

    [Fact]
    public void Rarity_InsideTheSample_IsTheConformalRank()
    {
        var reservoir = new TailReservoir(99, 1, bothSides: false, seed: 1);
        for (int i = 1; i <= 99; i++) reservoir.Add(i);
        Assert.Equal(0, reservoir.Rarity(0), 12);
        Assert.Equal(-Math.Log10(0.5), reservoir.Rarity(51), 12);
        Assert.Equal(0, new TailReservoir(99, 1, false, 1).Rarity(5));
        Assert.Equal(0, reservoir.Rarity(double.NaN));
    }

    [Fact]
    public void Rarity_BothSides_SeesLowAndHighAlike()
    {
        var reservoir = new TailReservoir(1_000, 1, bothSides: true, seed: 1);
        for (int i = -500; i < 500; i++) reservoir.Add(i + 0.5);
        Assert.Equal(reservoir.Rarity(900), reservoir.Rarity(-900), 3);
        Assert.True(reservoir.Rarity(900) > 4);
        Assert.Equal(0, reservoir.OuterRarity(100));
        Assert.Equal(reservoir.Rarity(900), reservoir.OuterRarity(900));
    }

    [Fact]
    public void Rarity_FreshNormalValues_IsCalibrated()
    {
        var reservoir = new TailReservoir(2_000, 0.2, bothSides: true, seed: 1);
        var draw = new Random(3);
        int rare = 0, veryRare = 0;
        for (int i = 0; i < 60_000; i++)
        {
            double value = Gaussian(draw);
            if (i >= 10_000)
            {
                double rarity = reservoir.Rarity(value);
                if (rarity >= 2) rare++;
                if (rarity >= 4) veryRare++;
            }

            reservoir.Add(value);
        }

        Assert.InRange(rare / 50_000.0, 0.007, 0.015);
        Assert.InRange(veryRare / 50_000.0, 0, 0.0005);
    }

    [Fact]
    public void Add_ALongTimeOfOthers_ForgetsWhatWas()
    {
        var reservoir = new TailReservoir(200, 0.2, bothSides: false, seed: 1);
        for (int i = 0; i < 1_000; i++) reservoir.Add(100 + i % 7);
        for (int i = 0; i < 10_000; i++) reservoir.Add(i % 7);
        Assert.True(reservoir.Rarity(100) > 5);
    }

    [Fact]
    public void Add_NotFinite_IsIgnored()
    {
        var reservoir = new TailReservoir(100, 1, bothSides: false, seed: 1);
        for (int i = 0; i < 100; i++) reservoir.Add(i % 2 == 0 ? double.NaN : double.PositiveInfinity);
        Assert.Equal(0, reservoir.Rarity(1e9));
    }

    private static double Gaussian(Random draw) =>
        Math.Sqrt(-2 * Math.Log(1 - draw.NextDouble())) * Math.Cos(2 * Math.PI * draw.NextDouble());
}
