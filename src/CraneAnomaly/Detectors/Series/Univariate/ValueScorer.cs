namespace CraneAnomaly.Detectors.Series.Univariate;

/// <summary>
/// Judges a series of one number by seven questions, each calibrated against the series' own past: those of
/// <see cref="ValueStatistics"/>, and whether it repeats itself. The answers are combined by a weighted Bonferroni
/// rule (Holm, Scandinavian Journal of Statistics 6, 1979): the first question has nearly all of the weight, the others
/// are heard when they are sure, since each of them alone says little of what people call an anomaly.
/// </summary>
internal sealed class ValueScorer
{
    private const double PointWeight = 0.001, WindowWeight = 0.0001;
    private const int PointQuestions = 3, WindowQuestions = 3;

    // What looks at a window repeats itself: a tail fitted to its few outer values promises too much. It may raise an
    // alert; it may not be louder than what comes next.
    private const double MostOfWindow = 2;

    // Values that tails remember, and the fewest that say how rare anything is.
    private const double Remembered = 10_000;
    private const int Fewest = 50;

    // Novelty is in units of the learned range: a fiftieth of it is not a scale to be surprised at.
    private const double LeastNovelty = 0.02;

    // All but the categories: the numbers of statistics and tails, and the heads of five objects.
    private const int OtherBytes = 900;

    private static readonly double s_firstOffset =
        -Math.Log10(1 - PointQuestions * PointWeight - WindowQuestions * WindowWeight);
    private static readonly double s_pointOffset = -Math.Log10(PointWeight);
    private static readonly double s_windowOffset = -Math.Log10(WindowWeight);

    private readonly ValueStatistics _statistics;
    private NoveltyRanks _novelty;
    private TwoTails _level, _mean;
    private TailTrack _step, _spread, _drift;
    private FreezeRun _freeze;
    private long _windows;

    private ValueScorer(ValueStatistics statistics, FreezeRun freeze) => (_statistics, _freeze) = (statistics, freeze);

    /// <summary>Bytes of what is known.</summary>
    public static int StateBytes => ContextMemory.Numbers * sizeof(ushort) + OtherBytes;

    /// <summary>Makes the scorer of what was learned.</summary>
    /// <param name="statistics">Has seen all values that were learned from.</param>
    /// <param name="freeze">The same.</param>
    /// <param name="learned">What the statistics said of them, each in ascending order.</param>
    public static ValueScorer Of(ValueStatistics statistics, FreezeRun freeze, double[][] learned) => new(statistics, freeze)
    {
        _novelty = NoveltyRanks.Of(learned[ValueStatistics.Novelty], LeastNovelty),
        _step = TailTrack.Of(learned[ValueStatistics.Step]),
        _spread = TailTrack.Of(learned[ValueStatistics.Spread]),
        _drift = TailTrack.Of(learned[ValueStatistics.Drift]),
        _level = TwoTails.Of(learned[ValueStatistics.Level]),
        _mean = TwoTails.Of(learned[ValueStatistics.Mean]),
        _windows = statistics.Rows,
    };

    /// <summary>Judges a value and learns it.</summary>
    /// <returns>-log10 of its p-value.</returns>
    public double Next(double value, long timestampNs)
    {
        Span<double> statistics = stackalloc double[ValueStatistics.Count];
        _statistics.Take(value, ValueStatistics.PhaseOf(timestampNs), statistics);
        double count = Math.Min(_statistics.Rows, Remembered);
        double novelty = statistics[ValueStatistics.Novelty], first = _novelty.Rarity(novelty) - s_firstOffset;
        _novelty.Add(novelty, count);
        double point = Math.Max(_freeze.Add(value), Hear(ref _level, statistics[ValueStatistics.Level], count));
        point = Math.Max(point, Hear(ref _step, statistics[ValueStatistics.Step], count));
        double window = HearWindow(statistics);
        if (count < Fewest) return 0;
        double others = Math.Max(point - s_pointOffset, Math.Min(window - s_windowOffset, MostOfWindow));
        return Math.Max(0, Math.Max(first, others));
    }

    public void Save(StateWriter writer)
    {
        _statistics.Save(writer);
        _freeze.Save(writer);
        _novelty.Save(writer);
        _level.Save(writer);
        _mean.Save(writer);
        _step.Save(writer);
        _spread.Save(writer);
        _drift.Save(writer);
        writer.WriteInt64(_windows);
    }

    public static ValueScorer Load(ref StateReader reader)
    {
        var statistics = ValueStatistics.Load(ref reader);
        return new(statistics, FreezeRun.Load(ref reader))
        {
            _novelty = NoveltyRanks.Load(ref reader),
            _level = TwoTails.Load(ref reader),
            _mean = TwoTails.Load(ref reader),
            _step = TailTrack.Load(ref reader),
            _spread = TailTrack.Load(ref reader),
            _drift = TailTrack.Load(ref reader),
            _windows = TableState.ReadNonNegative(ref reader),
        };
    }

    // Windows overlap, so one of each 24 is learned: what passes once would be learned 24 times.
    private double HearWindow(ReadOnlySpan<double> statistics)
    {
        double mean = statistics[ValueStatistics.Mean], spread = statistics[ValueStatistics.Spread];
        double drift = statistics[ValueStatistics.Drift];
        double rarity = Math.Max(_mean.Rarity(mean), Math.Max(_spread.Rarity(spread), _drift.Rarity(drift)));
        if (_statistics.Rows % ValueStatistics.Window != 0) return rarity;
        double count = Math.Min(++_windows, Remembered);
        _mean.Add(mean, count);
        _spread.Add(spread, count);
        _drift.Add(drift, count);
        return rarity;
    }

    private static double Hear(ref TailTrack tail, double number, double count)
    {
        double rarity = tail.Rarity(number);
        tail.Add(number, count);
        return rarity;
    }

    private static double Hear(ref TwoTails tails, double number, double count)
    {
        double rarity = tails.Rarity(number);
        tails.Add(number, count);
        return rarity;
    }
}
