using CraneAnomaly.Detectors.Series;

namespace CraneAnomaly.Tests.Detectors.Series;

public class SeriesScorerTests
{
    private const long MinuteNs = 60_000_000_000;

    [Fact]
    public void Next_TheWarmUp_HasNoScore()
    {
        var scorer = new SeriesScorer(1, new() { WarmUpRows = 300 });
        for (int i = 0; i < 300; i++)
        {
            Assert.True(scorer.IsWarmingUp);
            Assert.Equal(SeriesScore.None, scorer.Next([Wave(i)], i * MinuteNs));
        }

        Assert.True(scorer.IsReady);
        Assert.InRange(scorer.Next([Wave(300)], 300 * MinuteNs).PValue, 1e-300, 1);
    }

    [Fact]
    public void Next_ASpike_IsAnAlertAndItsEchoIsNot()
    {
        var scorer = Warm(1, out var draw);
        var spike = scorer.Next([30], 2_000 * MinuteNs);
        Assert.True(spike.IsAlert);
        Assert.InRange(spike.PValue, 0, 1e-4);
        Assert.Equal(Score(spike.PValue), spike.Score, 9);
        var echo = scorer.Next([30], 2_001 * MinuteNs);
        Assert.False(echo.IsAlert);
        Assert.Equal(0, echo.Score);
        Assert.NotNull(draw);
    }

    [Fact]
    public void Next_StrongerAndStronger_NeverTies()
    {
        double last = 0;
        for (double height = 5; height < 1e6; height *= 3)
        {
            double score = Warm(1, out _).Next([height], 2_000 * MinuteNs).Score;
            Assert.True(score > last, $"{height}: {score} after {last}");
            last = score;
        }

        Assert.True(last < 1);
    }

    [Fact]
    public void Next_AUsualValueAtAnUnusualHour_IsAnAlert()
    {
        // Low by night, high by day, for a week: each value is usual, but not at each hour.
        var scorer = new SeriesScorer(1, new() { WarmUpRows = 7 * 96 });
        var draw = new Random(1);
        int row = 0;
        for (; row < 14 * 96; row++) scorer.Next([ByDay(row) + 0.02 * draw.NextDouble()], row * 15 * MinuteNs);
        Assert.True(scorer.Next([ByDay(row + 48)], row * 15 * MinuteNs).IsAlert);

        static double ByDay(int row) => row % 96 is >= 32 and < 72 ? 1 : 0;
    }

    [Fact]
    public void Next_AFrozenSensor_IsAnAlert()
    {
        var scorer = Warm(1, out _);
        bool alerted = false;
        for (int i = 0; i < 40; i++) alerted |= scorer.Next([0.5], (2_000 + i) * MinuteNs).IsAlert;
        Assert.True(alerted);
    }

    [Fact]
    public void Next_OneBadRow_DisturbsNothing()
    {
        SeriesScorer clean = Warm(1, out var draw), hit = Warm(1, out _);
        foreach (double bad in (double[])[double.NaN, double.PositiveInfinity])
        {
            var score = hit.Next([bad], long.MinValue);
            Assert.Equal(SeriesScore.None, score);
        }

        for (int i = 0; i < 200; i++)
        {
            double value = Wave(i) + draw.NextDouble();
            Assert.Equal(clean.Next([value], (2_000 + i) * MinuteNs).PValue, hit.Next([value], (2_000 + i) * MinuteNs).PValue);
        }
    }

    [Fact]
    public void Next_NoiseAlone_IsSeldomAnAlert()
    {
        var scorer = new SeriesScorer(1);
        var draw = new Random(4);
        int alerts = 0, rare = 0;
        for (int i = 0; i < 20_000; i++)
        {
            var score = scorer.Next([Gaussian(draw)], i * MinuteNs);
            if (score.IsAlert) alerts++;
            if (score.PValue <= 0.01) rare++;
        }

        Assert.InRange(rare / 20_000.0, 0.0, 0.02);
        Assert.InRange(alerts, 0, 200);
    }

    [Fact]
    public void Next_ColumnsThatPart_AreAlerts()
    {
        var scorer = Warm(3, out var draw);
        int before = 0, after = 0;
        for (int i = 0; i < 300; i++)
        {
            double common = Wave(i);
            if (scorer.Next([common + draw.NextDouble() * 0.1, 2 * common + draw.NextDouble() * 0.1, draw.NextDouble()]).IsAlert) before++;
        }

        for (int i = 300; i < 400; i++)
        {
            double common = Wave(i);
            if (scorer.Next([common + draw.NextDouble() * 0.1, -2 * common + draw.NextDouble() * 0.1, draw.NextDouble()]).IsAlert) after++;
        }

        Assert.InRange(before, 0, 15);
        Assert.InRange(after, 60, 100);
    }

