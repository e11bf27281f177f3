using System.Runtime.Intrinsics;
using CraneAnomaly.Detectors.Calibration;

namespace CraneAnomaly.Detectors.Series.Univariate;

/// <summary>
/// Judges a series of one number by seven questions, each calibrated against the series' own past: is this value new
/// at this time of day (or, where a day is not known, after the values before); is the value, its step, the mean or
/// the spread of the last 24, the drift, the repetition extreme? The answers are combined by a weighted Bonferroni
/// rule (Holm, Scandinavian Journal of Statistics 6, 1979): the first question has nearly all of the weight, the others
/// are heard when they are sure, since each of them alone says little of what people call an anomaly.
/// </summary>
internal sealed class ValueScorer
{
    private const int Window = 24;
    private const double PointWeight = 0.001, WindowWeight = 0.0001;
    private const int PointQuestions = 3, WindowQuestions = 3;

    // What looks at a window repeats itself: a tail fitted to its few outer values promises too much. It may raise an
    // alert; it may not be louder than what comes next.
    private const double MostOfWindow = 2;

    private const int Fewest = 20;
    private const int MostLearned = 200_000;

    // Half the learned range: noon is as far from midnight as the smallest usual value is from the largest.
    private const double DayRadius = 0.5;
    private const long DayNs = 86_400_000_000_000;

    // The time of day is known when the warm-up has seen most of a day.
    private const long KnownDayNs = 18 * 3_600_000_000_000;

    // Context memory works in units of the learned range: a fiftieth of it is not a scale to be surprised at.
    private const double LeastNovelty = 0.02;

    private static readonly double s_firstOffset =
        -Math.Log10(1 - PointQuestions * PointWeight - WindowQuestions * WindowWeight);
    private static readonly double s_pointOffset = -Math.Log10(PointWeight);
    private static readonly double s_windowOffset = -Math.Log10(WindowWeight);

    private readonly ContextMemory _memory = new();
    private readonly TailReservoir _novelty, _level, _step, _mean, _spread, _drift;
    private readonly double[] _recent = new double[Window];
    private List<(double Value, long TimestampNs)>? _learned = [];
    private DriftSums _sums;
    private FreezeRun _freeze = new();
    private double _low, _range, _last = double.NaN;
    private double _slowMean, _slowDeviation, _slowShare;
    private long _rows;
    private bool _knowsDay;

    public ValueScorer(ulong seed)
    {
        _novelty = new(2_000, 0.2, false, seed, LeastNovelty);
        _level = new(500, 0.05, true, seed + 1);
        _step = new(500, 0.05, false, seed + 2);
        _mean = new(500, 0.05, true, seed + 3);
        _spread = new(500, 0.05, false, seed + 4);
        _drift = new(500, 0.05, false, seed + 5);
    }

    /// <summary>Bytes of what is known.</summary>
    public int StateBytes => _memory.StateBytes + _novelty.StateBytes + _level.StateBytes + _step.StateBytes
        + _mean.StateBytes + _spread.StateBytes + _drift.StateBytes + Window * sizeof(double) + 256;

    /// <summary>Keeps a value of the warm-up, the first 200,000.</summary>
    public void Learn(double value, long timestampNs)
    {
        if (_learned!.Count < MostLearned) _learned.Add((value, timestampNs));
    }

