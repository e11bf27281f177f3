using CraneAnomaly.Features;

namespace CraneAnomaly.Tests.Detectors.Support;

/// <summary>An observation that can be kept.</summary>
public sealed record DetectorEvent(long TimestampNs, ExactKey Stream, ExactKey Key, params double[] Values)
{
    public Observation Observation => At(TimestampNs);

    public Observation At(long timestampNs) =>
        new() { TimestampNs = timestampNs, Stream = Stream, Key = Key, Values = Values };
}
