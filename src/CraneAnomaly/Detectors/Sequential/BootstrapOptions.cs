namespace CraneAnomaly.Detectors.Sequential;

/// <summary>Settings of <see cref="BlockBootstrap"/>.</summary>
internal sealed record BootstrapOptions
{
    /// <summary>What the blocks are drawn by.</summary><value>1.</value>
    public ulong Seed { get; init; } = 1;

    /// <summary>Updates of the statistic spent in all: what bounds the cost.</summary>
    /// <value>4 million: 0.1 s for sums, 0.4 s for e-detectors.</value>
    public int Updates { get; init; } = 4_000_000;

    /// <summary>
    /// The series are residuals about a mean that was estimated from as many values as these. Then each resample also
    /// gets the error that such an estimate has. With a thousand values it is 0.03 deviations, which may nearly halve
    /// a run length of 10,000 in a sum that looks for a shift of half a deviation.
    /// </summary>
    /// <value>False; p-values have no such mean.</value>
    public bool LearnedMean { get; init; }

    internal BootstrapOptions Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Updates, 100_000);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Updates, 1_000_000_000);
        return this;
    }
}
