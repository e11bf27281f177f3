using System.Globalization;

namespace CraneAnomaly.Records;

/// <summary>Event times: nanoseconds since 1970-01-01 UTC as a 64-bit integer (years 1677 to 2262).</summary>
public static class EventTime
{
    private const long NsPerSecond = 1_000_000_000;

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

    /// <summary>Parses an RFC 3339 time with up to nine digits and a zone.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out long timestampNs)
    {
        timestampNs = 0;
        int dot = text.IndexOf('.');
        long fraction = 0;
        Span<char> whole = stackalloc char[64];
        if (text.Length > whole.Length) return false;
        int end = dot;
        if (dot >= 0)
        {
            long scale = NsPerSecond;
            for (end = dot + 1; end < text.Length && char.IsAsciiDigit(text[end]); end++)
                if (scale > 1) fraction += (text[end] - '0') * (scale /= 10);
            text[..dot].CopyTo(whole);
            text[end..].CopyTo(whole[dot..]);
            whole = whole[..(text.Length - (end - dot))];
        }
        else
        {
            text.CopyTo(whole);
            whole = whole[..text.Length];
        }

        if (!DateTimeOffset.TryParse(whole, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            || time.Year is < 1678 or > 2261)
            return false;
        timestampNs = (time.UtcTicks - DateTime.UnixEpoch.Ticks) * 100 + fraction;
        return true;
    }
}
