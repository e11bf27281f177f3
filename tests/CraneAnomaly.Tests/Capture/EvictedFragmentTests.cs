using CraneAnomaly.Records;
using static CraneAnomaly.Simulator.Wire.PacketBuilder;

namespace CraneAnomaly.Tests.Capture;

public class EvictedFragmentTests
{
    private const long Second = 1_000_000_000;

    [Fact]
    public void OnPacket_DatagramThatStaysIncomplete_IsCountedAndTold()
    {
        var rig = new TrafficRig();
        Send(rig, 1, "10.0.0.1", second: 1);
        Assert.Empty(rig.Lines);
        Send(rig, 2, "10.0.0.2", second: 40);

        Assert.Equal(["violation fragment_evicted 0 x1"], rig.Lines);
        Assert.Equal(1, rig.Counters.Count(Violation.FragmentEvicted));
        Assert.Equal(2, rig.Counters.FragmentsHeld);
    }

    [Fact]
    public void EndInput_WithIncompleteDatagrams_CountsAndTellsThem()
    {
        var rig = new TrafficRig();
        for (int host = 1; host <= 12; host++) Send(rig, host, $"10.0.0.{host}", second: 1);
        rig.Reader.EndInput();

        Assert.Equal(["violation fragment_evicted 0 x12"], rig.Lines);
        Assert.Equal(12, rig.Counters.Count(Violation.FragmentEvicted));
    }

    [Fact]
    public void OnPacket_CutFragment_IsCountedOnce()
    {
        var rig = new TrafficRig();
        byte[] frame = Ethernet(Ipv4Fragments("10.0.0.1", "10.0.0.9", Udp(1, 2, new byte[100]), 64)[0]);
        rig.Reader.OnPacket(new() { TimestampNs = Second, Frame = 1, LinkType = 1, OriginalLength = frame.Length }, frame.AsSpan(0, 60));
        rig.Reader.EndInput();

        Assert.Equal(1, rig.Counters.Count(Violation.FragmentEvicted));
    }

    [Fact]
    public void OnPacket_DatagramGivenUpForItsOwnSize_IsCountedOnce()
    {
        var rig = new TrafficRig(Limits.Default with { DefragmentationBytes = 40 });
        Send(rig, 1, "10.0.0.1", second: 1);
        rig.Reader.EndInput();

        Assert.Equal(1, rig.Counters.Count(Violation.FragmentEvicted));
        Assert.Equal(1, rig.Counters.Rejected);
    }

    // The first of two fragments.
    private static void Send(TrafficRig rig, long number, string source, long second)
    {
        byte[] frame = Ethernet(Ipv4Fragments(source, "10.0.0.9", Udp(1, 2, new byte[100]), 64)[0]);
        rig.Reader.OnPacket(
            new() { TimestampNs = second * Second, Frame = number, LinkType = 1, OriginalLength = frame.Length }, frame);
    }
}
