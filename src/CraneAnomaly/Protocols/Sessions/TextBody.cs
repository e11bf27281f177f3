using System.Buffers;
using System.Buffers.Text;

namespace CraneAnomaly.Protocols.Sessions;

/// <summary>How much of a side is still the body of a message, which is passed over (RFC 9112, 6 and 7.1).</summary>
internal struct TextBody
{
    private const int MostLine = 1_024;

    private Step _step;
    private long _left;

    internal enum Step : byte
    {
        None,
        Length,
        ChunkSize,
        Chunk,
        Trailer,
        Rest,
    }

    /// <summary>Whether bytes of a body are expected.</summary>
    public readonly bool IsOpen => _step != Step.None;

    /// <summary>A body of a known length.</summary>
    public void OpenLength(long length) => (_step, _left) = length > 0 ? (Step.Length, length) : (Step.None, 0);

    /// <summary>A body in chunks.</summary>
    public void OpenChunks() => _step = Step.ChunkSize;

    /// <summary>All that comes: what has no length, or is another protocol from here on.</summary>
    public void OpenRest() => _step = Step.Rest;

    /// <summary>Bytes were not seen.</summary>
    /// <returns>Whether they were all of the body.</returns>
    public bool Miss(long bytes)
    {
        if (_step == Step.Rest) return true;
        if (_step is Step.Length or Step.Chunk && bytes <= _left)
        {
            _left -= bytes;
            if (_left == 0) _step = _step == Step.Length ? Step.None : Step.ChunkSize;
            return true;
        }

        _step = Step.None;
        return false;
    }

    /// <summary>Passes over as much as is there.</summary>
    public OperationStatus Skip(ReadOnlySpan<byte> source, out int consumed)
    {
        consumed = 0;
        switch (_step)
        {
            case Step.Rest:
                consumed = source.Length;
                return OperationStatus.Done;
            case Step.Length or Step.Chunk:
                consumed = (int)Math.Min(_left, source.Length);
                _left -= consumed;
                if (_left == 0) _step = _step == Step.Length ? Step.None : Step.ChunkSize;
                return OperationStatus.Done;
            default:
                return SkipLine(source, out consumed);
        }
    }

    // 7.1: a hexadecimal number and what may follow it; 0 is the last, and fields and an empty line come behind it.
    private OperationStatus SkipLine(ReadOnlySpan<byte> source, out int consumed)
    {
        consumed = 0;
        int end = source[..Math.Min(source.Length, MostLine)].IndexOf((byte)'\n');
        if (end < 0) return source.Length < MostLine ? OperationStatus.NeedMoreData : Fail();
        var line = source[..end].TrimEnd((byte)'\r');
        consumed = end + 1;
        if (_step == Step.Trailer)
        {
            if (line.IsEmpty) _step = Step.None;
            return OperationStatus.Done;
        }

        if (!Utf8Parser.TryParse(line, out uint size, out _, 'x') || size > int.MaxValue) return Fail();

        // The end of the line behind the chunk belongs to it.
        (_step, _left) = size == 0 ? (Step.Trailer, 0) : (Step.Chunk, size + 2L);
        return OperationStatus.Done;
    }

    private OperationStatus Fail()
    {
        _step = Step.None;
        return OperationStatus.InvalidData;
    }
}
