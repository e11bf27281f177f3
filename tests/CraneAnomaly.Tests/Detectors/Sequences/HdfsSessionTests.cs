using CraneAnomaly.Detectors.Calibration;
using CraneAnomaly.Detectors.Markov;
using CraneAnomaly.Detectors.NGrams;
using CraneAnomaly.Features;
using CraneAnomaly.Tests.Support;

namespace CraneAnomaly.Tests.Detectors.Sequences;

/// <summary>
/// A floor on the HDFS sessions (detection.md 5.4 and 8). A session, with its begin and end as events, is abnormal
/// when it has a pair of events never learned (short readout), or when its mean bits per event at depth 3 are rarer
/// than one session in a thousand (long readout). Both thresholds come from the training part alone: the pairs by
/// themselves, the bits by conformal p-values of training sessions under models of the other training sessions. Which
/// two readouts are combined was chosen while looking at these data: a floor for regressions, not a result to quote.
/// </summary>
public class HdfsSessionTests(ITestOutputHelper output)
{
    private const int Shuffles = 20;
    private const int Folds = 3;
    private const double RarestBits = 0.001;

    [Fact]
    public void F1_TwentyShuffles_IsAboveTheFloor()
    {
        int[][] normal = Read("normal.txt"), abnormal = Read("abnormal.txt");
        List<double> both = [], pairs = [], bits = [], random = [];
        double falseShare = 0, recall = 0;
        for (int shuffle = 0; shuffle < Shuffles; shuffle++)
        {
            var draw = new Random(shuffle);
            int[][] sessions = [.. normal];
            draw.Shuffle(sessions);
            int[][] train = sessions[..(sessions.Length * 7 / 10)], test = sessions[train.Length..];

            var calibrator = new ConformalCalibrator();
            for (int fold = 0; fold < Folds; fold++)
            {
                var others = new Model(train.Where((_, index) => index % Folds != fold));
                for (int i = fold; i < train.Length; i += Folds) calibrator.Add(others.Judge(train[i]).MeanBits);
            }

            var model = new Model(train);
            Verdict[] good = [.. test.Select(model.Judge)], bad = [.. abnormal.Select(model.Judge)];
            bool IsRare(Verdict verdict) => calibrator.PValue(verdict.MeanBits) <= RarestBits;
            both.Add(F1(good, bad, verdict => verdict.NewPair || IsRare(verdict)));
            pairs.Add(F1(good, bad, verdict => verdict.NewPair));
            bits.Add(F1(good, bad, IsRare));
            random.Add(F1(good, bad, _ => draw.NextDouble() < 0.5));
            falseShare += good.Count(verdict => verdict.NewPair || IsRare(verdict)) / (double)good.Length / Shuffles;
            recall += bad.Count(verdict => verdict.NewPair || IsRare(verdict)) / (double)bad.Length / Shuffles;
        }

        Verdict[] any = [default];
        output.WriteLine($"F1 {both.Average():F3} ({both.Min():F3} to {both.Max():F3})");
        output.WriteLine($"false {falseShare:F4}, recall {recall:F3}");
        output.WriteLine($"pairs alone {pairs.Average():F3}, bits alone {bits.Average():F3}");
        output.WriteLine($"always alarm {F1(any, any, _ => true):F3}, random {random.Average():F3}");
        Assert.True(both.Average() >= 0.93, $"mean F1 {both.Average():F3}");
    }

    // At the prevalence of the whole log: 16,838 abnormal sessions to 553,366 normal ones.
    private static double F1(Verdict[] good, Verdict[] bad, Func<Verdict, bool> alarm)
    {
        double hits = 16_838.0 * bad.Count(alarm) / bad.Length, wrong = 553_366.0 * good.Count(alarm) / good.Length;
        return hits == 0 ? 0 : 2 * hits / (hits + wrong + 16_838);
    }

    // Equal sessions become one object, so that a model judges them once.
    private static int[][] Read(string name)
    {
        Dictionary<string, int[]> known = [];
        return [.. File.ReadLines(Shared.Require("data", "hdfs", name)).Select(line =>
        {
            if (!known.TryGetValue(line, out int[]? session))
                known[line] = session = [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
            return session;
        })];
    }

    private readonly record struct Verdict(bool NewPair, double MeanBits);

    private sealed class Model
    {
        private readonly NGramDetector _pairs = new(new() { PerStream = false, MaxOrder = 2 });
        private readonly MarkovDetector _bits = new(new() { PerStream = false, Depth = 3 });
        private readonly Dictionary<int[], Verdict> _judged = [];
        private ulong _sessions;

        public Model(IEnumerable<int[]> sessions)
        {
            foreach (int[] session in sessions)
            {
                var stream = new ExactKey(0, _sessions++);
                for (int i = -1; i <= session.Length; i++)
                {
                    var observation = new Observation { Stream = stream, Key = KeyAt(session, i) };
                    _pairs.Learn(observation);
                    _bits.Learn(observation);
                    Advance(observation);
                }
            }
        }

        public Verdict Judge(int[] session)
        {
            if (_judged.TryGetValue(session, out var verdict)) return verdict;
            var stream = new ExactKey(0, _sessions++);
            bool newPair = false;
            double bits = 0;
            for (int i = -1; i <= session.Length; i++)
            {
                var observation = new Observation { Stream = stream, Key = KeyAt(session, i) };
                newPair |= _pairs.Score(observation) > 0;
                bits += _bits.Score(observation);
                Advance(observation);
            }

            return _judged[session] = new(newPair, bits / (session.Length + 2));
        }

        private void Advance(in Observation observation)
        {
            _pairs.Advance(observation);
            _bits.Advance(observation);
        }

        private static ExactKey KeyAt(int[] session, int index) =>
            index < 0 ? new(1, 0) : index == session.Length ? new(1, 1) : new(0, (ulong)session[index]);
    }
}
