using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace CraneAnomaly.Telemetry.Text;

/// <summary>
/// Reads numbers of at most fifteen characters, exactly and all digits at once: where a number ends is what a processor
/// guesses wrong most often, and what everything behind it waits for.
/// </summary>
internal static class ShortDecimal
{
    /// <summary>Bytes that are looked at.</summary>
    public const int Reach = 16;

    // Up to 10^22 exact in a double; a number of this length has at most 13 decimals.
    private static readonly double[] PowersOfTen =
        [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

    // For a place of the point and a length, which byte goes where: digits to the right, the point left out.
    private static readonly byte[] Places = MakePlaces();

    /// <summary>Whether this processor can do it.</summary>
    public static bool IsSupported => Ssse3.IsSupported && Sse41.IsSupported;

    /// <summary>Reads the number at the start of <paramref name="text"/>; an <c>e</c> behind it is not looked at.</summary>
    /// <param name="text">The first of <see cref="Reach"/> bytes.</param>
    /// <param name="value">The double nearest to the decimal.</param>
    /// <returns>Bytes used; 0 for what has to be looked at more closely.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Read(ref readonly byte text, out double value)
    {
        value = 0;
        var bytes = Vector128.LoadUnsafe(in text);

        // What a number is made of lies in one range: - . / 0-9. Sums that saturate leave the upper bit for what does
        // not: masks come from it in one step, where comparing would take three.
        var beyond = Sse2.AddSaturate(bytes - Vector128.Create((byte)'-'), Vector128.Create((byte)(0x7F - ('9' - '-'))));
        int length = BitOperations.TrailingZeroCount(beyond.ExtractMostSignificantBits() | 1u << Reach);
        int sign = text == '-' ? 1 : 0;
        uint end = 1u << length;

        // Of those, what stands before 0 wraps around.
        uint marks = (bytes - Vector128.Create((byte)'0')).ExtractMostSignificantBits() & (end - 1) & ~(uint)sign;
        int point = BitOperations.TrailingZeroCount(marks | end);
        int fraction = length - point;
        if (length >= Reach || point <= sign) return 0;
        if (marks != 0)
        {
            fraction--;
            if (fraction == 0 || (marks & (marks - 1)) != 0 || Unsafe.Add(ref Unsafe.AsRef(in text), point) != '.') return 0;
        }

        // RFC 8259, 6: no zero in front of other digits. Both at once, because each alone comes as the values do.
        if ((point - sign > 1) & (Unsafe.Add(ref Unsafe.AsRef(in text), sign) == '0')) return 0;

        // The sign saturates to a zero in front. Neighbours by tens, by hundreds, by ten thousands: twice eight digits.
        var places = Vector128.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(Places), (nuint)(point << 8 | length << 4));
        var packed = Ssse3.Shuffle(Sse2.SubtractSaturate(bytes, Vector128.Create((byte)'0')), places);
        var pairs = Ssse3.MultiplyAddAdjacent(packed, Vector128.Create((ushort)(10 | 1 << 8)).AsSByte());
        var fours = Sse2.MultiplyAddAdjacent(pairs, Vector128.Create(100 | 1 << 16).AsInt16());
        var narrow = Sse41.PackUnsignedSaturate(fours, fours).AsInt16();
        ulong eights = Sse2.MultiplyAddAdjacent(narrow, Vector128.Create(10_000 | 1 << 16).AsInt16()).AsUInt64().ToScalar();
        long number = (uint)eights * 100_000_000L + (long)(eights >> 32);

        // Clinger's fast path: both are exact in a double, so that one division is correctly rounded.
        double magnitude = number / PowersOfTen[fraction];
        value = BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(magnitude) | (long)sign << 63);
        return length;
    }

    /// <summary>Whether the first bytes of <paramref name="text"/> are digits and a whole number.</summary>
    /// <param name="text">At least <see cref="Reach"/> bytes.</param>
    /// <param name="length">How many; of more than fifteen it is not said.</param>
    public static bool IsWhole(ReadOnlySpan<byte> text, int length)
    {
        if (length is <= 0 or >= Reach || (length > 1 && text[0] == '0')) return false;
        var beyond = Vector128.GreaterThan(Vector128.Create(text[..Reach]) - Vector128.Create((byte)'0'), Vector128.Create((byte)9));
        return (beyond.ExtractMostSignificantBits() & ((1u << length) - 1)) == 0;
    }

    private static byte[] MakePlaces()
    {
        byte[] places = new byte[16 * 16 * 16];
        places.AsSpan().Fill(0x80);
        for (int point = 0; point < 16; point++)
        {
            for (int length = point; length < 16; length++)
            {
                int lane = 15;
                for (int i = length - 1; i >= 0; i--)
                {
                    if (i != point) places[point << 8 | length << 4 | lane--] = (byte)i;
                }
            }
        }

        return places;
    }
}
