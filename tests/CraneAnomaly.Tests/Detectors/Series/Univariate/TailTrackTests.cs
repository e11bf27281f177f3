using CraneAnomaly.Detectors.Series.Univariate;
using FsCheck;
using FsCheck.Xunit;

namespace CraneAnomaly.Tests.Detectors.Series.Univariate;

public class TailTrackTests
{
    private const double Remembered = 10_000;

    [Property(MaxTest = 100)]
    public void Rarity_FartherOut_IsNeverLower(NormalFloat[] values, NormalFloat[] asked)
    {
        double[] some = [.. Enumerable.Range(0, 300).Select(i => (values.Length == 0 ? i : values[i % values.Length].Get) + i % 3)];
        double[] ascending = [.. some.Order()];
        var ranks = NoveltyRanks.Of(ascending, 1e-7);
        var tails = TailTrack.Of(ascending);
        for (int i = 0; i < some.Length; i++)
        {
            ranks.Add(some[i], 300 + i);
            tails.Add(some[i], 300 + i);
        }

        double last = 0, lastOfTail = 0;
        foreach (double point in asked.Select(x => x.Get).Append(1e30).Order())
        {
            Assert.True(ranks.Rarity(point) >= last - 1e-9);
            Assert.True(tails.Rarity(point) >= lastOfTail - 1e-9);
            (last, lastOfTail) = (ranks.Rarity(point), tails.Rarity(point));
        }
    }

    [Theory, InlineData(300), InlineData(5_000)]
    public void Rarity_FreshNormalValues_IsCalibrated(int learned)
    {
        var draw = new Random(3);
        double[] first = [.. Enumerable.Range(0, learned).Select(_ => Gaussian(draw)).Order()];
        var ranks = NoveltyRanks.Of(first, 1e-7);
        var tails = TwoTails.Of(first);
        int tenth = 0, hundredth = 0, veryRare = 0, bothSides = 0;
        for (int i = 0; i < 60_000; i++)
        {
            double value = Gaussian(draw), count = Math.Min(learned + i + 1, Remembered);
            if (i >= 10_000)
            {
                double rarity = ranks.Rarity(value);
                if (rarity >= 1) tenth++;
                if (rarity >= 2) hundredth++;
                if (rarity >= 4) veryRare++;
                if (tails.Rarity(value) >= 2) bothSides++;
            }

            ranks.Add(value, count);
            tails.Add(value, count);
        }

        Assert.InRange(tenth / 50_000.0, 0.08, 0.12);
        Assert.InRange(hundredth / 50_000.0, 0.006, 0.015);
        Assert.InRange(veryRare / 50_000.0, 0, 0.0005);
        Assert.InRange(bothSides / 50_000.0, 0.006, 0.015);
    }

    [Fact]
    public void Rarity_OnBothSides_IsAlike()
    {
        var tails = TwoTails.Of([.. Enumerable.Range(-500, 1_000).Select(i => i + 0.5)]);
        Assert.Equal(tails.Rarity(900), tails.Rarity(-900), 3);
        Assert.True(tails.Rarity(900) > 4);
        Assert.Equal(0, tails.Rarity(100));
    }

    [Fact]
    public void Add_OneSpike_IsNoTailAndAShiftBecomesNormal()
    {
        var draw = new Random(4);
        double[] first = [.. Enumerable.Range(0, 1_000).Select(_ => draw.NextDouble()).Order()];
        var tail = TailTrack.Of(first);
        double before = tail.Rarity(3);
        tail.Add(1e12, Remembered);
        Assert.InRange(tail.Rarity(3), 0.9 * before, before);
        for (int i = 0; i < 1_000; i++) tail.Add(10 + draw.NextDouble(), Remembered);
        Assert.InRange(tail.Rarity(10.5), 0, 3);
    }

    private static double Gaussian(Random draw) =>
        Math.Sqrt(-2 * Math.Log(1 - draw.NextDouble())) * Math.Cos(2 * Math.PI * draw.NextDouble());
}
