namespace CraneAnomaly.Records;

/// <summary>The body of a gap or of a violation outside of any PDU.</summary>
public struct GapBody
{
    /// <summary>Bytes that are missing or could not be read.</summary>
    public long Bytes;

    /// <summary>Offset in the stream, packet or file at which it begins, or -1.</summary>
    public long Offset;

    /// <summary>
    /// How often it has happened since the last such record (1 for the first). Of a clock that is off: the clocks that
    /// it was compared with, which are 0 for its own rows before, 1 for the receiver's, and else those of other cranes.
    /// </summary>
    public long Count;

    /// <summary>How far a clock is off, ns; ahead is above zero. 0 for anything else.</summary>
    public long ShiftNs;
}
