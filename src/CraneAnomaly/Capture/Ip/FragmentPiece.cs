namespace CraneAnomaly.Capture.Ip;

/// <summary>A run of bytes of a datagram: where it belongs, and where it lies among the bytes kept.</summary>
internal struct FragmentPiece
{
    /// <summary>Offset in the datagram.</summary>
    public int Offset;

    /// <summary>Length in bytes.</summary>
    public int Length;

    /// <summary>Offset in <see cref="FragmentSet.Kept"/>.</summary>
    public int Position;

    /// <summary>Offset in the datagram behind the last byte.</summary>
    public readonly int End => Offset + Length;
}
