namespace CraneAnomaly.Benchmarks.Cells.Measures;

/// <summary>One stretch at full stick that reached a steady speed. Times are seconds from the start of a run.</summary>
/// <param name="From">When the stick came to its end.</param>
/// <param name="Steady">When the speed had been steady for a second.</param>
/// <param name="IsActedOn">Whether somebody had their hand in it then.</param>
internal readonly record struct FullStickMove(double From, double Steady, bool IsActedOn)
{
    /// <summary>When the stick left its end; no number while it is there.</summary>
    public double To { get; init; } = double.NaN;
}
