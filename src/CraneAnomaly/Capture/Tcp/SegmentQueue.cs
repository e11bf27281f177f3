namespace CraneAnomaly.Capture.Tcp;

/// <summary>
/// The segments of one side that wait, in the order of the stream, without overlaps: what came first stays.
/// </summary>
internal sealed class SegmentQueue
{
    private HeldSegment? _last;

    public HeldSegment? First { get; private set; }

    /// <summary>What the segments count for, in bytes.</summary>
    public int Charge { get; private set; }

    /// <summary>When the first of those now held came.</summary>
    public long SinceNs { get; private set; }

    /// <summary>
    /// Adds what is new in a segment. At most the cap's number of segments is passed by, for each counts for at least
    /// <see cref="HeldSegment.LeastCharge"/>.
    /// </summary>
    /// <returns>Bytes that differ from those held: the other side may have taken either.</returns>
    public int Insert(in Piece piece, ReadOnlySpan<byte> bytes, HeldStore store)
    {
        long at = piece.Sequence, end = at + bytes.Length;
        int conflict = 0;
        bool added = false;
        HeldSegment? before = _last is not null && _last.End <= at ? _last : null;
        HeldSegment? after = before is null ? First : null;
        while (true)
        {
            while (after is not null && after.End <= at) (before, after) = (after, after.Next);
            long until = after is null ? end : Math.Min(end, after.Sequence);
            if (until > at || (at == end && !added && piece.Cut > 0 && (after is null || after.Sequence > at)))
            {
                int cut = until == end && after is null ? piece.Cut : 0;
                var part = bytes.Slice((int)(at - piece.Sequence), (int)(until - at));
                before = Link(before, after, piece, at, part, cut, store);
                added = true;
                at = until;
            }

            if (at >= end || after is null) return conflict;

            // first wins: the bytes held stay, and are only compared.
            long shared = Math.Min(end, after.Sequence + after.Length);
            if (shared > at)
            {
                int length = (int)(shared - at);
                var held = after.Bytes.Slice((int)(at - after.Sequence), length);
                if (!held.SequenceEqual(bytes.Slice((int)(at - piece.Sequence), length))) conflict += length;
            }

            at = Math.Max(at, after.End);
            if (at >= end) return conflict;
        }
    }

    /// <summary>Takes the first segment out; the caller gives it back to the store.</summary>
    public HeldSegment Take()
    {
        var first = First!;
        First = first.Next;
        first.Next = null;
        if (First is null) _last = null;
        else SinceNs = First.TimestampNs;
        Charge -= first.Charge;
        return first;
    }

    private HeldSegment Link(
        HeldSegment? before, HeldSegment? after, in Piece piece, long at, ReadOnlySpan<byte> bytes, int cut,
        HeldStore store)
    {
        var segment = store.TakeSegment(bytes.Length);
        bytes.CopyTo(segment.Buffer);
        segment.Length = bytes.Length;
        segment.Cut = cut;
        segment.Sequence = at;
        segment.Needs = piece.Needs;
        segment.TimestampNs = piece.TimestampNs;
        segment.Frame = piece.Frame;
        segment.Next = after;
        if (First is null) SinceNs = piece.TimestampNs;
        if (before is null) First = segment;
        else before.Next = segment;
        if (after is null) _last = segment;
        Charge += segment.Charge;
        return segment;
    }
}
