namespace CraneAnomaly.Detectors.Intervals;

/// <summary>The gaps between events that were learned, in nanoseconds.</summary>
/// <param name="Count">Gaps learned.</param>
/// <param name="Shortest">The shortest.</param>
/// <param name="Median">The median, to 5 %.</param>
/// <param name="Longest">The longest.</param>
public readonly record struct LearnedGaps(long Count, long Shortest, long Median, long Longest);
