using System.Globalization;
using System.Text;
using CraneAnomaly.Telemetry.Text;

namespace CraneAnomaly.Telemetry.Series;

/// <summary>Reads the time of a row: by a format, or whatever of the usual ones it is in. Without a zone it is UTC.</summary>
internal sealed class SeriesTime(string? format)
{
    private const int Longest = 64;

    // Behind RFC 3339 (with T or a blank) and counts since 1970. Day first: where months come first, a format says so.
    private static readonly string[] s_usual =
    [
        "dd/MM/yy HH", "dd/MM/yyyy HH", "dd/MM/yy HH:mm", "dd/MM/yyyy HH:mm", "dd/MM/yy HH:mm:ss", "dd/MM/yyyy HH:mm:ss",
        "dd/MM/yyyy HH:mm:ss.FFFFFFF", "dd.MM.yyyy HH:mm", "dd.MM.yyyy HH:mm:ss", "dd.MM.yyyy HH:mm:ss.FFFFFFF",
        "yyyy-MM-dd HH:mm", "yyyy-MM-ddTHH:mm", "yyyy-MM-dd HH", "yyyy-MM-dd", "yyyy/MM/dd HH:mm:ss", "yyyy/MM/dd HH:mm",
        "yyyy/MM/dd HH:mm:ss.FFFFFFF",
    ];

    // What the last one was in, the next is in.
    private string? _format = format;
    private readonly bool _isGiven = format is not null;

    /// <summary>Reads a time.</summary>
    public bool TryRead(ReadOnlySpan<byte> cell, out long timestampNs)
    {
        timestampNs = long.MinValue;
        if (_format is null && TimeText.TryRead(cell, out timestampNs)) return true;
        timestampNs = long.MinValue;
        if (cell.Length is 0 or > Longest) return false;
        Span<char> text = stackalloc char[Longest];
        int length = Encoding.UTF8.GetChars(cell, text);
        if (_format is not null && TryExact(text[..length], _format, out timestampNs)) return true;
        if (_isGiven) return false;
        foreach (string usual in s_usual)
        {
            if (!TryExact(text[..length], usual, out timestampNs)) continue;
            _format = usual;
            return true;
        }

        _format = null;
        return false;
    }

    private static bool TryExact(ReadOnlySpan<char> text, string format, out long timestampNs)
    {
        timestampNs = long.MinValue;
        if (!DateTimeOffset.TryParseExact(
            text, format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            return false;
        }

        long ticks = time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks;
        if (ticks is > long.MaxValue / 100 or < long.MinValue / 100) return false;
        timestampNs = ticks * 100;
        return true;
    }
}
