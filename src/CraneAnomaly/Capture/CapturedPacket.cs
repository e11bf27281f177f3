namespace CraneAnomaly.Capture;

/// <summary>What a capture file or interface says of one packet, beside its bytes.</summary>
internal readonly struct CapturedPacket
{
    /// <summary>Event time in nanoseconds since 1970-01-01 UTC; 0 when the file has none.</summary>
    public long TimestampNs { get; init; }

    /// <summary>1-based ordinal of the packet within its input.</summary>
    public long Frame { get; init; }

    /// <summary>Link type as in the tcpdump.org LINKTYPE registry.</summary>
    public int LinkType { get; init; }

    /// <summary>Bytes the packet had on the wire; the captured bytes may be fewer.</summary>
    public int OriginalLength { get; init; }

    /// <summary>Offset of its record in the (unpacked) input, for evidence; 0 where there is none.</summary>
    public long Offset { get; init; }

    /// <summary>Bytes of frame check sequence at the end of the captured bytes, as far as the file says.</summary>
    public int FcsLength { get; init; }
}

/// <summary>Takes packets, and what a file says besides packets. Implemented by structs.</summary>
internal interface IPacketSink
{
    /// <summary>Takes one packet; <paramref name="data"/> is valid until the call returns.</summary>
    void OnPacket(in CapturedPacket packet, ReadOnlySpan<byte> data);

    /// <summary>
    /// Takes what is wrong with the file, or what it says was lost: a code of <see cref="Records.Violation"/>'s last
    /// group, the frame before it, the file offset, and how many bytes (for capture loss: packets).
    /// </summary>
    void OnFileEvent(Records.Violation violation, long frame, long offset, long amount);

    /// <summary>
    /// Takes a row of telemetry, which is no packet, or a violation in its turn, whose bytes are then in
    /// <see cref="Records.OtRecord.Transaction"/>; <paramref name="values"/> is valid until the call returns.
    /// </summary>
    void OnRow(in Records.OtRecord row, ReadOnlySpan<Records.Signals.SignalValue> values, long offset)
    {
        // Captures have none.
    }
    /// <summary>
    /// Takes a record that a log holds; <paramref name="row"/> is what its writer and its reader have agreed upon, and valid
    /// until the call returns.
    /// </summary>
    void OnLog(in Records.OtRecord record, ReadOnlySpan<byte> row, long offset)
    {
        // Captures have none.
    }
}
