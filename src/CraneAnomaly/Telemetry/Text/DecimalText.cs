using System.Globalization;
using System.Runtime.CompilerServices;

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
        ShortDecimal.IsSupported && text.Length > ShortDecimal.Reach
            ? ReadAtOnce(text, out value)
            : ReadByDigits(text, out value);

    private static int ReadAtOnce(ReadOnlySpan<byte> text, out double value)
    {
        int used = ShortDecimal.Read(in text[0], out value);

        // An exponent, or more digits than fit.
        return used == 0 || (text[used] | 0x20) == 'e' ? ReadByDigits(text, out value) : used;
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
