using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace CraneAnomaly.Telemetry.Text;

/// <summary>
/// Reads many short numbers whose ends are known: first the digits of each are put in their places, then four at a time
/// become doubles. None waits for the one before, and a division takes four as fast as one.
/// </summary>
/// <param name="count">Most numbers.</param>
internal sealed class DecimalBatch(int count)
{
    /// <summary>Bytes that are looked at, in front of the end of a number.</summary>
    public const int Reach = 16;

    private const int Together = 4;

    // For a place of the point (or none), of the first byte, and with or without a sign.
    private static readonly Place[] s_places = MakePlaces();

    /// <summary>The first of all places, for <see cref="TryTake"/>: asked for once, and not for each number.</summary>
    public static ref readonly Place Places => ref MemoryMarshal.GetArrayDataReference(s_places);

    // Whole groups, so that the last one is read and written as the others are.
    private readonly Taken[] _taken = new Taken[(count + Together) & -Together];
    private readonly double[] _numbers = new double[(count + Together) & -Together];

    /// <summary>Whether this processor can do it.</summary>
    public static bool IsSupported => Avx2.IsSupported;

    /// <summary>Most numbers.</summary>
    public int Count { get; } = count;

    /// <summary>The numbers, once they are divided.</summary>
    public ReadOnlySpan<double> Numbers => _numbers;

    /// <summary>Where so many numbers are put, from one on.</summary>
    public Span<Taken> At(int first, int length) => _taken.AsSpan(first, length);

    /// <summary>Forgets all of them: what stays in a group that is not filled has its say in <see cref="TryDivide"/>.</summary>
    public void Clear() => _taken.AsSpan().Clear();

    /// <summary>Takes a text that shall be one number and nothing else.</summary>
    /// <param name="text">The first byte of what it stands in; its bytes up to the end are not checked to be there.</param>
    /// <param name="at">Where it begins, at least <see cref="Reach"/>.</param>
    /// <param name="end">Where it ends; that may be anywhere in the text.</param>
    /// <param name="places">What <see cref="Places"/> gave.</param>
    /// <param name="number">Where it is put.</param>
    /// <returns>False for what has to be looked at more closely; when it is true, <see cref="TryDivide"/> has the last word.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryTake(ref readonly byte text, int at, int end, ref readonly Place places, ref Taken number)
    {
        // Nothing is touched for an end that is not behind the beginning by 1 to 15 bytes.
        uint start = (uint)(at + Reach - end);
        if (start - 1 >= Reach - 1) return false;
        uint sign = Unsafe.Add(ref Unsafe.AsRef(in text), (uint)at) == '-' ? 1u : 0u;
        var bytes = Vector128.LoadUnsafe(in text, (nuint)(uint)(end - Reach)) - Vector128.Create((byte)'0');
        uint inside = uint.MaxValue << (int)(start + sign);

        // What is no digit has to be a point, and one alone. Sums that saturate leave the upper bit.
        uint others = Sse2.AddSaturate(bytes, Vector128.Create((byte)(0x7F - 9))).ExtractMostSignificantBits() & inside;
        uint points = Sse2.CompareEqual(bytes, Vector128.Create(unchecked((byte)('.' - '0')))).ExtractMostSignificantBits() & inside;
        if (((others ^ points) | (others & (others - 1))) != 0) return false;
        uint point = (uint)BitOperations.TrailingZeroCount(others | 1u << Reach);
        ref readonly var place = ref Unsafe.Add(ref Unsafe.AsRef(in places), point << 5 | start << 1 | sign);
        number.Digits = Ssse3.Shuffle(bytes, place.Lanes);
        number.Scale = place.Scale;
        return true;
    }

