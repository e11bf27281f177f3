using CraneAnomaly.Capture.Link;
using CraneAnomaly.Records;
using CraneAnomaly.Simulator.Wire;
using static CraneAnomaly.Simulator.Wire.PacketBuilder;

namespace CraneAnomaly.Tests.Capture.Link;

public class EthernetHeaderTests
{
    private static readonly PacketPart V4 = Ipv4("10.0.0.1", "10.0.0.2", TcpSegment(1025, 502, [1, 2, 3]));

    [Theory]
    [InlineData(0x8100)]
    [InlineData(0x88A8)]
    [InlineData(0x9100)]
    [InlineData(0x9200)]
    public void ReadNetwork_StackOfTags_GivesTheInnermost(int tpid)
    {
        var decoded = DecodedCase.Of(Ethernet(Vlan(100, Vlan(200, Vlan(0, V4)), tpid)));

        Assert.Equal(DecodeOutcome.Tcp, decoded.Outcome);
        Assert.Equal(200, decoded.Packet.Vlan);
        Assert.Equal([1, 2, 3], decoded.Payload);
    }

    [Theory]
    [InlineData(4, DecodeOutcome.Tcp, Violation.None)]
    [InlineData(5, DecodeOutcome.Rejected, Violation.TooManyVlanTags)]
    [InlineData(64, DecodeOutcome.Rejected, Violation.TooManyVlanTags)]
    public void ReadNetwork_ManyTags_StopsAtTheCap(int tags, object outcome, Violation violation)
    {
        var part = V4;
        for (int i = 0; i < tags; i++) part = Vlan(i + 1, part);

        var decoded = DecodedCase.Of(Ethernet(part));

        Assert.Equal(outcome, decoded.Outcome);
        Assert.Equal(violation, decoded.Violation);
    }

    [Fact]
    public void ReadNetwork_TagThenEnd_IsTruncated() =>
        Assert.Equal(
            Violation.TruncatedHeader,
            DecodedCase.Of(Ethernet(new PacketPart([0, 1, 8], 0x8100), pad: false)).Violation);

    [Fact]
    public void ReadNetwork_RingTag_IsSkipped()
    {
        Assert.Equal("10.0.0.1:1025", DecodedCase.Of(Ethernet(Hsr(Vlan(5, V4)))).From);
        Assert.Equal(5, DecodedCase.Of(Ethernet(Vlan(5, Hsr(V4)))).Packet.Vlan);
    }

    [Fact]
    public void ReadNetwork_Snap_CarriesIp()
    {
        var decoded = DecodedCase.Of(EthernetSnap(V4));

        Assert.Equal(DecodeOutcome.Tcp, decoded.Outcome);
        Assert.Equal([1, 2, 3], decoded.Payload);
    }

    [Fact]
    public void ReadNetwork_LengthField_CutsPadding()
    {
        // A bridge PDU: LLC 42 42 03, 35 bytes, padded to 46.
        byte[] bpdu = Join([0x42, 0x42, 3], new byte[35]);

        var decoded = DecodedCase.Of(Ethernet(new PacketPart(bpdu, bpdu.Length)));

        Assert.Equal(DecodeOutcome.NotIp, decoded.Outcome);
        Assert.Equal(Violation.None, decoded.Violation);
        Assert.Equal(0, decoded.Packet.EtherType);
        Assert.Equal(bpdu, decoded.Payload);
    }

    [Theory]
    [InlineData(0x0806, Violation.None)]
    [InlineData(0x88CC, Violation.None)]
    [InlineData(0x8892, Violation.None)]
    [InlineData(0x0542, Violation.None)]
    [InlineData(0x0599, Violation.None)]
    [InlineData(0x88E5, Violation.UnsupportedNetwork)]
    [InlineData(0x894F, Violation.UnsupportedNetwork)]
    public void ReadNetwork_NotIp_TellsTypeAndPayload(int type, Violation violation)
    {
        byte[] body = [.. Enumerable.Range(0, 50).Select(i => (byte)i)];

        var decoded = DecodedCase.Of(Ethernet(Vlan(6, new(body, type))));

        Assert.Equal(DecodeOutcome.NotIp, decoded.Outcome);
        Assert.Equal(violation, decoded.Violation);
        Assert.Equal(type < 1501 ? 0 : type, decoded.Packet.EtherType);
        Assert.Equal(6, decoded.Packet.Vlan);
        Assert.Equal(ClientMac, decoded.Packet.SourceMac.ToString());
        Assert.Equal(body, decoded.Payload);
    }

    [Fact]
    public void Mpls_LabelStack_LeadsToIpOrEthernet()
    {
        Assert.Equal("10.0.0.1:1025", DecodedCase.Of(Ethernet(Mpls(V4, 1, 2, 3))).From);
        var withControlWord = new PacketPart(Join(new byte[4], Ethernet(V4, "02:00:00:00:00:09")));
        foreach (var inner in new[] { Ethernet(V4, "02:00:00:00:00:09"), withControlWord })
        {
            var decoded = DecodedCase.Of(Ethernet(Mpls(inner, 77)));
            Assert.Equal("10.0.0.1:1025", decoded.From);
            Assert.Equal("02:00:00:00:00:09", decoded.Packet.SourceMac.ToString());
            Assert.Equal(1, decoded.Packet.TunnelDepth);
        }
    }

    [Fact]
    public void Mpls_NoBottom_IsTruncated() =>
        Assert.Equal(
            Violation.TruncatedHeader,
            DecodedCase.Of(Ethernet(new PacketPart(new byte[400], 0x8847))).Violation);

    [Fact]
    public void Pppoe_Session_CarriesIp()
    {
        var decoded = DecodedCase.Of(Ethernet(Pppoe(5, V4)));

        Assert.Equal(DecodeOutcome.Tcp, decoded.Outcome);
        Assert.Equal([1, 2, 3], decoded.Payload);
        Assert.Equal("fd00::1:7", DecodedCase.Of(Ethernet(Pppoe(5, Ipv6("fd00::1", "fd00::2", Udp(7, 8))))).From);
    }

    [Fact]
    public void Pppoe_OtherVersion_IsRejected()
    {
        byte[] frame = Ethernet(Pppoe(5, V4));
        frame[14] = 0x21;

        Assert.Equal(Violation.InvalidHeader, DecodedCase.Of(frame).Violation);
    }
}
