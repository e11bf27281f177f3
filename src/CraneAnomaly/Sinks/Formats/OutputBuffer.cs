using System.Buffers;

namespace CraneAnomaly.Sinks.Formats;

/// <summary>
/// Collects written lines and hands them to a stream in large pieces. Pieces end between lines, as each line is
/// asked for whole. Not safe for use from two threads; the stream stays the caller's.
/// </summary>
/// <param name="stream">Where the bytes go.</param>
/// <param name="capacity">Bytes collected before they are handed on.</param>
public sealed class OutputBuffer(Stream stream, int capacity = 256 * 1024) : IBufferWriter<byte>
{
    private byte[] _bytes = new byte[capacity];
    private int _length;

    /// <summary>Bytes taken so far, handed on or not.</summary>
    public long BytesWritten { get; private set; }

    /// <inheritdoc/>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(_bytes.Length - _length), nameof(count));
        _length += count;
        BytesWritten += count;
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (_bytes.Length - _length < Math.Max(sizeHint, 1)) MakeRoom(sizeHint);
        return _bytes.AsMemory(_length);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        if (_bytes.Length - _length < Math.Max(sizeHint, 1)) MakeRoom(sizeHint);
        return _bytes.AsSpan(_length);
    }

    /// <summary>Hands everything on and flushes the stream.</summary>
    public void Flush()
    {
        HandOn();
        stream.Flush();
    }

    private void MakeRoom(int size)
    {
        HandOn();
        if (_bytes.Length < size) _bytes = new byte[size];
    }

    private void HandOn()
    {
        if (_length == 0) return;
        int length = _length;
        // Forgotten first: after a failed write the same bytes are not written twice.
        _length = 0;
        stream.Write(_bytes, 0, length);
    }
}
