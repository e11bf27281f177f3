using System.Buffers;
using System.IO.Pipelines;
using System.Numerics;

namespace CraneAnomaly.Capture.Bytes;

/// <summary>
/// Feeds a <see cref="ByteReader"/> from a <see cref="PipeReader"/>: the only loop over one, and the only caller of
/// <c>AdvanceTo</c>. A read that is one segment (every read of <see cref="ContiguousPipeReader"/>) is handed on as it
/// is; of other readers' segments, only the unit that lies across an edge is copied.
/// </summary>
/// <param name="pipe">Where bytes come from.</param>
/// <param name="reader">Where they go.</param>
/// <param name="gate">Held while the reader reads, where it shares anything with others; null where it does not.</param>
/// <param name="offset">Bytes of the input that the reader has consumed before, and the pipe does not give again.</param>
internal sealed class ByteSource(PipeReader pipe, ByteReader reader, Lock? gate = null, long offset = 0)
{
    private byte[] _held = [];
    private int _heldLength;

    /// <summary>Bytes consumed since the start of the input.</summary>
    public long Offset { get; private set; } = offset;

    /// <summary>Whether the reader was told the end, or has stopped.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Why the source could not be read to its end; the reader was then not told of one.</summary>
    public IOException? Failure { get; private set; }

    /// <summary>Feeds the whole input.</summary>
    public async ValueTask RunAsync(CancellationToken cancellation)
    {
        while (await ReadAsync(cancellation).ConfigureAwait(false))
        {
        }
    }

    /// <summary>
    /// Feeds what one read of the pipe brings, so that several inputs can be read in turn.
    /// </summary>
    /// <returns>Whether there may be more; after false the reader has been told the end, or has stopped.</returns>
    /// <exception cref="OperationCanceledException">
    /// Cancelled, or <see cref="PipeReader.CancelPendingRead"/> was called.
    /// </exception>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellation)
    {
        ReadResult result;
        try
        {
            result = await pipe.ReadAsync(cancellation).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            // Here and not further out: what a sink throws is no failure of the source.
            Failure = e;
            return false;
        }

        if (result.IsCanceled)
        {
            pipe.AdvanceTo(result.Buffer.Start);
            throw new OperationCanceledException(cancellation);
        }

        bool more = FeedInTurn(result.Buffer, result.IsCompleted, cancellation, out SequencePosition consumed);
        pipe.AdvanceTo(consumed, result.Buffer.End);
        return more;
    }

    /// <summary>
    /// The first bytes of a pipe, at least <paramref name="count"/> if it has so many; they stay in it.
    /// </summary>
    public static ValueTask<byte[]> PeekAsync(PipeReader pipe, int count, CancellationToken cancellation) =>
        PeekAtLeastAsync(pipe, count, count, cancellation);

    /// <summary>The first bytes of a pipe: at least so many if it has them, and what more is there up to a most.</summary>
    public static async ValueTask<byte[]> PeekAtLeastAsync(PipeReader pipe, int least, int most, CancellationToken cancellation)
    {
        ReadResult result = await pipe.ReadAtLeastAsync(least, cancellation).ConfigureAwait(false);
        byte[] head = result.Buffer.Slice(0, Math.Min(most, result.Buffer.Length)).ToArray();
        pipe.AdvanceTo(result.Buffer.Start);
        if (result.IsCanceled) throw new OperationCanceledException(cancellation);
        return head;
    }

    private bool FeedInTurn(in ReadOnlySequence<byte> buffer, bool completed, CancellationToken cancellation, out SequencePosition consumed)
    {
        if (gate is null) return Feed(buffer, completed, out consumed);
        lock (gate)
        {
            // Who cancels while holding the gate has seen the last of what is read.
            cancellation.ThrowIfCancellationRequested();
            bool more = Feed(buffer, completed, out consumed);
            HasEnded = !more;
            return more;
        }
    }

    private bool Feed(in ReadOnlySequence<byte> buffer, bool completed, out SequencePosition consumed)
    {
        if (_heldLength == 0 && buffer.IsSingleSegment)
        {
            ReadOnlySpan<byte> bytes = buffer.FirstSpan;
            int used = bytes.Length >= reader.Needed ? Read(bytes) : 0;
            consumed = buffer.GetPosition(used);
            return More(bytes[used..], completed);
        }

        // What does not make a unit is held here, not in the pipe: a pipe may pause its writer when it holds much.
        consumed = buffer.End;
        foreach (ReadOnlyMemory<byte> segment in buffer)
        {
            FeedSegment(segment.Span);
            if (reader.Stopped) return false;
        }

        return More(_held.AsSpan(0, _heldLength), completed);
    }

    private bool More(ReadOnlySpan<byte> tail, bool completed)
    {
        if (reader.Stopped) return false;
        if (!completed) return true;
        reader.End(tail, Offset);
        return false;
    }

    private void FeedSegment(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_heldLength == 0)
            {
                int used = bytes.Length >= reader.Needed ? Read(bytes) : 0;
                if (!reader.Stopped) Hold(bytes[used..]);
                return;
            }

            int wanted = Math.Min(reader.Needed - _heldLength, bytes.Length);
            Hold(bytes[..wanted]);
            bytes = bytes[wanted..];
            if (_heldLength < reader.Needed) return;

            int consumed = Read(_held.AsSpan(0, _heldLength));
            if (reader.Stopped) return;
            _held.AsSpan(consumed, _heldLength - consumed).CopyTo(_held);
            _heldLength -= consumed;
        }
    }

    private void Hold(ReadOnlySpan<byte> bytes)
    {
        int length = _heldLength + bytes.Length;
        if (length > _held.Length)
            Array.Resize(ref _held, (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(length, 4096)));
        bytes.CopyTo(_held.AsSpan(_heldLength));
        _heldLength = length;
    }

    private int Read(ReadOnlySpan<byte> bytes)
    {
        int consumed = reader.Read(bytes, Offset);
        Offset += consumed;

        // Not a matter of the bytes: a reader that breaks its contract would have this loop run for ever.
        if (!reader.Stopped && bytes.Length - consumed >= reader.Needed)
            throw new InvalidOperationException($"{reader.GetType().Name} made no progress at offset {Offset}.");
        return consumed;
    }
}
