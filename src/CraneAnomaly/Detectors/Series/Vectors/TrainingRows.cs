namespace CraneAnomaly.Detectors.Series.Vectors;

/// <summary>Rows that are learned from, in their order, with the hour of each (-1 when unknown).</summary>
internal sealed record TrainingRows(int Columns, double[] Values, sbyte[] Hours)
{
    /// <summary>How many.</summary>
    public int Count => Hours.Length;

    /// <summary>One row.</summary>
    public ReadOnlySpan<double> this[int row] => Values.AsSpan(row * Columns, Columns);

    /// <summary>The first rows alone.</summary>
    public TrainingRows First(int count) => new(Columns, Values[..(count * Columns)], Hours[..count]);
}
