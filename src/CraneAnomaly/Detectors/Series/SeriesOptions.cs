namespace CraneAnomaly.Detectors.Series;

/// <summary>Settings of <see cref="SeriesScorer"/>.</summary>
public sealed record SeriesOptions
{
    /// <summary>Rows that are learned from before any is judged.</summary>
    /// <value>250 for one column, which goes on learning; 400 for several: what is learned of them stays.</value>
    public int? WarmUpRows { get; init; }

    internal SeriesOptions Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(WarmUpRows ?? 1, 1);
        return this;
    }
}
