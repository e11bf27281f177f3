using System.Buffers.Binary;

namespace CraneAnomaly.Fuzz.Canary;

/// <summary>
/// A reader with four bugs, each behind four bytes that no list of interesting values holds: blind luck would need
/// 2^32 tries, coverage some ten thousand. That the fuzzer finds all four shows that it can find anything at all.
/// </summary>
public static class CanaryReader
{
    // Only written: visible, so that the compiler keeps what the bugs compute.
    internal static byte Last;
    internal static byte[] Kept = [];

    public static void Read(ReadOnlySpan<byte> input)
    {
        if (input.Length < 8) return;
        if (input[0] != 'L') return;
        if (input[1] != 'I') return;
        if (input[2] != 'F') return;
        switch (input[3])
        {
            case (byte)'t': ReadPastEnd(input); break;
            case (byte)'h': WalkWithoutAdvancing(input); break;
            case (byte)'w': AllocateFromField(input); break;
            case (byte)'r': Nest(input, 0); break;
        }
    }

    private static void ReadPastEnd(ReadOnlySpan<byte> input)
    {
        int offset = input[4];
        if (offset > 100) Last = input[8 + offset];
    }

    private static void WalkWithoutAdvancing(ReadOnlySpan<byte> input)
    {
        int at = 4;
        while (at < input.Length) at += input[at];
    }

    private static void AllocateFromField(ReadOnlySpan<byte> input) =>
        Kept = new byte[BinaryPrimitives.ReadUInt16BigEndian(input[4..]) << 10];

    private static int Nest(ReadOnlySpan<byte> input, int depth) =>
        input[4] == 0 ? depth : Nest(input, depth + 1) + input[5];
}
