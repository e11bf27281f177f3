using CraneAnomaly.Detectors.Calibration;
using CraneAnomaly.Detectors.Series.Univariate;
using CraneAnomaly.Detectors.Series.Vectors;

namespace CraneAnomaly.Detectors.Series;

/// <summary>
/// Judges rows of numbers, one at a time: one number or a vector in, a calibrated p-value out. The first rows are
/// learned from. A row in which a number is missing is not judged and not learned, and does not disturb those around
/// it. Deterministic: nothing is drawn. Bounded state, about 3 kB for one number; no allocation per row; <see cref="Save"/>
/// and <see cref="Load"/> continue it anywhere. For one thread at a time.
/// </summary>
public sealed class SeriesScorer
{
    // Of several columns, rows are judged, not alerts.
    private const double RowLevel = 0.01;
    private const int LongestRefractory = 150;
    private const int ValueWarmUp = 250, VectorWarmUp = 400;
    private const double Least = 1e-300;
    private const double Rarest = 1e15;

    private const string SectionName = "series";
    private const int Version = 1;
    private const int Warming = 0, Ready = 1, Unready = 2;

    private readonly int _warmUpRows;
    private ValueTraining? _valueTraining;
    private VectorTraining? _vectorTraining;
    private ValueScorer? _value;
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
        if (columns == 1) _valueTraining = new();
        else _vectorTraining = new(columns);
    }

    /// <summary>Numbers in a row.</summary>
    public int Columns { get; }

    /// <summary>Rows seen.</summary>
    public long Rows { get; private set; }

    /// <summary>Whether rows are judged: the warm-up is over, and there was enough to learn from.</summary>
    public bool IsReady => _value is not null || _vector is not null;

    /// <summary>Whether rows are still learned from without being judged.</summary>
    public bool IsWarmingUp { get; private set; } = true;

    /// <summary>Bytes of what is known, once ready; it does not grow.</summary>
    public int StateBytes => _value is not null ? ValueScorer.StateBytes : _vector?.StateBytes ?? 0;

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
                _valueTraining?.Add(values[0], timestampNs);
                _vectorTraining?.Add(values, timestampNs);
            }

            if (Rows >= _warmUpRows) EndWarmUp();
            return SeriesScore.None;
        }

        double rarity = 0;
        if (IsReady && IsWhole(values))
            rarity = _value?.Next(values[0], timestampNs) ?? _vector!.Next(values, timestampNs);
        // Beyond what a double holds nothing is rarer; what became no number on the way there is no evidence.
        rarity = rarity > 0 ? Math.Min(rarity, Rarest) : 0;
        double said = _rule.Pass(rarity), p = Math.Max(Math.Pow(10, -rarity), Least);
        return new(said / (said + 4), p, Columns == 1 ? _rule.IsAlert : p <= RowLevel);
    }

    /// <summary>Ends the warm-up here: what came so far is what normal is. The next row need not follow the last.</summary>
    public void EndWarmUp()
    {
        if (!IsWarmingUp) return;
        IsWarmingUp = false;
        _rule = new((int)Math.Min(LongestRefractory, Rows / 5));
        _value = _valueTraining?.Finish();
        _vector = _vectorTraining?.Finish();
        (_valueTraining, _vectorTraining) = (null, null);
    }

    /// <summary>Writes all that it knows, warm or not.</summary>
    public void Save(StateWriter writer)
    {
        writer.Section(SectionName, Version);
        writer.WriteInt32(Columns);
        writer.WriteInt32(_warmUpRows);
        writer.WriteInt64(Rows);
        writer.WriteInt32(IsWarmingUp ? Warming : IsReady ? Ready : Unready);
        if (!IsWarmingUp) _rule.Save(writer);
        _valueTraining?.Save(writer);
        _vectorTraining?.Save(writer);
        _value?.Save(writer);
        _vector?.Save(writer);
    }

    /// <summary>Reads what <see cref="Save"/> wrote: what comes next gets the scores that it would have got.</summary>
    /// <exception cref="InvalidDataException">The state is damaged, or of a newer release.</exception>
    public static SeriesScorer Load(ref StateReader reader)
    {
        reader.Section(SectionName, Version);
        int columns = reader.ReadInt32(), warmUpRows = reader.ReadInt32();
        if (columns is < 1 or > VectorTraining.MostColumns) throw reader.Damaged($"{columns} columns");
        if (warmUpRows < 1) throw reader.Damaged($"a warm-up of {warmUpRows} rows");
        var scorer = new SeriesScorer(columns, new() { WarmUpRows = warmUpRows }) { Rows = reader.ReadInt64() };
        if (scorer.Rows < 0) throw reader.Damaged("a count is below 0");
        int phase = reader.ReadInt32();
        if (phase is not (Warming or Ready or Unready)) throw reader.Damaged($"no phase has the number {phase}");
        if (phase == Warming)
        {
            if (columns == 1) scorer._valueTraining = ValueTraining.Load(ref reader);
            else scorer._vectorTraining = VectorTraining.Load(ref reader, columns);
            return scorer;
        }

        scorer.IsWarmingUp = false;
        (scorer._valueTraining, scorer._vectorTraining) = (null, null);
        scorer._rule = RefractoryRule.Load(ref reader);
        if (phase == Unready) return scorer;
        if (columns == 1) scorer._value = ValueScorer.Load(ref reader);
        else scorer._vector = VectorScorer.Load(ref reader, columns);
        return scorer;
    }

    private static bool IsWhole(ReadOnlySpan<double> values)
    {
        foreach (double value in values)
            if (!double.IsFinite(value)) return false;
        return true;
    }
}
