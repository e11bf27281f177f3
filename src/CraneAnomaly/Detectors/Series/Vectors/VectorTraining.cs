namespace CraneAnomaly.Detectors.Series.Vectors;

/// <summary>
/// Collects the rows that are learned from, and makes the scorer of them. What statistics are normal is measured on
/// rows that the model has not seen, and from the past forwards, as it will be used: a model of the first three
/// tenths says what the fourth looks like to it, and so on (rolling origin; Tashman, International Journal of
/// Forecasting 16, 2000). A model that does not hold within its own training gets a wide reference that way.
/// </summary>
internal sealed class VectorTraining(int columns)
{
    /// <summary>The most columns of a row.</summary>
    public const int MostColumns = 256;

    private const int Parts = 10;
    private const int FirstPart = 3;
    private const int FewestRows = 100;

    // What does not fit is not learned; a model of so many rows does not miss them.
    private const int MostNumbers = 1 << 23;

    // The hour of the day is a regressor where a week has shown it.
    private const long KnownHoursNs = 7 * 86_400_000_000_000;

    private readonly List<double> _values = [];
    private readonly List<sbyte> _hours = [];
    private long _first = long.MaxValue, _last = long.MinValue;

    /// <summary>Adds a row.</summary>
    public void Add(ReadOnlySpan<double> row, long timestampNs)
    {
        if (_values.Count + columns > MostNumbers) return;
        foreach (double value in row) _values.Add(value);
        _hours.Add(HourOf(timestampNs));
        if (timestampNs == long.MinValue) return;
        _first = Math.Min(_first, timestampNs);
        _last = Math.Max(_last, timestampNs);
    }

    /// <summary>Learns from the rows.</summary>
    /// <returns>Null when there are too few.</returns>
    public VectorScorer? Finish()
    {
        if (_hours.Count < FewestRows) return null;
        var rows = new TrainingRows(columns, [.. _values], [.. _hours]);
        _values.Clear();
        _values.TrimExcess();
        bool byHour = _first < _last && (ulong)(_last - _first) >= KnownHoursNs;
        int kept = rows.Count - rows.Count * FirstPart / Parts;
        List<float> residuals = new(kept), levels = new(kept);
        TrailingMean residual = new(), level = new();
        double residualSum = 0, levelSum = 0;
        for (int part = FirstPart; part < Parts; part++)
        {
            int from = part * rows.Count / Parts, to = (part + 1) * rows.Count / Parts;
            var past = rows.First(from);
            var residualModel = ResidualModel.Fit(past, byHour);
            var levelModel = LevelModel.Fit(past);
            for (int t = from; t < to; t++)
            {
                int hour = byHour ? rows.Hours[t] : -1;
                double ofResidual = residualModel.Next(rows[t - 1], rows[t], hour), ofLevel = levelModel.Next(rows[t]);
                double meanResidual = residual.Add(ofResidual), meanLevel = level.Add(ofLevel);
                residualSum += ofResidual / kept;
                levelSum += ofLevel / kept;
                if (!residual.IsFull) continue;
                residuals.Add((float)meanResidual);
                levels.Add((float)meanLevel);
            }
        }

        return new(
            ResidualModel.Fit(rows, byHour), LevelModel.Fit(rows), TailSample.Of(residuals), TailSample.Of(levels),
            TrailingMean.Filled(residualSum), TrailingMean.Filled(levelSum), columns, byHour);
    }

    /// <summary>The hour of the day of a time, -1 when it is unknown.</summary>
    public static sbyte HourOf(long timestampNs) =>
        timestampNs == long.MinValue ? (sbyte)-1 : (sbyte)(((timestampNs / 3_600_000_000_000 % 24) + 24) % 24);

    public void Save(StateWriter writer)
    {
        writer.WriteInt64(_first);
        writer.WriteInt64(_last);
        writer.WriteInt32(_hours.Count);
        foreach (double value in _values) writer.WriteDouble(value);
        foreach (sbyte hour in _hours) writer.WriteInt32(hour);
    }

    public static VectorTraining Load(ref StateReader reader, int columns)
    {
        var training = new VectorTraining(columns) { _first = reader.ReadInt64(), _last = reader.ReadInt64() };
        int rows = reader.ReadCount(columns * sizeof(double) + sizeof(int));
        if ((long)rows * columns > MostNumbers) throw reader.Damaged($"{rows} rows to learn from are too many");
        for (int i = 0; i < rows * columns; i++) training._values.Add(reader.ReadDouble());
        for (int i = 0; i < rows; i++)
        {
            int hour = reader.ReadInt32();
            training._hours.Add(hour is >= -1 and < 24 ? (sbyte)hour : throw reader.Damaged("an hour is none"));
        }

        return training;
    }
}
