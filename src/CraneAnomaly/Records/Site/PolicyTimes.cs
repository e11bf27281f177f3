using System.Globalization;

namespace CraneAnomaly.Records.Site;

/// <summary>
/// When something of a policy holds: from one time to another (<c>2026-03-01T06:00:00Z</c>), or every day between two
/// hours in UTC (<c>22:00</c> to <c>06:00</c> is over midnight). The end is not included; what is absent is no limit.
/// </summary>
internal readonly record struct PolicyTimes(long FromNs, long ToNs, bool IsDaily)
{
    private const long DayNs = 86_400_000_000_000;

    /// <summary>Whether it holds at all times.</summary>
    public bool IsAlways => !IsDaily && FromNs == long.MinValue && ToNs == long.MaxValue;

    /// <summary>Whether it holds at a time.</summary>
    public bool Contains(long timestampNs)
    {
        if (!IsDaily) return timestampNs >= FromNs && timestampNs < ToNs;
        long time = (timestampNs % DayNs + DayNs) % DayNs;
        return FromNs <= ToNs ? time >= FromNs && time < ToNs : time >= FromNs || time < ToNs;
    }

    /// <summary>Reads both ends; false when one is neither an hour nor a time, or they are not of one kind.</summary>
    public static bool TryParse(string? from, string? to, out PolicyTimes times)
    {
        times = new(long.MinValue, long.MaxValue, false);
        long fromNs = long.MinValue, toNs = long.MaxValue;
        bool fromHour = from is not null && TryHour(from, out fromNs), toHour = to is not null && TryHour(to, out toNs);
        if (from is not null && !fromHour && !EventTime.TryParse(from, out fromNs)) return false;
        if (to is not null && !toHour && !EventTime.TryParse(to, out toNs)) return false;
        if (from is not null && to is not null && fromHour != toHour) return false;
        times = fromHour || toHour
            ? new(from is null ? 0 : fromNs, to is null ? DayNs : toNs, true)
            : new(fromNs, toNs, false);
        return true;
    }

    private static bool TryHour(string text, out long ns)
    {
        ns = 0;
        if (text == "24:00")
        {
            ns = DayNs;
            return true;
        }

        if (!TimeOnly.TryParseExact(text, ["HH:mm", "HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)) return false;
        ns = time.Ticks * 100;
        return true;
    }
}
