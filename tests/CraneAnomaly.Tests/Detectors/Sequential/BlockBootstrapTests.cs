using CraneAnomaly.Detectors.Sequential;

namespace CraneAnomaly.Tests.Detectors.Sequential;

public class BlockBootstrapTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.8, 10)]
    [InlineData(0.5, 1)]
    public void Threshold_TenthOfTheData_HoldsOnFreshData(double phi, int block)
    {
        const int Clean = 5_000, RunLength = 500, Series = 4;
        double total = 0;
        for (ulong seed = 1; seed <= Series; seed++)
        {
            var draws = new Draws(seed);
            double[] clean = Standardised(Clean, () => draws.BlockMean(phi, block), out double mean, out double deviation);
            var threshold = BlockBootstrap.Threshold(clean, new Sum(0.25), RunLength,
                new() { Updates = 1_000_000 });
            Assert.False(threshold.IsExtrapolated);
            Assert.Equal(RunLength, threshold.RunLength);
            double actual = MeanRun(new Sum(0.25), threshold.Level, 150,
                () => (draws.BlockMean(phi, block) - mean) / deviation);
            Assert.InRange(actual, 0.5 * RunLength, 2 * RunLength);
            total += actual;
        }

        Assert.InRange(total / Series, 0.7 * RunLength, 1.5 * RunLength);
    }

    [Fact]
    public void Threshold_BeyondATenth_SaysSoAndStaysNear()
    {
        const int Clean = 4_000, RunLength = 20_000, Series = 8, Fresh = 150_000;
        int alarms = 0;
        for (ulong seed = 1; seed <= Series; seed++)
        {
            var draws = new Draws(seed + 20);
            double[] clean = Standardised(Clean, draws.Normal, out double mean, out double deviation);
            var start = new Sum(0.5);
            var threshold = BlockBootstrap.Threshold(
                clean, start, RunLength, new() { Updates = 1_000_000 });
            Assert.True(threshold.IsExtrapolated);
            Assert.Contains("extrapolated 50 times", threshold.Sentence);
            var statistic = start;
            for (int t = 0; t < Fresh; t++)
            {
                statistic.Update((draws.Normal() - mean) / deviation, t);
                if (statistic.Level < threshold.Level) continue;
                alarms++;
                statistic.Reset();
            }
        }

        // What is kept is the number of false alarms over all cranes that learned a mean of their own.
        Assert.InRange(Series * (double)Fresh / Math.Max(1, alarms), 0.5 * RunLength, 2 * RunLength);
    }

    [Fact]
    public void Threshold_OfCorrelatedData_IsHigherThanOfIndependentData()
    {
        var draws = new Draws(9);
        double[] clean = Standardised(5_000, () => draws.Correlated(0.7), out _, out _);
        var threshold = BlockBootstrap.Threshold(clean, new Sum(0.5), 500);
        double[] white = Standardised(5_000, draws.Normal, out _, out _);
        Assert.True(threshold.Level > 1.3 * BlockBootstrap.Threshold(white, new Sum(0.5), 500).Level, $"{threshold}");
    }

    [Fact]
    public void Threshold_PValues_IsNoHigherThanTheGuarantee()
    {
        var draws = new Draws(10);
        double[] clean = [.. Enumerable.Range(0, 5_000).Select(_ => draws.Uniform())];
        var threshold = BlockBootstrap.Threshold(clean, new EDetector(), 500, new() { Updates = 500_000 });
        Assert.InRange(threshold.Level, 1, Math.Log(500) + 0.2);
        Assert.InRange(MeanRun(new EDetector(), threshold.Level, 300, draws.Uniform), 250, 1_000);
    }

    [Fact]
    public void Threshold_Twice_IsTheSame()
    {
        var draws = new Draws(12);
        double[] clean = Standardised(500, draws.Normal, out _, out _);
        var options = new BootstrapOptions { Updates = 200_000 };
        var first = BlockBootstrap.Threshold(clean, new Sum(0.5), 5_000, options);
        Assert.Equal(first, BlockBootstrap.Threshold(clean, new Sum(0.5), 5_000, options));
        Assert.NotEqual(first, BlockBootstrap.Threshold(
            clean, new Sum(0.5), 5_000, options with { Seed = 2 }));
    }

    [Fact]
    public void Threshold_LongerRunLength_IsHigher()
    {
        var draws = new Draws(13);
        double[] clean = Standardised(1_000, draws.Normal, out _, out _);
        var options = new BootstrapOptions { Updates = 400_000 };
        double last = 0;
        foreach (double runLength in (double[])[10, 100, 1_000, 10_000, 100_000, 1e9])
        {
            var threshold = BlockBootstrap.Threshold(clean, new Sum(0.5), runLength, options);
            Assert.True(threshold.Level > last, $"{threshold}");
            last = threshold.Level;
            Assert.Equal(runLength > 1e8, threshold.Sentence.Contains("were wanted", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Threshold_NothingToLearnFrom_IsUnknown()
    {
        foreach (var clean in (double[][])[[], new double[99], new double[1_000]])
        {
            var threshold = BlockBootstrap.Threshold(clean, new Sum(0.5), 10_000);
            Assert.False(threshold.IsKnown, threshold.ToString());
            Assert.StartsWith("no threshold", threshold.Sentence);
        }
    }

    [Fact]
    public void DecorrelationTime_OfSeriesWithAndWithoutMemory_IsItsLength()
    {
        var draws = new Draws(14);
        double[] white = [.. Enumerable.Range(0, 4_000).Select(_ => draws.Normal())];
        double[] correlated = [.. Enumerable.Range(0, 4_000).Select(_ => draws.Correlated(0.9))];
        Assert.InRange(BlockBootstrap.DecorrelationTime(white), 1, 2);
        Assert.InRange(BlockBootstrap.DecorrelationTime(correlated), 15, 80);
        Assert.Equal(1, BlockBootstrap.DecorrelationTime([1.0]));
    }

    [Fact]
    public void RunLength_ThreeFalseEpisodesAWeekAndAShare_IsObservationsOverThem()
    {
        Assert.Equal(10_000, BlockBootstrap.RunLength(5_000, 1, 0.5));
        Assert.Equal(1, BlockBootstrap.RunLength(5_000, 1e9, 1));
    }

    private static double[] Standardised(int count, Func<double> next, out double mean, out double deviation)
    {
        double[] values = [.. Enumerable.Range(0, count).Select(_ => next())];
        double centre = mean = values.Average();
        double spread = deviation = Math.Sqrt(values.Sum(v => (v - centre) * (v - centre)) / count);
        return [.. values.Select(v => (v - centre) / spread)];
    }

    private static double MeanRun<T>(T start, double level, int runs, Func<double> next)
        where T : struct, ISequentialStatistic
    {
        long total = 0;
        for (int run = 0; run < runs; run++)
        {
            var statistic = start;
            do statistic.Update(next(), total++);
            while (statistic.Level < level);
        }

        return (double)total / runs;
    }

    // The simplest statistic with a memory (Page 1954), on the scale of its run length.
    private struct Sum(double reference) : ISequentialStatistic
    {
        private double _sum;

        public readonly double Level => 2 * reference * _sum;

        public void Update(double value, long at) => _sum = Math.Max(0, _sum + value - reference);

        public void Reset() => _sum = 0;
    }
}
