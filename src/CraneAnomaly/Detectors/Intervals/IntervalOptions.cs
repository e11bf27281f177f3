namespace CraneAnomaly.Detectors.Intervals;

/// <summary>Settings of <see cref="IntervalDetector"/>.</summary>
public sealed record IntervalOptions
{
    /// <summary>Gaps learned before a stream, or a thing in it, is judged.</summary><value>30.</value>
    public int MinimumGaps { get; init; } = 30;

    /// <summary>Streams watched (about 650 bytes each).</summary><value>16,384.</value>
    /// <remarks>Later ones are refused and counted; they are not judged.</remarks>
    public int MaxStreams { get; init; } = 16_384;

    /// <summary>Things watched in all streams together (about 700 bytes each).</summary><value>65,536.</value>
    /// <remarks>Later ones are refused and counted; only their streams are judged then.</remarks>
    public int MaxPairs { get; init; } = 65_536;

    internal IntervalOptions Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MinimumGaps, 2);
        return this;
    }
}
