using CraneAnomaly.Capture.Link;
using CraneAnomaly.Records;
using CraneAnomaly.Simulator.Wire;
using static CraneAnomaly.Simulator.Wire.PacketBuilder;

namespace CraneAnomaly.Tests.Capture.Link;

public class LinkHeaderTests
{
    private static readonly PacketPart V4 = Ipv4("10.0.0.1", "10.0.0.2", TcpSegment(1025, 502, [1, 2, 3]));
    private static readonly PacketPart V6 = Ipv6("fd00::1", "fd00::2", TcpSegment(1025, 502, [1, 2, 3]));

    [Theory]
    [InlineData(LinkTypes.Null, false)]
    [InlineData(LinkTypes.Null, true)]
    [InlineData(LinkTypes.Loop, false)]
    [InlineData(LinkTypes.Loop, true)]
    public void Read_AddressFamilyInEitherOrder_IsDecoded(int link, bool bigEndian)
    {
        AssertTcp(Null(V4, bigEndian), link, "10.0.0.1:1025");
        foreach (uint family in new uint[] { 10, 23, 24, 28, 30 })
            AssertTcp(Null(V6, bigEndian, family), link, "fd00::1:1025");
    }

    [Theory]
    [InlineData(LinkTypes.Raw)]
    [InlineData(LinkTypes.RawBsd)]
    [InlineData(LinkTypes.RawOpenBsd)]
    public void Read_RawIp_VersionDecides(int link)
    {
        AssertTcp(V4, link, "10.0.0.1:1025");
        AssertTcp(V6, link, "fd00::1:1025");
        Assert.Equal(Violation.InvalidHeader, DecodedCase.Of(new byte[60], link).Violation);
        Assert.Equal(Violation.TruncatedHeader, DecodedCase.Of([], link).Violation);
    }

    [Fact]
    public void Read_IpOfOneVersion_AcceptsThatAlone()
    {
        AssertTcp(V4, LinkTypes.Ipv4, "10.0.0.1:1025");
        AssertTcp(V6, LinkTypes.Ipv6, "fd00::1:1025");
        Assert.Equal(Violation.InvalidHeader, DecodedCase.Of(V6, LinkTypes.Ipv4).Violation);
        Assert.Equal(Violation.InvalidHeader, DecodedCase.Of(V4, LinkTypes.Ipv6).Violation);
    }

    [Theory]
    [InlineData(LinkTypes.LinuxSll)]
    [InlineData(LinkTypes.LinuxSll2)]
    public void Read_CookedCapture_HasASenderAlone(int link)
    {
        byte[] frame = link == LinkTypes.LinuxSll ? Sll(Vlan(8, V4)) : Sll2(Vlan(8, V4));

        var decoded = AssertTcp(frame, link, "10.0.0.1:1025");

        Assert.Equal(ClientMac, decoded.Packet.SourceMac.ToString());
        Assert.True(decoded.Packet.DestinationMac.IsNone);
        Assert.Equal(8, decoded.Packet.Vlan);
    }

    [Fact]
    public void Read_CookedLlcFrame_IsReadAsLlc()
    {
        var llc = new PacketPart(Snap(V6), 4);

        AssertTcp(Sll(llc, hardware: 772), LinkTypes.LinuxSll, "fd00::1:1025");
        AssertTcp(Sll2(llc, hardware: 772), LinkTypes.LinuxSll2, "fd00::1:1025");
    }

    [Fact]
    public void Read_CookedNetlink_IsNotIp()
    {
        var decoded = DecodedCase.Of(Sll(V4, hardware: 824), LinkTypes.LinuxSll);

        Assert.Equal(DecodeOutcome.NotIp, decoded.Outcome);
        Assert.Equal(Violation.UnsupportedNetwork, decoded.Violation);
    }

    [Theory]
    [InlineData(9)]
    [InlineData(127)]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    public void Read_OtherLinkType_IsRejected(int link)
    {
        var decoded = DecodedCase.Of(V4, link);

        Assert.Equal(DecodeOutcome.Rejected, decoded.Outcome);
        Assert.Equal(Violation.UnsupportedLinkType, decoded.Violation);
    }

    [Theory]
    [InlineData(LinkTypes.Null, 3)]
    [InlineData(LinkTypes.Ethernet, 13)]
    [InlineData(LinkTypes.LinuxSll, 15)]
    [InlineData(LinkTypes.LinuxSll2, 19)]
    public void Read_ShortHeader_IsTruncated(int link, int length) =>
        Assert.Equal(Violation.TruncatedHeader, DecodedCase.Of(new byte[length], link).Violation);

    private static DecodedCase AssertTcp(byte[] frame, int link, string from)
    {
        var decoded = DecodedCase.Of(frame, link);
        Assert.Equal(DecodeOutcome.Tcp, decoded.Outcome);
        Assert.Equal(from, decoded.From);
        Assert.Equal([1, 2, 3], decoded.Payload);
        return decoded;
    }
}
