namespace CraneAnomaly.Detectors.Series.Univariate;

/// <summary>
/// Collects the values that are learned from, and makes the scorer of them: their range first, as novelty is measured in
/// it; then how each statistic of them is spread.
/// </summary>
internal sealed class ValueTraining
{
    // So many, that each statistic has a first value: the mean of 24 is the last to have one.
    private const int Fewest = 24;
    private const int MostLearned = 200_000;

    // The time of day is known when the values have seen most of a day.
    private const long KnownDayNs = 18 * 3_600_000_000_000;

    private const int BytesOfOne = sizeof(double) + sizeof(int);

    private readonly List<double> _values = [];
    private readonly List<int> _phases = [];
    private long _first = long.MaxValue, _last = long.MinValue;

    /// <summary>Adds a value, the first 200,000.</summary>
    public void Add(double value, long timestampNs)
    {
        if (_values.Count >= MostLearned) return;
        _values.Add(value);
        _phases.Add(ValueStatistics.PhaseOf(timestampNs));
        if (timestampNs == long.MinValue) return;
        _first = Math.Min(_first, timestampNs);
        _last = Math.Max(_last, timestampNs);
    }

    /// <summary>Learns from the values.</summary>
    /// <returns>Null when there are too few.</returns>
    public ValueScorer? Finish()
    {
        if (_values.Count < Fewest) return null;
        double[] ascending = [.. _values.Order()];
        double high = ascending[(int)(0.99 * (ascending.Length - 1))], low = ascending[(int)(0.01 * ascending.Length)];
        double range = high - low;
        if (!(range > 0)) range = Math.Max(0.01 * Math.Abs(high), 1e-9);
        if (!double.IsFinite(range)) range = double.MaxValue;
        bool knowsDay = _first < _last && (ulong)(_last - _first) >= KnownDayNs;
        double middle = ascending[ascending.Length / 2];
        double mean = ValueStatistics.Scale(middle, low, range);
        double deviation = _values.Average(value => Math.Abs(ValueStatistics.Scale(value, low, range) - mean));
        var sums = new DriftSums(mean, deviation, 1.0 / _values.Count);
        var statistics = new ValueStatistics(low, range, new(knowsDay), sums);
        var freeze = new FreezeRun();
        var all = Enumerable.Range(0, ValueStatistics.Count).Select(_ => new List<double>(_values.Count)).ToArray();
        Span<double> of = stackalloc double[ValueStatistics.Count];
        for (int i = 0; i < _values.Count; i++)
        {
            statistics.Take(_values[i], _phases[i], of);
            freeze.Add(_values[i]);
            for (int k = 0; k < of.Length; k++)
                if (!double.IsNaN(of[k])) all[k].Add(of[k]);
        }

        freeze.Settle();
        return ValueScorer.Of(statistics, freeze, [.. all.Select(numbers => numbers.Order().ToArray())]);
    }

    public void Save(StateWriter writer)
    {
        writer.WriteInt64(_first);
        writer.WriteInt64(_last);
        writer.WriteInt32(_values.Count);
        for (int i = 0; i < _values.Count; i++)
        {
            writer.WriteDouble(_values[i]);
            writer.WriteInt32(_phases[i]);
        }
    }

    public static ValueTraining Load(ref StateReader reader)
    {
        var training = new ValueTraining { _first = reader.ReadInt64(), _last = reader.ReadInt64() };
        int count = reader.ReadCount(BytesOfOne);
        if (count > MostLearned) throw reader.Damaged($"{count} values to learn from, {MostLearned} are the most");
        for (int i = 0; i < count; i++)
        {
            training._values.Add(reader.ReadDouble());
            int phase = reader.ReadInt32();
            training._phases.Add(phase is >= -1 and <= ushort.MaxValue ? phase : throw reader.Damaged("a time of day is none"));
        }

        return training;
    }
}
