using System.Buffers;
using CraneAnomaly.Alerts;

namespace CraneAnomaly.Sinks.Formats.Alerts;

/// <summary>
/// Wraps a line as a message of syslog (RFC 5424, 6): facility security (4), severity by the alert's, its event time,
/// its family as MSGID, and structured data with its id, its place in the chained log, <c>timeQuality</c> and
/// <c>meta</c> (7.1, 7.3). No byte order mark: collectors of CEF and LEEF stumble over it. Not safe for use from two
/// threads.
/// </summary>
/// <param name="source">Where the alerts come from.</param>
/// <param name="structuredDataId">
/// SD-ID of our element, <c>name@enterprise number</c> (6.3.2), at most 32 characters; by default with the number
/// that is reserved for documentation (RFC 5612), since the product has none of its own.
/// </param>
public sealed class Rfc5424Envelope(AlertSource source, string structuredDataId = "craneanomaly@32473")
{
    // Longest fields (6): HOSTNAME, MSGID, SD-NAME; and what stands in a value.
    private const int MaxHost = 255, MaxMessageId = 32, MaxValue = 255;
    private const string Time = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    private readonly string _structuredDataId = Checked(structuredDataId);
    private readonly TextBuffer _head = new();

    /// <summary>Writes one message and its line end.</summary>
    /// <param name="alert">The alert.</param>
    /// <param name="link">Its place in the chained log.</param>
    /// <param name="line">The alert as a format wrote it, with or without its line end.</param>
    /// <param name="output">Where the message goes.</param>
    public void Write(Alert alert, AlertLink link, ReadOnlySpan<byte> line, IBufferWriter<byte> output)
    {
        _head.Clear();
        _head.Raw("<"u8);
        _head.Number(SyslogPriority.Of(alert.Severity));
        _head.Raw(">1 "u8);
        _head.Time(alert.CreatedNs, Time);
        _head.Raw(" "u8);
        _head.SyslogName(source.Host, MaxHost);
        _head.Raw(" CraneAnomaly - "u8);
        _head.SyslogName(alert.Type.Kind, MaxMessageId);
        _head.Raw(" ["u8);
        _head.Text(_structuredDataId, MaxMessageId, TextRule.SyslogValue);
        Value(" id=\""u8, alert.Id);
        Value(" name=\""u8, alert.Type.Name);
        Value(" crane=\""u8, alert.Crane);
        Value(" hash=\""u8, link.Hash);
        // The clock is the capture's: in UTC, but nobody says how good it is.
        _head.Raw("][timeQuality tzKnown=\"1\" isSynced=\"0\"]"u8);
        if (link.Sequence > 0)
        {
            // 7.3.1: from 1, back to 1 after 2147483647.
            _head.Raw("[meta sequenceId=\""u8);
            _head.Number((link.Sequence - 1) % int.MaxValue + 1);
            _head.Raw("\"]"u8);
        }

        _head.Raw(" "u8);
        output.Write(_head.Written);
        output.Write(line.TrimEnd("\r\n"u8));
        output.Write("\n"u8);
    }

    private void Value(ReadOnlySpan<byte> start, string? value)
    {
        if (string.IsNullOrEmpty(value)) return;
        _head.Raw(start);
        _head.Text(value, MaxValue, TextRule.SyslogValue);
        _head.Raw("\""u8);
    }

    // SD-NAME, 6.3.2: printable ASCII without blank, '=', ']' and '"'.
    private static string Checked(string id) =>
        id.Length is > 0 and <= MaxMessageId && !id.AsSpan().ContainsAnyExceptInRange('!', '~') && id.IndexOfAny(['=', ']', '"']) < 0
            ? id
            : throw new ArgumentException($"'{id}' is no SD-ID of RFC 5424, 6.3.2.", nameof(id));
}

/// <summary>The number in front of a message of syslog: facility times eight plus severity (RFC 5424, 6.2.1).</summary>
internal static class SyslogPriority
{
    private const int SecurityFacility = 4;

    public static int Of(int severity) => SecurityFacility * 8 + SeverityScale.Syslog(severity);
}
