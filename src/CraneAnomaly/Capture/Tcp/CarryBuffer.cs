namespace CraneAnomaly.Capture.Tcp;

/// <summary>The bytes of one side that a protocol has seen and not consumed: the begin of a PDU.</summary>
internal struct CarryBuffer
{
    private byte[]? _buffer;
    private int _start;

    /// <summary>Number of bytes.</summary>
    public int Length { get; private set; }

    public readonly ReadOnlySpan<byte> Bytes => _buffer.AsSpan(_start, Length);

    /// <summary>Size of the buffer taken from the store.</summary>
    public readonly int Reserved => _buffer?.Length ?? 0;

    /// <summary>Adds bytes behind.</summary>
    public void Append(ReadOnlySpan<byte> bytes, HeldStore store)
    {
        int needed = Length + bytes.Length;
        if (_buffer is null || needed > _buffer.Length)
        {
            byte[] larger = store.TakeBuffer(needed);
            Bytes.CopyTo(larger);
            if (_buffer is not null) store.ReturnBuffer(_buffer);
            _buffer = larger;
            _start = 0;
        }
        else if (_start + needed > _buffer.Length)
        {
            Bytes.CopyTo(_buffer);
            _start = 0;
        }

        bytes.CopyTo(_buffer.AsSpan(_start + Length));
        Length = needed;
    }

    /// <summary>Drops bytes in front.</summary>
    public void Consume(int count, HeldStore store)
    {
        _start += count;
        Length -= count;
        if (Length == 0) Clear(store);
    }

    public void Clear(HeldStore store)
    {
        if (_buffer is not null) store.ReturnBuffer(_buffer);
        _buffer = null;
        _start = Length = 0;
    }
}
