namespace CraneAnomaly.Detectors.Series;

/// <summary>Settings of <see cref="SeriesScorer"/>.</summary>
public sealed record SeriesOptions
{
    /// <summary>Rows that are learned from before any is judged.</summary>
    /// <value>400. What is learned of several columns does not change later; one column goes on learning.</value>
    public int WarmUpRows { get; init; } = 400;

    /// <summary>What samples are drawn by.</summary><value>1.</value>
    public ulong Seed { get; init; } = 1;

    internal SeriesOptions Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(WarmUpRows, 1);
        return this;
    }
}
