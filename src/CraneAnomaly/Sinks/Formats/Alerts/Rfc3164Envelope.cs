using System.Buffers;
using CraneAnomaly.Alerts;

namespace CraneAnomaly.Sinks.Formats.Alerts;

/// <summary>
/// Wraps a line as a message of the older syslog (RFC 3164, 4.1) for relays that know no other. Its time has neither
/// year nor zone; it is written in UTC. Not safe for use from two threads.
/// </summary>
/// <param name="source">Where the alerts come from.</param>
public sealed class Rfc3164Envelope(AlertSource source)
{
    private const int MaxHost = 255;

    private readonly TextBuffer _head = new();

    /// <summary>Writes one message and its line end.</summary>
    /// <param name="alert">The alert.</param>
    /// <param name="line">The alert as a format wrote it, with or without its line end.</param>
    /// <param name="output">Where the message goes.</param>
    public void Write(Alert alert, ReadOnlySpan<byte> line, IBufferWriter<byte> output)
    {
        _head.Clear();
        _head.Raw("<"u8);
        _head.Number(SyslogPriority.Of(alert.Severity));
        _head.Raw(">"u8);
        _head.Time(alert.CreatedNs, "MMM' '");
        // 4.1.2: a day below ten has a blank before it, not a zero.
        var created = DateTime.UnixEpoch.AddTicks(alert.CreatedNs / 100);
        if (created.Day < 10) _head.Raw(" "u8);
        _head.Number(created.Day);
        _head.Time(alert.CreatedNs, "' 'HH:mm:ss' '");
        _head.SyslogName(source.Host, MaxHost);
        _head.Raw(" CraneAnomaly: "u8);
        output.Write(_head.Written);
        output.Write(line.TrimEnd("\r\n"u8));
        output.Write("\n"u8);
    }
}
