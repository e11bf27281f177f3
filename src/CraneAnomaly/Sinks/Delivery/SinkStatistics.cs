using CraneAnomaly.Sinks.Transports;

namespace CraneAnomaly.Sinks.Delivery;

/// <summary>What one receiver got, and what it did not. A copy: it does not change.</summary>
public sealed record SinkStatistics
{
    /// <summary>Its address, without anything secret.</summary>
    public required string Name { get; init; }

    /// <summary>What "delivered" means.</summary>
    public required DeliveryGuarantee Guarantee { get; init; }

    /// <summary>Alerts delivered since the start, those sent again counted once.</summary>
    public long Delivered { get; init; }

    /// <summary>Alerts sent again, because a connection was lost or an answer did not come.</summary>
    public long Resent { get; init; }

    /// <summary>Alerts that the receiver will never take; they lie in <c>dead-letter.ndjson</c> of the spool.</summary>
    public long Refused { get; init; }

    /// <summary>Alerts that the spool had given up before this receiver could be reached.</summary>
    public long Missed { get; init; }

    /// <summary>Alerts that left and are known not to have come.</summary>
    public long Dropped { get; init; }

    /// <summary>Calls that failed.</summary>
    public long Failures { get; init; }

    /// <summary>The last failure; null where the last call went well.</summary>
    public string? LastFailure { get; init; }

    /// <summary>Number of the last alert that it has.</summary>
    public long Sequence { get; init; }

    /// <summary>Alerts that it does not have yet.</summary>
    public long Behind { get; init; }

    /// <summary>Alerts that this receiver will not get.</summary>
    public long Lost => Refused + Missed + Dropped;
}