    /// <summary>Learns the warm-up: its range first, as novelty is measured in it.</summary>
    /// <returns>Whether there was enough.</returns>
    public bool EndWarmUp()
    {
        var learned = _learned!;
        _learned = null;
        if (learned.Count < Fewest) return false;
        double[] ascending = [.. learned.Select(l => l.Value).Order()];
        double high = ascending[(int)(0.99 * (ascending.Length - 1))];
        _low = ascending[(int)(0.01 * ascending.Length)];
        _range = high - _low;
        if (!(_range > 0)) _range = Math.Max(0.01 * Math.Abs(high), 1e-9);
        if (!double.IsFinite(_range)) _range = double.MaxValue;
        long first = learned.Min(l => l.TimestampNs == long.MinValue ? long.MaxValue : l.TimestampNs);
        long last = learned.Max(l => l.TimestampNs);
        _knowsDay = first < last && (ulong)(last - first) >= KnownDayNs;
        _slowMean = ascending[ascending.Length / 2];
        _slowDeviation = learned.Average(l => Math.Min(Math.Abs(l.Value - _slowMean), double.MaxValue / 1e6));
        _slowShare = 1.0 / learned.Count;
        foreach (var (value, timestampNs) in learned) Next(value, timestampNs);
        _freeze.Settle();
        return true;
    }

    /// <summary>Judges a value and learns it.</summary>
    /// <returns>-log10 of its p-value.</returns>
    public double Next(double value, long timestampNs)
    {
        int place = (int)(_rows % Window);
        double distance = _memory.Meet(Context(value, timestampNs));
        double rarity = Math.Max(0, _novelty.Rarity(distance) - s_firstOffset);
        _novelty.Add(distance);

        double point = Math.Max(_freeze.Add(value), Hear(_level, value)), window = Hear(_drift, Drift(value));
        if (_rows > 0) point = Math.Max(point, Hear(_step, Math.Abs(value - _last)));
        _recent[place] = _last = value;
        _rows++;
        if (_rows >= Window)
        {
            Spread(out double mean, out double spread);
            window = Math.Max(window, Math.Max(Hear(_mean, mean), Hear(_spread, spread)));
        }

        return Math.Max(rarity, Math.Max(point - s_pointOffset, Math.Min(window - s_windowOffset, MostOfWindow)));
    }

    private static double Hear(TailReservoir reservoir, double number)
    {
        double rarity = reservoir.OuterRarity(number);
        reservoir.Add(number);
        return rarity;
    }

    // Value and time of day; or the last four values, the squares of their differences weighing as much as one.
    private Vector128<float> Context(double value, long timestampNs)
    {
        double scaled = (value - _low) / _range;
        if (!_knowsDay)
        {
            Vector128<float> shingle = Vector128.Create(
                (float)scaled, Scaled(1, scaled), Scaled(2, scaled), Scaled(3, scaled));
            return Bounded(shingle * 0.5f);
        }

        if (timestampNs == long.MinValue) return Bounded(Vector128.Create((float)scaled, 0, 0, 0));
        double angle = (timestampNs % DayNs) * (2 * Math.PI / DayNs);
        var (sin, cos) = Math.SinCos(angle);
        return Bounded(Vector128.Create((float)scaled, (float)(DayRadius * cos), (float)(DayRadius * sin), 0));
    }

    private float Scaled(int ago, double otherwise) =>
        _rows < ago ? (float)otherwise : (float)((_recent[(int)((_rows - ago) % Window)] - _low) / _range);

    private static Vector128<float> Bounded(Vector128<float> point) =>
        Vector128.Clamp(point, Vector128.Create(-1e15f), Vector128.Create(1e15f));

    private void Spread(out double mean, out double spread)
    {
        double sum = 0, squares = 0;
        foreach (double value in _recent) sum += value;
        mean = sum / Window;
        foreach (double value in _recent) squares += (value - mean) * (value - mean);
        spread = Math.Sqrt(squares / Window);
    }

    private double Drift(double value)
    {
        double deviation = value - _slowMean;
        double limit = 5 * _slowDeviation;
        double bounded = limit > 0 ? Math.Clamp(deviation, -limit, limit) : deviation;
        double z = _slowDeviation > 0 ? deviation / (1.2533 * _slowDeviation) : deviation == 0 ? 0 : Math.Sign(deviation) * 3;
        _slowMean += _slowShare * bounded;
        _slowDeviation += _slowShare * (Math.Abs(bounded) - _slowDeviation);
        return _sums.Add(z);
    }
}
