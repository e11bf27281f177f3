using System.Runtime.Intrinsics;

namespace CraneAnomaly.Telemetry.Text;

/// <summary>Reads event times as <see cref="TimeText"/> does, and keeps the last minute: most times are in the same.</summary>
internal struct MinuteTime
{
    // 2026-03-01T04:12
    private const int Length = 16;

    private Vector128<byte> _minute;
    private long _minuteNs;

    // The last time, from its end: cranes that are asked together write the same one.
    private Vector128<byte> _end;
    private int _length;
    private long _lastNs;

    /// <summary>Reads a text that is one time and nothing else.</summary>
    public bool TryRead(ReadOnlySpan<byte> text, out long timestampNs)
    {
        if (text.Length < Length || text[4] != '-') return TimeText.TryRead(text, out timestampNs);
        var minute = Vector128.Create(text[..Length]);
        if (minute != _minute) return TryReadMinute(text, minute, out timestampNs);
        var end = Vector128.Create(text[^Length..]);
        timestampNs = _lastNs;
        if (end == _end && text.Length == _length) return true;
        if (!TimeText.TryReadSecond(text, _minuteNs, out timestampNs)) return false;

        // Of a longer one the middle would not be compared.
        if (text.Length <= 2 * Length) (_end, _length, _lastNs) = (end, text.Length, timestampNs);
        return true;
    }

    private bool TryReadMinute(ReadOnlySpan<byte> text, Vector128<byte> minute, out long timestampNs)
    {
        if (!TimeText.TryRead(text, out timestampNs)) return false;
        if (!TimeText.TryReadSecond(text, 0, out long inMinute)) return true;
        (_minute, _minuteNs, _length) = (minute, timestampNs - inMinute, 0);
        return true;
    }
}
