namespace CraneAnomaly.Telemetry.Series;

/// <summary>Takes the rows of a table of numbers.</summary>
public interface ISeriesSink
{
    /// <summary>One row. The spans are valid until the call returns.</summary>
    /// <param name="time">Its time as written.</param>
    /// <param name="timestampNs">Its time, nanoseconds since 1970; <see cref="long.MinValue"/> when it is none.</param>
    /// <param name="values">Its numbers, in the order of the columns asked for; not a number where there is none.</param>
    void OnRow(ReadOnlySpan<byte> time, long timestampNs, ReadOnlySpan<double> values);
}
