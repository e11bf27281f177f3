using System.Buffers;
using CraneAnomaly.Detectors;
using CraneAnomaly.Detectors.Series;

namespace CraneAnomaly.Tests.Detectors.Series;

/// <summary>Whether a scorer of series can be put away and taken up again.</summary>
public class SeriesScorerStateTests
{
    private const long MinuteNs = 60_000_000_000;

    [Theory, InlineData(1, 1, 50), InlineData(1, 15, 120), InlineData(1, 15, 24), InlineData(3, 1, 120), InlineData(3, 120, 200), InlineData(2, 1, 30)]
    public void Load_AtEveryCut_GivesTheSameScoresBitForBit(int columns, int minutes, int warmUp)
    {
        double[][] rows = Rows(columns, 300);
        var whole = new SeriesScorer(columns, new() { WarmUpRows = warmUp });
        var expected = new SeriesScore[rows.Length];
        var states = new byte[rows.Length][];
        for (int i = 0; i < rows.Length; i++)
        {
            states[i] = Save(whole);
            expected[i] = whole.Next(rows[i], i * minutes * MinuteNs);
        }

        byte[] last = Save(whole);
        for (int cut = 0; cut < rows.Length; cut++)
        {
            var loaded = Load(states[cut]);
            Assert.Equal(states[cut], Save(loaded));
            for (int i = cut; i < Math.Min(rows.Length, cut + 60); i++)
                Assert.Equal(expected[i], loaded.Next(rows[i], i * minutes * MinuteNs));
            if (cut % 50 != 0) continue;
            for (int i = cut + 60; i < rows.Length; i++) loaded.Next(rows[i], i * minutes * MinuteNs);
            Assert.Equal(last, Save(loaded));
        }
    }

    [Theory, InlineData(1), InlineData(3)]
    public void Load_ExtremeNumbers_Continues(int columns)
    {
        foreach (double extreme in (double[])[double.MaxValue, -double.MaxValue, double.Epsilon, 1e200])
        {
            var scorer = new SeriesScorer(columns, new() { WarmUpRows = 150 });
            foreach (double[] row in Rows(columns, 200)) scorer.Next(row);
            for (int i = 0; i < 60; i++) scorer.Next([.. Enumerable.Repeat(i % 3 == 0 ? extreme : 1, columns)]);
            var loaded = Load(Save(scorer));
            foreach (double[] row in Rows(columns, 100)) Assert.Equal(scorer.Next(row), loaded.Next(row));
        }
    }

    [Theory, InlineData(1, 10), InlineData(1, 400), InlineData(1, 30), InlineData(3, 10), InlineData(3, 400), InlineData(3, 260)]
    public void Load_DamagedState_IsRefusedOrHarmless(int columns, int seen)
    {
        var scorer = new SeriesScorer(columns, new() { WarmUpRows = seen == 30 ? 10 : seen == 260 ? 50 : 250 });
        double[][] rows = Rows(columns, seen);
        foreach (double[] row in rows) scorer.Next(row);
        byte[] state = Save(scorer);
        for (int length = 0; length < state.Length; length += Math.Max(1, state.Length / 500))
        {
            byte[] shorter = state[..length];
            var error = Assert.Throws<InvalidDataException>(() => Load(shorter));
            Assert.Contains("state is damaged", error.Message);
        }

        var draw = new Random(5);
        for (int i = 0; i < 2_000; i++)
        {
            byte[] damaged = [.. state];
            damaged[draw.Next(damaged.Length)] = (byte)draw.Next(256);
            try
            {
                var reader = new StateReader(damaged);
                var loaded = SeriesScorer.Load(ref reader);
                foreach (double[] row in rows.Take(20))
                {
                    var score = loaded.Next(row.Length == loaded.Columns ? row : new double[loaded.Columns]);
                    Assert.InRange(score.Score, 0, 1);
                    Assert.InRange(score.PValue, 1e-300, 1);
                }
            }
            catch (InvalidDataException refused)
            {
                Assert.Contains("(section '", refused.Message);
            }
        }
    }

    [Fact]
    public void Load_AnotherSectionOrVersion_IsRefused()
    {
        var output = new ArrayBufferWriter<byte>();
        new StateWriter(output).Section("bursts", 1);
        Assert.Throws<InvalidDataException>(() => Load(output.WrittenSpan.ToArray()));
        output.Clear();
        new StateWriter(output).Section("series", 9);
        Assert.Contains("newer release", Assert.Throws<InvalidDataException>(() => Load(output.WrittenSpan.ToArray())).Message);
    }

    private static double[][] Rows(int columns, int count)
    {
        var draw = new Random(11);
        return [.. Enumerable.Range(0, count).Select(i => Enumerable.Range(0, columns)
            .Select(j => i % 37 == 36 && j == 0 ? double.NaN : Math.Sin(i * 0.1 + j) + 0.2 * draw.NextDouble() + (i % 90 == 89 ? 9 : 0)).ToArray())];
    }

    private static byte[] Save(SeriesScorer scorer)
    {
        var output = new ArrayBufferWriter<byte>();
        scorer.Save(new(output));
        return output.WrittenSpan.ToArray();
    }

    private static SeriesScorer Load(byte[] state)
    {
        var reader = new StateReader(state);
        var scorer = SeriesScorer.Load(ref reader);
        Assert.Equal(0, reader.Remaining);
        return scorer;
    }
}
