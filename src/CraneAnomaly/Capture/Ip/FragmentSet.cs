using System.Buffers;

namespace CraneAnomaly.Capture.Ip;

/// <summary>
/// The fragments of one datagram. Bytes are kept in the order in which they came, so that memory follows what was
/// received, not what an offset claims; pieces say where they belong, sorted and without overlap.
/// </summary>
internal struct FragmentSet
{
    private const int FirstBytes = 512;
    private const int FirstPieces = 8;

    public FragmentKey Key;

    /// <summary>Event time of the first fragment that came.</summary>
    public long FirstNs;

    /// <summary>Neighbours in the order of arrival, or -1.</summary>
    public int Older, Newer;

    /// <summary>Bytes kept.</summary>
    public byte[] Kept;

    /// <summary>How many of <see cref="Kept"/> are used; every byte of the datagram is kept once.</summary>
    public int Received;

    /// <summary>Length of the datagram, -1 until the last fragment has come.</summary>
    public int Total;

    /// <summary>Protocol that the fragment at offset 0 names.</summary>
    public byte Protocol;

    private FragmentPiece[] _pieces;
    private int _count;

    /// <summary>Memory held.</summary>
    public readonly int Bytes => Kept.Length + _pieces.Length * 12;

    /// <summary>Whether every byte has come.</summary>
    public readonly bool IsComplete => Received == Total;

    /// <summary>Whether a fragment agrees with what is known of the datagram's length.</summary>
    public readonly bool Fits(int end, bool more)
    {
        if (Total >= 0) return more ? end <= Total : end == Total;
        return more || _count == 0 || end >= _pieces[_count - 1].End;
    }

    /// <summary>Begins a datagram.</summary>
    public void Open(in FragmentKey key, long nowNs, int length)
    {
        Key = key;
        FirstNs = nowNs;
        Kept = ArrayPool<byte>.Shared.Rent(Math.Max(FirstBytes, length));
        _pieces = ArrayPool<FragmentPiece>.Shared.Rent(FirstPieces);
        _count = 0;
        Received = 0;
        Total = -1;
        Protocol = 0;
    }

    /// <summary>Gives the memory back.</summary>
    public void Close()
    {
        ArrayPool<byte>.Shared.Return(Kept);
        ArrayPool<FragmentPiece>.Shared.Return(_pieces);
        Kept = [];
        _pieces = [];
    }

    /// <summary>Adds a fragment; where bytes are known already the first ones stay.</summary>
    /// <returns>Whether all bytes that were known already are the same.</returns>
    public bool Add(int offset, ReadOnlySpan<byte> data)
    {
        bool same = true;
        int at = offset, end = offset + data.Length;
        int i = FirstEndingBehind(offset);
        while (at < end)
        {
            var piece = i < _count ? _pieces[i] : new() { Offset = end };
            if (piece.Offset <= at)
            {
                int until = Math.Min(piece.End, end);
                var known = Kept.AsSpan(piece.Position + at - piece.Offset, until - at);
                same &= known.SequenceEqual(data.Slice(at - offset, until - at));
                at = until;
                i++;
            }
            else
            {
                int until = Math.Min(piece.Offset, end);
                i += Insert(i, at, data.Slice(at - offset, until - at));
                at = until;
            }
        }

        return same;
    }

    /// <summary>Writes the whole datagram.</summary>
    public readonly void CopyTo(Span<byte> destination)
    {
        foreach (ref readonly var piece in _pieces.AsSpan(0, _count))
            Kept.AsSpan(piece.Position, piece.Length).CopyTo(destination[piece.Offset..]);
    }

    /// <summary>Index of the first piece that reaches behind an offset.</summary>
    private readonly int FirstEndingBehind(int offset)
    {
        int low = 0, high = _count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_pieces[middle].End <= offset) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    /// <summary>Keeps new bytes, and says how many pieces that made: none when they continue the one before.</summary>
    private int Insert(int index, int offset, ReadOnlySpan<byte> data)
    {
        if (Kept.Length - Received < data.Length) Kept = Grow(Kept, Received, Received + data.Length);
        data.CopyTo(Kept.AsSpan(Received));
        int position = Received;
        Received += data.Length;
        if (index > 0)
        {
            ref var before = ref _pieces[index - 1];
            if (before.End == offset && before.Position + before.Length == position)
            {
                before.Length += data.Length;
                return 0;
            }
        }

        if (_count == _pieces.Length) _pieces = Grow(_pieces, _count, _count + 1);
        _pieces.AsSpan(index, _count - index).CopyTo(_pieces.AsSpan(index + 1));
        _pieces[index] = new() { Offset = offset, Length = data.Length, Position = position };
        _count++;
        return 1;
    }

    private static T[] Grow<T>(T[] full, int used, int needed)
    {
        var larger = ArrayPool<T>.Shared.Rent(Math.Max(needed, full.Length * 2));
        full.AsSpan(0, used).CopyTo(larger);
        ArrayPool<T>.Shared.Return(full);
        return larger;
    }
}
