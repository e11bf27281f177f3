using System.Globalization;

namespace CraneAnomaly.Records;

/// <summary>Event times: nanoseconds since 1970-01-01 UTC as a 64-bit integer (years 1677 to 2262).</summary>
public static class EventTime
{
    private const long NsPerSecond = 1_000_000_000;

    // 1678-01-01 and the last of 2261: whole years that fit.
    private const long FirstSecond = -9_214_560_000;
    private const long LastSecond = 9_214_646_399;
    private const long EpochDay = 719_162;

    /// <summary>RFC 3339 in UTC with nine digits, for example <c>2026-03-01T04:12:09.300000000Z</c>.</summary>
    public static string ToText(long timestampNs)
    {
        long seconds = Math.DivRem(timestampNs, NsPerSecond, out long rest);
        if (rest < 0)
        {
            seconds--;
            rest += NsPerSecond;
        }

        return string.Create(CultureInfo.InvariantCulture,
            $"{DateTime.UnixEpoch.AddSeconds(seconds):yyyy-MM-ddTHH:mm:ss}.{rest:D9}Z");
    }

    /// <summary>
    /// Parses an RFC 3339 time (5.6: date, time and zone, all of them) or seconds since 1970 of 9 digits or more, either
    /// with a fraction if need be, whose digits after the ninth are left out. Anything shorter would have to be guessed at.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out long timestampNs)
    {
        timestampNs = 0;
        long seconds;
        if (!TryParseClock(ref text, out long clock))
        {
            // 2026 and 20260301 are no seconds, whatever they look like.
            int digits = text.IndexOfAnyExceptInRange('0', '9');
            if (digits < 0) digits = text.Length;
            if (digits is < 9 or > 10 || !long.TryParse(text[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out seconds))
                return false;
            text = text[digits..];
            if (!TryParseFraction(ref text, out long part) || !text.IsEmpty) return false;
            return TryJoin(seconds, part, out timestampNs);
        }

        if (!TryParseFraction(ref text, out long fraction) || !TryParseZone(text, out long offset)) return false;
        return TryJoin(clock - offset, fraction, out timestampNs);
    }

    // What has nine digits behind the second and fits 64 bits; the ends of the range are left out, as they always were.
    private static bool TryJoin(long seconds, long fraction, out long timestampNs)
    {
        timestampNs = 0;
        if (seconds < FirstSecond || seconds > LastSecond) return false;
        timestampNs = seconds * NsPerSecond + fraction;
        return true;
    }

    // YYYY-MM-DDThh:mm:ss, which is as long for every time; a leap second is the first one after it.
    private static bool TryParseClock(ref ReadOnlySpan<char> text, out long seconds)
    {
        seconds = 0;
        const string Form = "0000-00-00T00:00:00";
        if (text.Length < Form.Length) return false;
        for (int i = 0; i < Form.Length; i++)
        {
            bool fits = Form[i] switch
            {
                '0' => char.IsAsciiDigit(text[i]),
                'T' => text[i] is 'T' or 't' or ' ',
                var sign => text[i] == sign,
            };
            if (!fits) return false;
        }

        int year = Number(text[..4]), month = Number(text[5..7]), day = Number(text[8..10]);
        int hour = Number(text[11..13]), minute = Number(text[14..16]), second = Number(text[17..19]);
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)
            || hour > 23 || minute > 59 || second > 60)
            return false;
        long days = new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Utc).Ticks / TimeSpan.TicksPerDay - EpochDay;
        seconds = days * 86_400 + hour * 3_600 + minute * 60 + second;
        text = text[Form.Length..];
        return true;
    }

    private static bool TryParseFraction(ref ReadOnlySpan<char> text, out long fraction)
    {
        fraction = 0;
        if (text.IsEmpty || text[0] != '.') return true;
        long scale = NsPerSecond;
        int end = 1;
        for (; end < text.Length && char.IsAsciiDigit(text[end]); end++)
            if (scale > 1) fraction += (text[end] - '0') * (scale /= 10);
        text = text[end..];
        return end > 1;
    }

    private static bool TryParseZone(ReadOnlySpan<char> text, out long seconds)
    {
        seconds = 0;
        if (text is ['Z' or 'z']) return true;
        if (text is not ['+' or '-', _, _, ':', _, _] || text[1..3].ContainsAnyExceptInRange('0', '9')
            || text[4..].ContainsAnyExceptInRange('0', '9'))
            return false;
        int hour = Number(text[1..3]), minute = Number(text[4..]);
        seconds = (hour * 3_600 + minute * 60) * (text[0] == '-' ? -1 : 1);
        return hour <= 23 && minute <= 59;
    }

    private static int Number(ReadOnlySpan<char> digits)
    {
        int number = 0;
        foreach (char digit in digits) number = number * 10 + digit - '0';
        return number;
    }
}
