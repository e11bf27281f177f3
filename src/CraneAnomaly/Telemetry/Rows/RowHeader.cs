namespace CraneAnomaly.Telemetry.Rows;

/// <summary>What a message says besides its values. Times that it does not give are the least value.</summary>
internal struct RowHeader
{
    /// <summary>Symbol of the crane, 0 for none.</summary>
    public int Crane;

    /// <summary>The time that all values have.</summary>
    public long OwnNs;

    /// <summary>The time of values that have none of their own.</summary>
    public long MessageNs;

    /// <summary>The time at which the message was made.</summary>
    public long SentNs;

    /// <summary>The time at which it was received.</summary>
    public long ReceivedNs;

    /// <summary>A header that says nothing.</summary>
    public static RowHeader Empty => new()
    {
        OwnNs = long.MinValue,
        MessageNs = long.MinValue,
        SentNs = long.MinValue,
        ReceivedNs = long.MinValue,
    };

    /// <summary>The time of the row.</summary>
    public readonly long TimestampNs =>
        OwnNs != long.MinValue ? OwnNs : MessageNs != long.MinValue ? MessageNs : SentNs;
}
