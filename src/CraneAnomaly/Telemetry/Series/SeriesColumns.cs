namespace CraneAnomaly.Telemetry.Series;

/// <summary>Which columns of a table are wanted.</summary>
/// <param name="Time">The title of the column that holds the time.</param>
/// <param name="Values">The titles of those that hold the numbers.</param>
/// <param name="TimeFormat">A .NET format of the time, read in the invariant culture; null to find it out.</param>
public sealed record SeriesColumns(string Time, IReadOnlyList<string> Values, string? TimeFormat = null);