    /// <summary>Makes numbers of all that was taken; of what was not, anything.</summary>
    /// <returns>False when one of them is no number.</returns>
    /// <remarks>
    /// Clinger's fast path: at most fifteen digits and a power of ten up to 10^22 are both exact in a double, so that one
    /// division is correctly rounded.
    /// </remarks>
    public bool TryDivide(int most)
    {
        var numbers = MemoryMarshal.Cast<double, Vector256<double>>(_numbers.AsSpan());
        var tens = Vector256.Create((ushort)(10 | 1 << 8)).AsSByte();
        var hundreds = Vector256.Create(100 | 1 << 16).AsInt16();
        var thousands = Vector256.Create(10_000 | 1 << 16).AsInt16();
        var wrong = Vector256<double>.Zero;

        // 2^52: with a whole number below it in its lower bits, a double is their sum.
        var lift = Vector256.Create(4_503_599_627_370_496.0);
        for (int i = 0; i < (most + Together - 1) / Together; i++)
        {
            var four = _taken.AsSpan(i * Together, Together);

            // Neighbours by tens, by hundreds, by ten thousands: twice eight digits each. What is packed or unpacked lane
            // by lane stands in the order 0 2 1 3.
            var one = Avx2.MultiplyAddAdjacent(Vector256.Create(four[0].Digits, four[1].Digits), tens);
            var other = Avx2.MultiplyAddAdjacent(Vector256.Create(four[2].Digits, four[3].Digits), tens);
            var fours = Avx2.PackUnsignedSaturate(Avx2.MultiplyAddAdjacent(one, hundreds), Avx2.MultiplyAddAdjacent(other, hundreds));
            var eights = Avx2.MultiplyAddAdjacent(fours.AsInt16(), thousands).AsUInt64();
            var upper = ((eights & Vector256.Create((ulong)uint.MaxValue)) | lift.AsUInt64()).AsDouble() - lift;
            var lower = ((eights >> 32) | lift.AsUInt64()).AsDouble() - lift;
            var number = (upper * Vector256.Create(1e8)) + lower;
            var first = Vector256.Create(four[0].Scale, four[1].Scale);
            var second = Vector256.Create(four[2].Scale, four[3].Scale);
            wrong |= Vector256.LessThan(number, Avx.UnpackHigh(first, second));
            numbers[i] = Avx2.Permute4x64(number / Avx.UnpackLow(first, second), 0b11_01_10_00);
        }

        return wrong.AsUInt64().ExtractMostSignificantBits() == 0;
    }

    private static Place[] MakePlaces()
    {
        var places = new Place[17 * 32];
        for (int i = 0; i < places.Length; i++)
        {
            int point = i >> 5, first = (i >> 1 & 15) + (i & 1), end = Reach, digits = end - first - (point < end ? 1 : 0);
            var lanes = Vector128.Create((byte)0x80);
            for (int from = end - 1, to = end - 1; from >= first; from--)
                if (from != point) lanes = lanes.WithElement(to--, (byte)from);

            // RFC 8259, 6: digits on both sides of a point, and no zero in front of others.
            bool isNumber = first > 0 && point > first && point != end - 1;
            double power = Math.Pow(10, point == end ? 0 : end - 1 - point);
            double least = !isNumber ? double.PositiveInfinity : point > first + 1 ? Math.Pow(10, digits - 1) : 0;
            places[i] = new() { Lanes = lanes, Scale = Vector128.Create((i & 1) != 0 ? -power : power, least) };
        }

        return places;
    }

    // Which byte of a text goes where, what its digits are divided by (with the sign), and the least that they can be.
    internal readonly struct Place
    {
        public Vector128<byte> Lanes { get; init; }

        public Vector128<double> Scale { get; init; }
    }

    /// <summary>A number that was taken: its digits, and what they are divided by beside the least that they can be.</summary>
    internal struct Taken
    {
        /// <summary>The digits, each as a number, to the right.</summary>
        public Vector128<byte> Digits;

        /// <summary>The power of ten with the sign, and the least that the digits can be together.</summary>
        public Vector128<double> Scale;

        /// <summary>Nothing, which is in the way of no other.</summary>
        public static Taken None => new() { Scale = Vector128.Create(1.0, 0) };
    }
}
