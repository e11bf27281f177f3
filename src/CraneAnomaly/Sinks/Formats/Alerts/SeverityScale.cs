namespace CraneAnomaly.Sinks.Formats.Alerts;

/// <summary>Severities of 0 to 100 in the words of each receiver: five steps of twenty.</summary>
internal static class SeverityScale
{
    private static readonly string[] OcsfNames = ["Informational", "Low", "Medium", "High", "Critical"];
    private static readonly string[] SplunkNames = ["informational", "low", "medium", "high", "critical"];
    private static readonly string[] AsimNames = ["Informational", "Low", "Medium", "High", "High"];

    private static ReadOnlySpan<byte> CefNumbers => [1, 3, 5, 7, 10];

    /// <summary>0 to 4.</summary>
    public static int Step(int severity) => Math.Clamp(severity, 0, 99) / 20;

    /// <summary>OCSF 1.8, severity_id: 1 Informational to 5 Critical; 6, Fatal, is no detector's to say.</summary>
    public static int OcsfId(int severity) => Step(severity) + 1;

    public static string OcsfName(int severity) => OcsfNames[Step(severity)];

    /// <summary>Agent severity of CEF and LEEF, 0 to 10: 0-3 low, 4-6 medium, 7-8 high, 9-10 very high.</summary>
    public static int Cef(int severity) => CefNumbers[Step(severity)];

    /// <summary>RFC 5424, table 2: 6 informational to 2 critical.</summary>
    public static int Syslog(int severity) => 6 - Step(severity);

    /// <summary>Splunk CIM, Alerts.severity.</summary>
    public static string Splunk(int severity) => SplunkNames[Step(severity)];

    /// <summary>ASIM, EventSeverity: has no word beyond High.</summary>
    public static string Asim(int severity) => AsimNames[Step(severity)];
}
