using CraneAnomaly.Detectors.Calibration;
using CraneAnomaly.Detectors.Series.Univariate;
using CraneAnomaly.Detectors.Series.Vectors;

namespace CraneAnomaly.Detectors.Series;

/// <summary>
/// Judges rows of numbers, one at a time: one number or a vector in, a calibrated p-value out. The first rows are
/// learned from. A row in which a number is missing is not judged and not learned, and does not disturb those around
/// it. Deterministic by seed; bounded state; no allocation per row. For one thread at a time.
/// </summary>
public sealed class SeriesScorer
{
    // Of several columns, rows are judged, not alerts.
    private const double RowLevel = 0.01;
    private const int LongestRefractory = 150;
    private const int ValueWarmUp = 250, VectorWarmUp = 400;
    private const double Least = 1e-300;
    private const double Rarest = 1e15;

    private readonly int _warmUpRows;
    private readonly ValueScorer? _value;
    private readonly VectorTraining? _training;
    private VectorScorer? _vector;
    private RefractoryRule _rule;

    /// <summary>Makes a scorer of rows with so many numbers.</summary>
    public SeriesScorer(int columns, SeriesOptions? options = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(columns, VectorTraining.MostColumns);
        Columns = columns;
        var checkedOptions = (options ?? new()).Validate();
        _warmUpRows = checkedOptions.WarmUpRows ?? (columns == 1 ? ValueWarmUp : VectorWarmUp);
        if (columns == 1) _value = new(checkedOptions.Seed);
        else _training = new(columns);
    }

    /// <summary>Numbers in a row.</summary>
    public int Columns { get; }

    /// <summary>Rows seen.</summary>
    public long Rows { get; private set; }

    /// <summary>Whether rows are judged: the warm-up is over, and there was enough to learn from.</summary>
    public bool IsReady { get; private set; }

    /// <summary>Whether rows are still learned from without being judged.</summary>
    public bool IsWarmingUp { get; private set; } = true;

    /// <summary>Bytes of what is known, once ready; it does not grow.</summary>
    public int StateBytes => _value?.StateBytes ?? _vector?.StateBytes ?? 0;

    /// <summary>Takes the next row.</summary>
    /// <param name="values">Its numbers; one that is not finite is missing.</param>
    /// <param name="timestampNs">Its time, nanoseconds since 1970, or <see cref="long.MinValue"/> when unknown; the
    /// hour of the day is part of what is normal, where the warm-up is long enough to know it.</param>
    /// <exception cref="ArgumentException">There are more or fewer numbers than columns.</exception>
    public SeriesScore Next(ReadOnlySpan<double> values, long timestampNs = long.MinValue)
    {
        if (values.Length != Columns) throw new ArgumentException($"A row has {Columns} values.", nameof(values));
        Rows++;
        if (IsWarmingUp)
        {
            if (IsWhole(values))
            {
                if (_value is not null) _value.Learn(values[0], timestampNs);
                else _training!.Add(values, timestampNs);
            }

            if (Rows >= _warmUpRows) EndWarmUp();
            return SeriesScore.None;
        }

        double rarity = 0;
        if (IsReady && IsWhole(values))
            rarity = _value is not null ? _value.Next(values[0], timestampNs) : _vector!.Next(values, timestampNs);
        // Beyond what a double holds nothing is rarer; what became no number on the way there is no evidence.
        rarity = rarity > 0 ? Math.Min(rarity, Rarest) : 0;
        double said = _rule.Pass(rarity), p = Math.Max(Math.Pow(10, -rarity), Least);
        return new(said / (said + 4), p, _value is not null ? _rule.IsAlert : p <= RowLevel);
    }

    /// <summary>Ends the warm-up here: what came so far is what normal is. The next row need not follow the last.</summary>
    public void EndWarmUp()
    {
        if (!IsWarmingUp) return;
        IsWarmingUp = false;
        _rule = new((int)Math.Min(LongestRefractory, Rows / 5));
        if (_value is not null)
        {
            IsReady = _value.EndWarmUp();
            return;
        }

        _vector = _training!.Finish();
        IsReady = _vector is not null;
    }

    private static bool IsWhole(ReadOnlySpan<double> values)
    {
        foreach (double value in values)
            if (!double.IsFinite(value)) return false;
        return true;
    }
}
