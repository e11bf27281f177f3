using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace CraneAnomaly.Telemetry.Text;

/// <summary>Reads decimal numbers as JSON writes them (RFC 8259, 6), exactly: the double nearest to the decimal.</summary>
internal static class DecimalText
{
    // Longer ones are no measurement; the runtime's reader would take time for each digit.
    private const int LongestNumber = 1_100;

    private static readonly double[] PowersOfTen =
    [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
        1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ];

    /// <summary>Reads the number at the start of <paramref name="text"/>.</summary>
    /// <param name="text">The number and what follows it.</param>
    /// <param name="value">The value; infinite where it is beyond the range of a double.</param>
    /// <returns>Bytes used; 0 when no number stands there.</returns>
    /// <remarks>
    /// Clinger's fast path: at most 2^53 over a power of ten up to 10^22 are both exact in a double, so that one
    /// division is correctly rounded. Everything else is read by the runtime.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Read(ReadOnlySpan<byte> text, out double value) =>
        Ssse3.IsSupported && Sse41.IsSupported && text.Length > Vector128<byte>.Count
            ? ReadAtOnce(text, out value)
            : ReadByDigits(text, out value);

    // All digits at once, because where a number ends is what a processor guesses wrong most often.
    private static int ReadAtOnce(ReadOnlySpan<byte> text, out double value)
    {
        int sign = text[0] == '-' ? 1 : 0;
        var digits = Vector128.Create(text.Slice(sign, Vector128<byte>.Count)) - Vector128.Create((byte)'0');
        uint others = Vector128.GreaterThan(digits, Vector128.Create((byte)9)).ExtractMostSignificantBits() | 1u << 16;
        int whole = BitOperations.TrailingZeroCount(others);
        int end = whole, fraction = 0;
        if (whole < 16 && text[sign + whole] == '.')
        {
            // With the point gone, the next that is no digit ends the number.
            end = BitOperations.TrailingZeroCount(others & others - 1);
            fraction = end - whole - 1;
            if (fraction == 0) return ReadByDigits(text, out value);
        }

        // At 16 it may go on; an exponent, no digit or a zero in front of others is for the careful reader.
        if (end >= 16 || whole == 0 || (text[sign + end] | 0x20) == 'e' || (whole > 1 && text[sign] == '0'))
            return ReadByDigits(text, out value);

        // Digits to the right, zeros in front of them, the point left out: a lane takes zero where its index is negative.
        int count = whole + fraction;
        var place = Vector128.CreateSequence<sbyte>(0, 1) + Vector128.Create((sbyte)(count - 16));
        place -= Vector128.GreaterThan(place, Vector128.Create((sbyte)(whole - 1)));
        var packed = Ssse3.Shuffle(digits, place.AsByte());

        // Neighbours by tens, by hundreds, by ten thousands: two numbers of eight digits.
        var pairs = Ssse3.MultiplyAddAdjacent(packed, Vector128.Create((ushort)(10 | 1 << 8)).AsSByte());
        var fours = Sse2.MultiplyAddAdjacent(pairs, Vector128.Create(100 | 1 << 16).AsInt16());
        var narrow = Sse41.PackUnsignedSaturate(fours, fours).AsInt16();
        var eights = Sse2.MultiplyAddAdjacent(narrow, Vector128.Create(10_000 | 1 << 16).AsInt16());
        long number = eights.GetElement(0) * 100_000_000L + eights.GetElement(1);
        value = number;
        if (fraction != 0) value /= PowersOfTen[fraction];
        if (sign != 0) value = -value;
        return sign + end;
    }

    private static int ReadByDigits(ReadOnlySpan<byte> text, out double value)
    {
        int at = text.Length > 0 && text[0] == '-' ? 1 : 0;
        int start = at;
        ulong digits = 0;
        uint digit;
        while ((uint)at < (uint)text.Length && (digit = (uint)(text[at] - '0')) <= 9)
        {
            digits = digits * 10 + digit;
            at++;
        }

        int whole = at - start, fraction = 0;
        if ((uint)at < (uint)text.Length && text[at] == '.')
        {
            int point = ++at;
            while ((uint)at < (uint)text.Length && (digit = (uint)(text[at] - '0')) <= 9)
            {
                digits = digits * 10 + digit;
                at++;
            }

            fraction = at - point;
            if (fraction == 0) goto Other;
        }

        // 19 digits fit into 64 bits; what has more may have wrapped around. JSON knows no "007" and no ".5".
        if (whole == 0 || whole + fraction > 19 || digits > 1UL << 53 || (whole > 1 && text[start] == '0')
            || ((uint)at < (uint)text.Length && (text[at] | 0x20) == 'e'))
        {
            goto Other;
        }

        value = (long)digits;
        if (fraction != 0) value /= PowersOfTen[fraction];
        if (start != 0) value = -value;
        return at;
    Other:
        return ReadOther(text, out value);
    }

    /// <summary>Reads a text that is one number and nothing else.</summary>
    public static bool TryReadWhole(ReadOnlySpan<byte> text, out double value) =>
        Read(text, out value) is > 0 and var used && used == text.Length;

    /// <summary>Bytes of the number at the start of <paramref name="text"/> by JSON's grammar; 0 for none.</summary>
    public static int Measure(ReadOnlySpan<byte> text)
    {
        int at = text.Length > 0 && text[0] == '-' ? 1 : 0;
        int whole = Digits(text[at..]);
        if (whole == 0 || (whole > 1 && text[at] == '0')) return 0;
        at += whole;
        if (at < text.Length && text[at] == '.')
        {
            int fraction = Digits(text[(at + 1)..]);
            if (fraction == 0) return 0;
            at += 1 + fraction;
        }

        if (at >= text.Length || (text[at] | 0x20) != 'e') return at;
        at++;
        if (at < text.Length && text[at] is (byte)'+' or (byte)'-') at++;
        int exponent = at <= text.Length ? Digits(text[at..]) : 0;
        return exponent == 0 ? 0 : at + exponent;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int ReadOther(ReadOnlySpan<byte> text, out double value)
    {
        value = 0;
        int length = Measure(text);
        if (length is 0 or > LongestNumber) return 0;
        return double.TryParse(text[..length], NumberStyles.Float, CultureInfo.InvariantCulture, out value) ? length : 0;
    }

    private static int Digits(ReadOnlySpan<byte> text)
    {
        int count = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return count < 0 ? text.Length : count;
    }
}
