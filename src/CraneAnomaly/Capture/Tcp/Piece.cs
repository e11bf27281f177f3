namespace CraneAnomaly.Capture.Tcp;

/// <summary>Where a piece of stream stands, and the packet it was in.</summary>
internal readonly struct Piece
{
    /// <summary>Relative sequence number of the first byte.</summary>
    public long Sequence { get; init; }

    /// <summary>How much of the other side's stream its sender had received; 0 for not known.</summary>
    public long Needs { get; init; }

    /// <summary>Bytes behind those captured that the packet had on the wire.</summary>
    public int Cut { get; init; }

    public long TimestampNs { get; init; }

    public long Frame { get; init; }
}
