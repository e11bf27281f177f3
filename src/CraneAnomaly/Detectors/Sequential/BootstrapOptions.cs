namespace CraneAnomaly.Detectors.Sequential;

/// <summary>Settings of <see cref="BlockBootstrap"/>.</summary>
internal sealed record BootstrapOptions
{
    /// <summary>What the blocks are drawn by.</summary><value>1.</value>
    public ulong Seed { get; init; } = 1;

    /// <summary>Updates of the statistic spent in all: what bounds the cost.</summary>
    /// <value>4 million: 0.1 s for sums, 0.4 s for e-detectors.</value>
    public int Updates { get; init; } = 4_000_000;

    /// <summary>Length of the blocks, in observations; 0 to find it by the memory of the series.</summary><value>0.</value>
    public int Block { get; init; }

    internal BootstrapOptions Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(Block);
        ArgumentOutOfRangeException.ThrowIfLessThan(Updates, 100_000);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Updates, 1_000_000_000);
        return this;
    }
}
