using System.Buffers;
using System.IO.Pipelines;

namespace CraneAnomaly.Tests.Capture.Files;

/// <summary>
/// Somebody else's pipe: every read brings a few bytes more, each chunk in a segment of its own, behind what was left.
/// </summary>
internal sealed class TricklePipeReader(byte[] bytes, int chunk) : PipeReader
{
    private Segment? _first;
    private Segment? _last;
    private int _firstIndex;
    private int _given;
    private bool _unexamined;

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (!_unexamined && _given < bytes.Length)
        {
            int count = Math.Min(chunk, bytes.Length - _given);
            var next = new Segment(bytes.AsMemory(_given, count), _last);
            _first ??= next;
            _last = next;
            _given += count;
        }

        var buffer = _first is null
            ? ReadOnlySequence<byte>.Empty
            : new ReadOnlySequence<byte>(_first, _firstIndex, _last!, _last!.Memory.Length);
        return new(new ReadResult(buffer, false, _given == bytes.Length));
    }

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        if (_first is null) return;
        _unexamined = !(ReferenceEquals(examined.GetObject(), _last) && examined.GetInteger() == _last!.Memory.Length);
        _first = (Segment)consumed.GetObject()!;
        _firstIndex = consumed.GetInteger();
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void CancelPendingRead() => throw new NotSupportedException();

    public override void Complete(Exception? exception = null)
    {
    }

    public override bool TryRead(out ReadResult result) => throw new NotSupportedException();

    /// <summary>All of the bytes at once, in segments of the chunk's length.</summary>
    public static ReadOnlySequence<byte> Segments(byte[] bytes, int chunk)
    {
        Segment? first = null;
        Segment? last = null;
        for (int at = 0; at < bytes.Length; at += chunk)
        {
            last = new Segment(bytes.AsMemory(at, Math.Min(chunk, bytes.Length - at)), last);
            first ??= last;
        }

        return first is null ? ReadOnlySequence<byte>.Empty : new(first, 0, last!, last!.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? previous)
        {
            Memory = memory;
            if (previous is null) return;
            RunningIndex = previous.RunningIndex + previous.Memory.Length;
            previous.Next = this;
        }
    }
}
