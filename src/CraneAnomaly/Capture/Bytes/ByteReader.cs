namespace CraneAnomaly.Capture.Bytes;

/// <summary>
/// Reads units (packet records, lines) out of a stream of bytes. <see cref="ByteSource"/> feeds it spans: whatever the
/// chunks of the source are, a unit is always seen whole and in one span.
/// </summary>
internal abstract class ByteReader
{
    /// <summary>
    /// How many bytes must stand at the next call's start for it to go on: at least 1, and bounded by a cap of
    /// <see cref="Records.Limits"/>, never by a field of the input alone.
    /// </summary>
    public int Needed { get; protected set; } = 1;

    /// <summary>Whether the rest of the input is not wanted: it ends here for the reader.</summary>
    public bool Stopped { get; protected set; }

    /// <summary>
    /// Reads every unit that is whole, from the start of <paramref name="bytes"/>. When it returns, either
    /// <see cref="Stopped"/> is set, or fewer than <see cref="Needed"/> bytes are left.
    /// </summary>
    /// <param name="bytes">At least <see cref="Needed"/> bytes, from where the last call stopped consuming.</param>
    /// <param name="offset">Where they begin, counted from the start of the input.</param>
    /// <returns>Bytes consumed.</returns>
    public abstract int Read(ReadOnlySpan<byte> bytes, long offset);

    /// <summary>The input has ended: takes what was not consumed, nothing if it ended between two units.</summary>
    public abstract void End(ReadOnlySpan<byte> tail, long offset);
}
