using CraneAnomaly.Capture;
using CraneAnomaly.Fuzz.Engine;

namespace CraneAnomaly.Fuzz.Traffic;

/// <summary>What the counters of a run over packets must add up to.</summary>
internal static class CountersOracle
{
    public static void Check(CaptureCounters counters, int maxFlows)
    {
        long accounted = counters.Tcp + counters.Udp + counters.Icmp + counters.OtherIp + counters.NotIp
            + counters.FragmentsHeld + counters.Rejected;
        Oracle.Require(accounted == counters.Packets, "O3: every packet is accounted for once");
        Oracle.Require(counters.OpenFlows >= 0 && counters.OpenFlows <= maxFlows, "O5: open flows stay within their cap");
    }
}
