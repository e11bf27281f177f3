using CraneAnomaly.Capture;
using CraneAnomaly.Records;
using CraneAnomaly.Sinks.Formats.Summary;

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
}