    [Fact]
    public void Next_RoundedMoreCoarselyThanLearned_StaysQuiet()
    {
        // Two sums that hold exactly while learned, then within rounding: no row is an alert for it.
        var scorer = new SeriesScorer(3, new() { WarmUpRows = 1_000 });
        var draw = new Random(9);
        double a = 0, b = 0;
        int alerts = 0;
        for (int i = 0; i < 3_000; i++)
        {
            a = 0.9 * a + draw.NextDouble();
            b = 0.9 * b + draw.NextDouble();
            double[] row = [a, b, a + b];
            if (i >= 1_000)
            {
                for (int j = 0; j < 3; j++) row[j] = Math.Round(row[j], 1);
            }

            if (scorer.Next(row).IsAlert) alerts++;
        }

        Assert.InRange(alerts, 0, 100);
    }

    [Fact]
    public void EndWarmUp_TooLittleSeen_IsNotReadyAndSaysNothing()
    {
        var scorer = new SeriesScorer(2);
        for (int i = 0; i < 50; i++) scorer.Next([i, i]);
        scorer.EndWarmUp();
        Assert.False(scorer.IsReady);
        Assert.Equal(SeriesScore.None, scorer.Next([1e9, 0]));
    }

    [Theory, InlineData(1), InlineData(4)]
    public void Next_SameRows_SameScores(int columns)
    {
        SeriesScorer first = Warm(columns, out var draw), second = Warm(columns, out _);
        double[] row = new double[columns];
        for (int i = 0; i < 500; i++)
        {
            for (int j = 0; j < columns; j++) row[j] = draw.NextDouble();
            Assert.Equal(first.Next(row, i), second.Next(row, i));
        }
    }

    [Theory, InlineData(1), InlineData(2), InlineData(12)]
    public void Next_ExtremeNumbers_StayNumbers(int columns)
    {
        foreach (double extreme in (double[])[double.MaxValue, -double.MaxValue, double.Epsilon, 1e200])
        {
            var scorer = Warm(columns, out _);
            double[] row = new double[columns];
            Array.Fill(row, extreme);
            for (int i = 0; i < 50; i++)
            {
                var score = scorer.Next(row, i * MinuteNs);
                Assert.InRange(score.Score, 0, 1);
                Assert.InRange(score.PValue, 1e-300, 1);
            }
        }
    }

    [Theory, InlineData(1, 4_000), InlineData(12, 40_000)]
    public void Next_SteadyState_AllocatesNothingAndDoesNotGrow(int columns, int most)
    {
        var scorer = Warm(columns, out var draw);
        double[] row = new double[columns];
        for (int i = 0; i < 100; i++) scorer.Next(row, i);
        int bytes = scorer.StateBytes;
        Assert.InRange(bytes, 1, most);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 200_000; i++)
        {
            for (int j = 0; j < columns; j++) row[j] = draw.NextDouble();
            scorer.Next(row, i * MinuteNs);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(bytes, scorer.StateBytes);
    }

    [Fact]
    public void Next_AnotherNumberOfColumns_Throws() =>
        Assert.Throws<ArgumentException>(() => new SeriesScorer(2).Next([1]));

    private static double Score(double p) => -Math.Log10(p) / (4 - Math.Log10(p));

    private static SeriesScorer Warm(int columns, out Random draw)
    {
        draw = new Random(7);
        var scorer = new SeriesScorer(columns, new() { WarmUpRows = 2_000 });
        double[] row = new double[columns];
        for (int i = 0; i < 2_000; i++)
        {
            double common = Wave(i);
            for (int j = 0; j < columns; j++) row[j] = (j == 2 ? 0 : (j + 1) * common) + draw.NextDouble() * (columns == 1 || j == 2 ? 1 : 0.1);
            scorer.Next(row, i * MinuteNs);
        }

        return scorer;
    }

    private static double Wave(int i) => Math.Sin(i * 0.05);

    private static double Gaussian(Random draw) =>
        Math.Sqrt(-2 * Math.Log(1 - draw.NextDouble())) * Math.Cos(2 * Math.PI * draw.NextDouble());
}
