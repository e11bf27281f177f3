using CraneAnomaly.Detectors.Series;

namespace CraneAnomaly.Tests.Detectors.Series;

/// <summary>What a scorer takes. By itself: others would be counted, too.</summary>
[Collection(nameof(SeriesScorerBytesTests))]
[CollectionDefinition(nameof(SeriesScorerBytesTests), DisableParallelization = true)]
public class SeriesScorerBytesTests
{
    private const long MinuteNs = 60_000_000_000;

    // The floor of the design for a series of one number.
    private const int MostBytes = 4_000;

    [Theory, InlineData(false), InlineData(true)]
    public void AScorerOfOneNumber_InAllItsLife_StaysBelowFourKilobytes(bool byDay)
    {
        const int count = 100;
        var draw = new Random(11);
        double[][] rows = [.. Enumerable.Range(0, 2_000).Select(i => (double[])[Math.Sin(i * 0.1) + 0.2 * draw.NextDouble()])];
        Measure(0, rows, byDay);
        Assert.InRange(Measure(0, rows, byDay), 100, MostBytes);
        Assert.InRange(Measure(249, rows, byDay), 1_000, MostBytes);
        double steady = Measure(2_000, rows, byDay);
        int said = new SeriesScorer(1) is var scorer && rows.All(row => scorer.Next(row).Score >= 0) ? scorer.StateBytes : 0;
        Assert.InRange(steady, 0.85 * said, said);
        Assert.InRange(said, 1, MostBytes);

        // What tests before it left to be collected goes away meanwhile: the middle one of five looks is not about that.
        static double Measure(int seen, double[][] rows, bool byDay) =>
            Enumerable.Range(0, 5).Select(_ => Look(seen, rows, byDay)).Order().ElementAt(2);

        static double Look(int seen, double[][] rows, bool byDay)
        {
            var scorers = new SeriesScorer[count];
            long before = GC.GetTotalMemory(true);
            for (int s = 0; s < count; s++)
            {
                scorers[s] = new(1);
                for (int i = 0; i < seen; i++) scorers[s].Next(rows[i], byDay ? i * 15 * MinuteNs : long.MinValue);
            }

            long after = GC.GetTotalMemory(true);
            GC.KeepAlive(scorers);
            return (after - before) / (double)count;
        }
    }
}
