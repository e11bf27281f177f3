using CraneAnomaly.Capture;
using CraneAnomaly.Records;
using CraneAnomaly.Sinks.Formats.Summary;
using CraneAnomaly.Telemetry;
using CraneAnomaly.Telemetry.Logs;
using CraneAnomaly.Telemetry.Rows;

namespace CraneAnomaly.Cli;

/// <summary>The capture's counters in the words of the summary.</summary>
internal static class Coverage
{
    public static CaptureCoverage Of(CaptureCounters counters) => new()
    {
        Packets = counters.Packets,
        Bytes = counters.Bytes,
        Tcp = counters.Tcp,
        Udp = counters.Udp,
        Icmp = counters.Icmp,
        OtherIp = counters.OtherIp,
        NotIp = counters.NotIp,
        FragmentsHeld = counters.FragmentsHeld,
        Rejected = counters.Rejected,
        Duplicates = counters.Duplicates,
        Retransmissions = counters.Retransmissions,
        OutOfOrder = counters.OutOfOrder,
        Truncated = counters.Truncated,
        GapBytes = counters.GapBytes,
        Flows = counters.Flows,
        FlowsEvicted = counters.FlowsEvicted,
        Pdus = counters.Pdus,
        Violations = [.. Enumerable.Range(0, Violations.Count).Select(code => counters.Count((Violation)code))],
    };

    public static TelemetryCoverage Of(TelemetryCounters counters, SymbolTable symbols) => new()
    {
        Lines = counters.Lines,
        BadLines = counters.BadLines,
        ValuesIgnored = counters.ValuesIgnored,
        NamesRefused = counters.NamesRefused,
        UnknownAliases = counters.UnknownAliases,
        SequenceGaps = counters.SequenceGaps,
        Cranes = [.. counters.Cranes.Select(crane => Of(crane, symbols)).OrderBy(crane => crane.Name, StringComparer.Ordinal)],
    };

    public static LogCoverage Of(LogCounters counters) => new(
        counters.Lines, counters.BadLines, counters.Late, counters.ToldTwice, counters.FlowsForgotten,
        [.. counters.Logs.Select(log => (log.Name, log.Rows, log.Records, log.LeftAside))]);

    private static CraneCoverage Of(CraneTelemetry crane, SymbolTable symbols) => new()
    {
        Name = symbols.Name(crane.Symbol),
        Rows = crane.Rows,
        Values = crane.Values,
        FirstNs = crane.FirstNs,
        LastNs = crane.LastNs,
        UsualIntervalNs = crane.UsualIntervalNs,
        Gaps = crane.Gaps,
        LongestGapNs = crane.LongestGapNs,
        Late = crane.Late,
        Suspect = crane.Suspect,
        Backwards = crane.Backwards,
        Repeated = crane.Repeated,
        Duplicates = crane.Duplicates,
        Received = crane.Received,
        LeastOffsetNs = crane.LeastOffsetNs,
        GreatestOffsetNs = crane.GreatestOffsetNs,
        DriftPpm = crane.DriftPpm,
    };
}
