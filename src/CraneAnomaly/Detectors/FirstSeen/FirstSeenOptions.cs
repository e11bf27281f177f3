namespace CraneAnomaly.Detectors.FirstSeen;

/// <summary>Settings of <see cref="FirstSeenDetector"/>.</summary>
public sealed record FirstSeenOptions
{
    /// <summary>Events a stream must have had before anything in it can be called new.</summary><value>50.</value>
    /// <remarks>A stream that is itself new is judged once that many events were learned in all streams
    /// together.</remarks>
    public int MinimumEvents { get; init; } = 50;

    /// <summary>How many events the novelty rate of all streams weighs in that of one stream.</summary>
    /// <value>10.</value>
    public double BackOffWeight { get; init; } = 10;

    /// <summary>Streams remembered.</summary><value>65,536.</value>
    /// <remarks>Later ones are refused and counted; unknown streams are then no longer judged.</remarks>
    public int MaxStreams { get; init; } = 65_536;

    /// <summary>Things remembered in all streams together (about 100 bytes each).</summary><value>1,000,000.</value>
    /// <remarks>Later ones are refused and counted; unseen things of such a stream are then no longer judged.</remarks>
    public int MaxPairs { get; init; } = 1_000_000;

    internal FirstSeenOptions Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MinimumEvents, 1);
        if (!(BackOffWeight >= 0 && BackOffWeight <= 1e9)) throw new ArgumentOutOfRangeException(nameof(BackOffWeight));
        return this;
    }
}
