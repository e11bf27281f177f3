using System.Numerics;

namespace CraneAnomaly.Capture.Tcp;

/// <summary>
/// Buffers of a power of two bytes, from 256 upwards, kept for reuse. For one thread; what is returned here is never
/// given back to the collector, so the most that was held at one time stays reserved.
/// </summary>
internal sealed class BufferPool
{
    private const int SmallestBits = 8;

    private readonly Stack<byte[]>[] _free = new Stack<byte[]>[31 - SmallestBits];

    /// <summary>Size of the buffer that <see cref="Take"/> gives for so many bytes.</summary>
    public static int SizeFor(int bytes) => 1 << BitsFor(bytes);

    public byte[] Take(int bytes)
    {
        int bits = BitsFor(bytes);
        return _free[bits - SmallestBits] is { Count: > 0 } free ? free.Pop() : new byte[1 << bits];
    }

    public void Return(byte[] buffer)
    {
        int bits = BitOperations.Log2((uint)buffer.Length);
        (_free[bits - SmallestBits] ??= new()).Push(buffer);
    }

    private static int BitsFor(int bytes) =>
        Math.Max(SmallestBits, BitOperations.Log2((uint)Math.Max(bytes, 1) - 1) + 1);
}
