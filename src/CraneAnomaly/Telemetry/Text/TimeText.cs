using System.Runtime.CompilerServices;

namespace CraneAnomaly.Telemetry.Text;

/// <summary>
/// Reads event times: RFC 3339, or seconds, milliseconds, microseconds or nanoseconds since 1970, told apart by their
/// size. A time without a zone is taken as UTC.
/// </summary>
internal static class TimeText
{
    private const long NsPerSecond = 1_000_000_000;
    private const long LastSecond = long.MaxValue / NsPerSecond - 1;

    // 64 bits of nanoseconds reach from 1677 to 2262.
    private const int FirstYear = 1678, LastYear = 2261;

    private static readonly long[] Scales =
        [1_000_000_000, 100_000_000, 10_000_000, 1_000_000, 100_000, 10_000, 1_000, 100, 10, 1];

    private static ReadOnlySpan<byte> DaysOfMonth => [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

    /// <summary>Reads a text that is one time and nothing else.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out long timestampNs) =>
        text.Length > 4 && text[4] == '-' ? TryReadDate(text, out timestampNs) : TryReadEpoch(text, out timestampNs);

    /// <summary>Reads RFC 3339, 5.6, with a blank allowed for the T, and up to nine digits of a second that count.</summary>
    public static bool TryReadDate(ReadOnlySpan<byte> text, out long timestampNs)
    {
        timestampNs = 0;
        if (text.Length < 19) return false;
        int year = Two(text, 0) * 100 + Two(text, 2);
        int month = Two(text, 5), day = Two(text, 8), hour = Two(text, 11), minute = Two(text, 14);
        if (text[10] is not ((byte)'T' or (byte)'t' or (byte)' ') || text[4] != '-' || text[7] != '-' || text[13] != ':')
            return false;

        if (year is < FirstYear or > LastYear || (uint)(month - 1) > 11 || day < 1 || day > DaysIn(year, month)
            || (uint)hour > 23 || (uint)minute > 59)
        {
            return false;
        }

        long minutes = (DaysSince1970(year, month, day) * 24 + hour) * 60 + minute;
        return TryReadSecond(text, minutes * 60 * NsPerSecond, out timestampNs);
    }

    /// <summary>Reads from the second on, where the minute is known.</summary>
    public static bool TryReadSecond(ReadOnlySpan<byte> text, long minuteNs, out long timestampNs)
    {
        timestampNs = 0;
        if (text.Length < 19 || text[16] != ':') return false;

        // A leap second (60) is the second after it, as in Unix time.
        int second = Two(text, 17);
        if ((uint)second > 60) return false;
        long ns = minuteNs + second * NsPerSecond;
        int at = 19;
        if (at < text.Length && text[at] is (byte)'.' or (byte)',')
        {
            int digits = 0;
            long fraction = 0;
            uint digit;
            for (at++; (uint)at < (uint)text.Length && (digit = (uint)(text[at] - '0')) <= 9; at++)
            {
                if (digits == 9) continue;
                fraction = fraction * 10 + digit;
                digits++;
            }

            if (digits == 0) return false;
            ns += fraction * Scales[digits];
        }

        if (!TryReadZone(text[at..], out long zone)) return false;
        timestampNs = ns - zone;
        return true;
    }

    /// <summary>Reads a count since 1970: up to 10^11 seconds, to 10^14 milliseconds, to 10^17 microseconds, else nanoseconds.</summary>
    public static bool TryReadEpoch(ReadOnlySpan<byte> text, out long timestampNs)
    {
        timestampNs = 0;
        ulong whole = 0;
        int at = 0;
        uint digit;
        while ((uint)at < (uint)text.Length && (digit = (uint)(text[at] - '0')) <= 9)
        {
            if (at == 19) return false;
            whole = whole * 10 + digit;
            at++;
        }

        if (at == 0) return false;
        long unit = whole < 100_000_000_000 ? NsPerSecond
            : whole < 100_000_000_000_000 ? 1_000_000
            : whole < 100_000_000_000_000_000 ? 1_000
            : 1;
        if (whole > (ulong)(long.MaxValue / unit) || (unit == NsPerSecond && whole > LastSecond)) return false;
        long ns = (long)whole * unit;
        if (at == text.Length)
        {
            timestampNs = ns;
            return true;
        }

        if (text[at] != '.') return TryReadScientific(text, out timestampNs);
        int first = ++at;
        long place = unit;
        for (; (uint)at < (uint)text.Length && (digit = (uint)(text[at] - '0')) <= 9; at++)
        {
            place /= 10;
            ns += digit * place;
        }

        if (at == first || ns < 0) return false;
        if (at < text.Length) return TryReadScientific(text, out timestampNs);
        timestampNs = ns;
        return true;
    }

    // Some encoders write every number as 1.7e9.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TryReadScientific(ReadOnlySpan<byte> text, out long timestampNs)
    {
        timestampNs = 0;
        if (!DecimalText.TryReadWhole(text, out double value) || !(value is >= 0 and < 9.2e18)) return false;
        double unit = value < 1e11 ? 1e9 : value < 1e14 ? 1e6 : value < 1e17 ? 1e3 : 1;
        if (value * unit >= 9.2e18) return false;
        double whole = Math.Floor(value);
        timestampNs = (long)whole * (long)unit + (long)((value - whole) * unit);
        return true;
    }

    private static bool TryReadZone(ReadOnlySpan<byte> text, out long ns)
    {
        ns = 0;
        if (text.IsEmpty) return true;
        if (text.Length == 1) return (text[0] | 0x20) == 'z';
        if (text.Length != 6 || text[0] is not ((byte)'+' or (byte)'-') || text[3] != ':') return false;
        int hours = Two(text, 1), minutes = Two(text, 4);
        if ((uint)hours > 23 || (uint)minutes > 59) return false;
        ns = (hours * 60L + minutes) * 60 * NsPerSecond;
        if (text[0] == '-') ns = -ns;
        return true;
    }

    // Two digits; far below zero when they are none.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Two(ReadOnlySpan<byte> text, int at)
    {
        uint tens = (uint)(text[at] - '0'), ones = (uint)(text[at + 1] - '0');
        return tens <= 9 && ones <= 9 ? (int)(tens * 10 + ones) : -1_000_000;
    }

    private static int DaysIn(int year, int month) =>
        month == 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : DaysOfMonth[month - 1];

    // Days from the civil calendar, counted in years that begin in March.
    private static long DaysSince1970(int year, int month, int day)
    {
        int y = month <= 2 ? year - 1 : year;
        int era = y / 400, yearOfEra = y - era * 400;
        int dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
        int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
        return era * 146_097L + dayOfEra - 719_468;
    }
}
