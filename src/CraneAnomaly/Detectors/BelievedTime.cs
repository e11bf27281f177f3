namespace CraneAnomaly.Detectors;

/// <summary>
/// How far event time is believed to have come. One packet that is stamped far away must not end every episode, nor
/// stop the clock for good: until others follow it, it counts as if it came now.
/// </summary>
/// <param name="NowNs">Event time of the packets so far, in nanoseconds since 1970-01-01 UTC.</param>
/// <param name="LatestNs">The latest time that needs no confirmation.</param>
internal readonly record struct BelievedTime(long NowNs, long LatestNs)
{
    /// <summary>Every time is believed.</summary>
    public static BelievedTime Any => new(long.MinValue, long.MaxValue);

    /// <summary>The time that something counts for.</summary>
    public long Of(long timestampNs) => timestampNs > LatestNs ? NowNs : timestampNs;
}
