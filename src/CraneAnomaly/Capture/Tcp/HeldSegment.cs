namespace CraneAnomaly.Capture.Tcp;

/// <summary>A piece of stream that came before its turn: a copy of its bytes, and the packet it was in.</summary>
internal sealed class HeldSegment
{
    /// <summary>What a segment counts for at least, so that many small ones cannot be held for little.</summary>
    public const int LeastCharge = 256;

    public byte[] Buffer = [];
    public int Length;

    /// <summary>Bytes behind those held that the packet had on the wire, but not in the capture.</summary>
    public int Cut;

    /// <summary>Relative sequence number of the first byte.</summary>
    public long Sequence;

    /// <summary>How much of the other side's stream its sender had received.</summary>
    public long Needs;

    public long TimestampNs;
    public long Frame;
    public HeldSegment? Next;

    public long End => Sequence + Length + Cut;

    public int Charge => Math.Max(Length, LeastCharge);

    public ReadOnlySpan<byte> Bytes => Buffer.AsSpan(0, Length);
}
