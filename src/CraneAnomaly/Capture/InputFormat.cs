namespace CraneAnomaly.Capture;

/// <summary>What an input is written in. Compression (gzip) is not a format: it is taken off before.</summary>
public enum InputFormat
{
    /// <summary>Found from content.</summary>
    Auto = 0,

    /// <summary>
    /// libpcap's savefile (draft-ietf-opsawg-pcap): microseconds or nanoseconds, either byte order, and the modified
    /// form with longer record headers.
    /// </summary>
    Pcap = 1,

    /// <summary>pcapng (draft-ietf-opsawg-pcapng).</summary>
    Pcapng = 2,

    /// <summary>Telemetry as one wide table (RFC 4180): a time, a crane, and a column a signal.</summary>
    Csv = 3,

    /// <summary>Telemetry as JSON, one message a line: TIC 4.0, nested or flat.</summary>
    Json = 4,

    /// <summary>A log of Zeek, its ASCII format (tab-separated under a header) or JSON, one row a line.</summary>
    Zeek = 5,

    /// <summary>Suricata's EVE: JSON, one event a line.</summary>
    Eve = 6,

    /// <summary>
    /// Messages of Sparkplug B: the topic, a space, and the payload in hexadecimal, one message a line (what
    /// <c>mosquitto_sub -F '%t %x'</c> writes).
    /// </summary>
    Sparkplug = 7,
}

/// <summary>What formats have in common.</summary>
internal static class InputFormats
{
    /// <summary>Whether an input holds rows of telemetry and no packets.</summary>
    public static bool IsTelemetry(this InputFormat format) => format is InputFormat.Csv or InputFormat.Json or InputFormat.Sparkplug;

    /// <summary>Whether an input holds what a sensor wrote of packets that it saw.</summary>
    public static bool IsLog(this InputFormat format) => format is InputFormat.Zeek or InputFormat.Eve;

    /// <summary>Whether an input holds lines and no packets.</summary>
    public static bool HasRows(this InputFormat format) => format.IsTelemetry() || format.IsLog();
}
