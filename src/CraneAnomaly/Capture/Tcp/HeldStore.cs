namespace CraneAnomaly.Capture.Tcp;

/// <summary>
/// All that is held back from streams, under one cap: who sends one byte a minute on a million flows must not fill
/// the memory. Everything is pooled. Numbers start at 1; 0 is none.
/// </summary>
internal sealed class HeldStore
{
    private readonly List<HeldStream> _streams = [new()];
    private readonly Stack<int> _freeStreams = new();
    private readonly Stack<HeldSegment> _freeSegments = new();
    private readonly BufferPool _buffers = new();
    private int _youngest;

    /// <summary>Number of the stream that was made the youngest longest ago.</summary>
    public int Oldest { get; private set; }

    /// <summary>Bytes of buffers in use.</summary>
    public long Bytes { get; private set; }

    public HeldStream this[int number] => _streams[number];

    /// <summary>A stream for a flow.</summary>
    public int Open(int place, long nowNs)
    {
        if (!_freeStreams.TryPop(out int number))
        {
            number = _streams.Count;
            _streams.Add(new());
        }

        _streams[number].Place = place;
        Append(number, nowNs);
        return number;
    }

    /// <summary>Frees an empty stream.</summary>
    public void Close(int number)
    {
        Unlink(number);
        _freeStreams.Push(number);
    }

    /// <summary>Makes a stream the youngest.</summary>
    public void Renew(int number, long nowNs)
    {
        Unlink(number);
        Append(number, nowNs);
    }

    public byte[] TakeBuffer(int bytes)
    {
        byte[] buffer = _buffers.Take(bytes);
        Bytes += buffer.Length;
        return buffer;
    }

    public void ReturnBuffer(byte[] buffer)
    {
        Bytes -= buffer.Length;
        _buffers.Return(buffer);
    }

    public HeldSegment TakeSegment(int bytes)
    {
        if (!_freeSegments.TryPop(out var segment)) segment = new();
        segment.Buffer = TakeBuffer(bytes);
        return segment;
    }

    public void ReturnSegment(HeldSegment segment)
    {
        ReturnBuffer(segment.Buffer);
        segment.Buffer = [];
        segment.Next = null;
        _freeSegments.Push(segment);
    }

    private void Append(int number, long nowNs)
    {
        var stream = _streams[number];
        stream.ListedNs = nowNs;
        stream.Newer = 0;
        stream.Older = _youngest;
        if (_youngest != 0) _streams[_youngest].Newer = number;
        else Oldest = number;
        _youngest = number;
    }

    private void Unlink(int number)
    {
        var stream = _streams[number];
        if (stream.Older != 0) _streams[stream.Older].Newer = stream.Newer;
        else Oldest = stream.Newer;
        if (stream.Newer != 0) _streams[stream.Newer].Older = stream.Older;
        else _youngest = stream.Older;
    }
}
