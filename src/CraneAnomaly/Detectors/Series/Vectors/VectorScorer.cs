namespace CraneAnomaly.Detectors.Series.Vectors;

/// <summary>
/// Judges rows of several numbers against what was learned once: does the row follow from the one before, and do its
/// levels go together? The answers are combined by a weighted Bonferroni rule; the second is heard when it is sure.
/// </summary>
internal sealed class VectorScorer(
    ResidualModel residualModel, LevelModel levelModel, TailSample residuals, TailSample levels,
    TrailingMean residual, TrailingMean level, int columns, bool byHour)
{
    private const double LevelWeight = 0.01;

    private static readonly double s_residualOffset = -Math.Log10(1 - LevelWeight);
    private static readonly double s_levelOffset = -Math.Log10(LevelWeight);

    private readonly double[] _previous = new double[columns];
    private bool _hasPrevious;

    /// <summary>Bytes of what is known.</summary>
    public int StateBytes => residualModel.StateBytes + levelModel.StateBytes + residuals.StateBytes
        + levels.StateBytes + (columns + 2 * TrailingMean.Length) * sizeof(double);

    /// <summary>Judges a row.</summary>
    /// <returns>-log10 of its p-value.</returns>
    public double Next(ReadOnlySpan<double> row, long timestampNs)
    {
        double rarity = levels.Rarity(level.Add(levelModel.Next(row))) - s_levelOffset;
        if (_hasPrevious)
        {
            int hour = byHour ? VectorTraining.HourOf(timestampNs) : -1;
            double mean = residual.Add(residualModel.Next(_previous, row, hour));
            rarity = Math.Max(rarity, residuals.Rarity(mean) - s_residualOffset);
        }

        row.CopyTo(_previous);
        _hasPrevious = true;
        return Math.Max(0, rarity);
    }

    public void Save(StateWriter writer)
    {
        residualModel.Save(writer);
        levelModel.Save(writer);
        residuals.Save(writer);
        levels.Save(writer);
        residual.Save(writer);
        level.Save(writer);
        writer.WriteInt32(byHour ? 1 : 0);
        writer.WriteInt32(_hasPrevious ? 1 : 0);
        foreach (double number in _previous) writer.WriteDouble(number);
    }

    public static VectorScorer Load(ref StateReader reader, int columns)
    {
        var residualModel = ResidualModel.Load(ref reader, columns);
        var levelModel = LevelModel.Load(ref reader, columns);
        TailSample residuals = TailSample.Load(ref reader), levels = TailSample.Load(ref reader);
        TrailingMean residual = TrailingMean.Load(ref reader), level = TrailingMean.Load(ref reader);
        bool byHour = reader.ReadInt32() != 0, hasPrevious = reader.ReadInt32() != 0;
        var scorer = new VectorScorer(residualModel, levelModel, residuals, levels, residual, level, columns, byHour)
        {
            _hasPrevious = hasPrevious,
        };
        reader.ReadDoubles(columns).CopyTo(scorer._previous.AsSpan());
        return scorer;
    }
}
