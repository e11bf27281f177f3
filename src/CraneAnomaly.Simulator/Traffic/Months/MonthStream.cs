namespace CraneAnomaly.Simulator.Traffic.Months;

/// <summary>
/// A capture that is made while it is read: it holds what was made and not read yet, about as much as one step of the
/// port gives.
/// </summary>
/// <param name="buffer">Takes what is made.</param>
/// <param name="advance">Goes on by one step; false at the end.</param>
internal sealed class MonthStream(MemoryStream buffer, Func<bool> advance) : Stream
{
    private const int Enough = 1 << 16;

    private int _read;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>The most that it has held, bytes.</summary>
    public long MostHeld { get; private set; }

    public override int Read(Span<byte> target)
    {
        if (_read == buffer.Length)
        {
            buffer.SetLength(_read = 0);
            while (buffer.Length < Enough && advance())
            {
            }

            MostHeld = Math.Max(MostHeld, buffer.Length);
        }

        int count = (int)Math.Min(target.Length, buffer.Length - _read);
        buffer.GetBuffer().AsSpan(_read, count).CopyTo(target);
        _read += count;
        return count;
    }

    public override int Read(byte[] target, int offset, int count) => Read(target.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> target, CancellationToken cancellationToken = default) => new(Read(target.Span));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] source, int offset, int count) => throw new NotSupportedException();
}
