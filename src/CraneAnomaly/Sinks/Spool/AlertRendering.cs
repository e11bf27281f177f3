namespace CraneAnomaly.Sinks.Spool;

/// <summary>What stands around an alert when it goes to a receiver of syslog.</summary>
public enum SyslogHeader
{
    /// <summary>Nothing: the line alone.</summary>
    None,

    /// <summary>RFC 5424, with structured data.</summary>
    Rfc5424,

    /// <summary>The older RFC 3164, for relays that know no other.</summary>
    Rfc3164,
}

/// <summary>The words that a receiver gets an alert in. Each one in use is written once, when the alert is spooled.</summary>
/// <param name="Format">
/// <see cref="NdJson"/>, or one of <see cref="Formats.Alerts.AlertFormats.Names"/>.
/// </param>
/// <param name="Header">What stands around it.</param>
public readonly record struct AlertRendering(string Format, SyslogHeader Header = SyslogHeader.None)
{
    /// <summary>The name of our own JSON lines, chained by hashes.</summary>
    public const string NdJson = "ndjson";

    /// <summary>Our own JSON lines: what every spooled alert has.</summary>
    public static AlertRendering Lines { get; } = new(NdJson);

    internal string Key => Header switch
    {
        SyslogHeader.Rfc5424 => Format + "/5424",
        SyslogHeader.Rfc3164 => Format + "/3164",
        _ => Format,
    };
}
