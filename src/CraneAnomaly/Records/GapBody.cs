namespace CraneAnomaly.Records;

/// <summary>The body of a gap or of a violation outside of any PDU.</summary>
public struct GapBody
{
    /// <summary>Bytes that are missing or could not be read.</summary>
    public long Bytes;

    /// <summary>Offset in the stream, packet or file at which it begins, or -1.</summary>
    public long Offset;

    /// <summary>How often it has happened since the last such record (1 for the first).</summary>
    public long Count;
}
