using System.Runtime.CompilerServices;

namespace CraneAnomaly.Capture.Tcp;

/// <summary>
/// The ends of segments that may go on in the next segment of the same direction. Of fixed size: one that another takes the
/// place of is counted.
/// </summary>
internal sealed class TextTails
{
    /// <summary>Bytes kept of a segment.</summary>
    public const int MostBytes = 24;

    private const int Places = 4_096;

    private readonly Tail[] _tails = new Tail[Places];

    /// <summary>Ends given up for others.</summary>
    public long Evicted { get; private set; }

    /// <summary>Takes out the end that is kept of a direction; its length, 0 for none.</summary>
    public int Take(int flow, int side, Span<byte> output)
    {
        ref var tail = ref Place(flow, side, out long key);
        if (tail.Key != key || tail.Length == 0) return 0;
        int length = tail.Length;
        ((ReadOnlySpan<byte>)tail.Bytes)[..length].CopyTo(output);
        tail.Length = 0;
        return length;
    }

    /// <summary>Keeps the end of a segment.</summary>
    public void Keep(int flow, int side, ReadOnlySpan<byte> end)
    {
        ref var tail = ref Place(flow, side, out long key);
        if (tail.Length > 0 && tail.Key != key) Evicted++;
        end = end[^Math.Min(end.Length, MostBytes)..];
        (tail.Key, tail.Length) = (key, (byte)end.Length);
        end.CopyTo(tail.Bytes);
    }

    // Flows are numbered one after another: neighbours do not meet.
    private ref Tail Place(int flow, int side, out long key)
    {
        key = ((long)flow << 1 | (uint)side) + 1;
        return ref _tails[(int)(key & (Places - 1))];
    }

    [InlineArray(MostBytes)]
    internal struct TailBytes
    {
        private byte _element0;
    }

    internal struct Tail
    {
        public long Key;
        public byte Length;
        public TailBytes Bytes;
    }
}
