using System.Runtime.Intrinsics;

namespace CraneAnomaly.Telemetry.Text;

/// <summary>Reads event times as <see cref="TimeText"/> does, and keeps the last minute: most times are in the same.</summary>
internal struct MinuteTime
{
    // 2026-03-01T04:12
    private const int Length = 16;

    private Vector128<byte> _minute;
    private long _minuteNs;

    /// <summary>Reads a text that is one time and nothing else.</summary>
    public bool TryRead(ReadOnlySpan<byte> text, out long timestampNs)
    {
        if (text.Length < Length || text[4] != '-') return TimeText.TryRead(text, out timestampNs);
        var minute = Vector128.Create(text[..Length]);
        if (minute == _minute) return TimeText.TryReadSecond(text, _minuteNs, out timestampNs);
        if (!TimeText.TryRead(text, out timestampNs)) return false;
        if (TimeText.TryReadSecond(text, 0, out long inMinute)) (_minute, _minuteNs) = (minute, timestampNs - inMinute);
        return true;
    }
}
