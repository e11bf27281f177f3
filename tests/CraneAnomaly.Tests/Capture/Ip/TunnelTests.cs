using CraneAnomaly.Capture.Link;
using CraneAnomaly.Records;
using CraneAnomaly.Simulator.Wire;
using CraneAnomaly.Tests.Capture.Link;
using static CraneAnomaly.Simulator.Wire.PacketBuilder;

namespace CraneAnomaly.Tests.Capture.Ip;

public class TunnelTests
{
    private const string InnerMac = "02:00:00:00:00:11";

    private static readonly byte[] Payload = [1, 2, 3, 4];
    private static readonly PacketPart V4 = Ipv4("10.0.0.1", "10.0.0.2", TcpSegment(1025, 502, Payload));
    private static readonly PacketPart V6 = Ipv6("fd00::1", "fd00::2", TcpSegment(1025, 502, Payload));
    private static readonly PacketPart Frame = Ethernet(Vlan(33, V4), InnerMac);

    public static TheoryData<string> IpTunnels => ["4in4", "6in4", "gre", "gre key", "gre all", "geneve ip", "ft 2"];

    public static TheoryData<string> EthernetTunnels =>
        ["gre", "nvgre", "erspan1", "erspan2", "erspan3", "erspan3 sub", "vxlan", "vxlan 8472", "geneve", "geneve opt",
            "etherip", "ethernet"];

    [Theory]
    [MemberData(nameof(IpTunnels))]
    public void Read_IpTunnel_GivesTheInnerFlow(string kind)
    {
        foreach (var (inner, from) in new[] { (V4, "10.0.0.1:1025"), (V6, "fd00::1:1025") })
        {
            var carried = kind switch
            {
                "4in4" => inner,
                "6in4" => inner,
                "gre" => Gre(inner),
                "gre key" => Gre(inner, key: 1),
                "gre all" => Gre(inner, key: 1, sequence: 2, checksum: true),
                "geneve ip" => Geneve(5, inner),
                _ => ErspanIII(inner, 1, subheader: true, frameType: 2),
            };
            var outer = kind == "6in4"
                ? Ipv6("2001:db8::1", "2001:db8::2", carried)
                : Ipv4("192.168.0.1", "192.168.0.2", carried);

            var decoded = DecodedCase.Of(Ethernet(Vlan(4, outer)));

            Assert.Equal(DecodeOutcome.Tcp, decoded.Outcome);
            Assert.Equal(from, decoded.From);
            Assert.Equal(Payload, decoded.Payload);
            Assert.Equal(1, decoded.Packet.TunnelDepth);
            Assert.Equal(ClientMac, decoded.Packet.SourceMac.ToString());
            Assert.Equal(4, decoded.Packet.Vlan);
        }
    }

    [Theory]
    [MemberData(nameof(EthernetTunnels))]
    public void Read_EthernetTunnel_GivesTheInnerFrame(string kind)
    {
        var carried = kind switch
        {
            "gre" => Gre(Frame),
            "nvgre" => Gre(Frame, key: 0x00ABCD_01),
            "erspan1" => ErspanI(Frame),
            "erspan2" => ErspanII(Frame, 7),
            "erspan3" => ErspanIII(Frame, 7),
            "erspan3 sub" => ErspanIII(Frame, 7, subheader: true),
            "vxlan" => Vxlan(9, Frame),
            "vxlan 8472" => Vxlan(9, Frame, port: 8472),
            "geneve" => Geneve(9, Frame),
            "geneve opt" => Geneve(9, Frame, options: new byte[16]),
            "etherip" => Transport(97, Join([0x30, 0], Frame)),
            _ => Frame,
        };

        var decoded = DecodedCase.Of(Ethernet(Vlan(4, Ipv4("192.168.0.1", "192.168.0.2", carried))));

        Assert.Equal(DecodeOutcome.Tcp, decoded.Outcome);
        Assert.Equal("10.0.0.1:1025", decoded.From);
        Assert.Equal("10.0.0.2:502", decoded.To);
        Assert.Equal(Payload, decoded.Payload);
        Assert.Equal(1, decoded.Packet.TunnelDepth);
        Assert.Equal(InnerMac, decoded.Packet.SourceMac.ToString());
        Assert.Equal(33, decoded.Packet.Vlan);
    }

    [Fact]
    public void Read_UntaggedFrameInTaggedTunnel_HasNoVlan() =>
        Assert.Equal(
            -1,
            DecodedCase.Of(Ethernet(Vlan(4, Ipv4("1.0.0.1", "1.0.0.2", Vxlan(1, Ethernet(V4)))))).Packet.Vlan);

    [Fact]
    public void Read_CutMirror_IsNoViolation()
    {
        // The mirror cut its copy: the inner lengths say more than the outer packet carries.
        byte[] inner = Ethernet(Ipv4("10.0.0.1", "10.0.0.2", TcpSegment(1, 2, new byte[1000])));

        var decoded = DecodedCase.Of(Ethernet(Ipv4("1.0.0.1", "1.0.0.2", ErspanII(new(inner[..200]), 1))));

        Assert.Equal(DecodeOutcome.Tcp, decoded.Outcome);
        Assert.Equal(Violation.None, decoded.Violation);
        Assert.Equal(146, decoded.Packet.PayloadLength);
        Assert.Equal(1000, decoded.Packet.WirePayloadLength);
    }

    [Theory]
    [InlineData("no flag")]
    [InlineData("text")]
    [InlineData("short")]
    [InlineData("version")]
    public void Read_DataOnATunnelPort_StaysUdp(string kind)
    {
        byte[] vxlan = Join([0x08, 0, 0, 0], U32(9 << 8), Frame);
        var carried = kind switch
        {
            "no flag" => Udp(5, 4789, Join([0x00], vxlan[1..])),
            "text" => Udp(5, 4789, "HELLO WORLD, THIS IS NO TUNNEL AT ALL; IT IS TEXT"u8),
            "short" => Udp(5, 8472, vxlan[..12]),
            _ => Udp(5, 6081, Join([0x40, 0, 0x65, 0x58], U32(9 << 8), Frame)),
        };

        var decoded = DecodedCase.Of(Ethernet(Ipv4("192.168.0.1", "192.168.0.2", carried)));

        Assert.Equal(DecodeOutcome.Udp, decoded.Outcome);
        Assert.Equal("192.168.0.1:5", decoded.From);
        Assert.Equal(0, decoded.Packet.TunnelDepth);
    }

    [Theory]
    [InlineData(4, DecodeOutcome.Tcp, Violation.None)]
    [InlineData(5, DecodeOutcome.Rejected, Violation.TooManyTunnels)]
    [InlineData(100, DecodeOutcome.Rejected, Violation.TooManyTunnels)]
    public void Read_NestedTunnels_StopAtTheCap(int depth, object outcome, Violation violation)
    {
        var part = V4;
        for (int i = 0; i < depth; i++)
        {
            part = (i % 3) switch
            {
                0 => Ipv4("192.168.0.1", "192.168.0.2", part),
                1 => Ipv6("2001:db8::1", "2001:db8::2", Gre(Ethernet(part))),
                _ => Ipv4("192.168.0.1", "192.168.0.2", Vxlan((uint)i, Ethernet(part))),
            };
        }

        var decoded = DecodedCase.Of(Ethernet(part));

        Assert.Equal(outcome, decoded.Outcome);
        Assert.Equal(violation, decoded.Violation);
    }

    [Fact]
    public void Read_PseudowiresInEachOther_StopAtTheCap()
    {
        var part = Ethernet(V4);
        for (int i = 0; i < 30; i++) part = Ethernet(Mpls(part, i));

        Assert.Equal(Violation.TooManyTunnels, DecodedCase.Of(part).Violation);
    }

    [Fact]
    public void Read_NotIpInTunnel_IsNotIp()
    {
        var arp = Ethernet(new PacketPart(new byte[28], 0x0806), InnerMac);

        var decoded = DecodedCase.Of(Ethernet(Ipv4("192.168.0.1", "192.168.0.2", Vxlan(3, arp))));

        Assert.Equal(DecodeOutcome.NotIp, decoded.Outcome);
        Assert.Equal(0x0806, decoded.Packet.EtherType);
        Assert.Equal(InnerMac, decoded.Packet.SourceMac.ToString());
        Assert.True(decoded.Packet.Source.IsNone);
    }

    [Theory]
    [InlineData(0x2001, 0x880B)]
    [InlineData(0x0000, 0x8200)]
    [InlineData(0x0000, 0x0000)]
    public void Gre_OtherVersionOrType_IsOtherIpAndSaid(int flags, int type)
    {
        var gre = Transport(47, Join(U16(flags), U16(type), new byte[40]));

        var decoded = DecodedCase.Of(Ethernet(Ipv4("192.168.0.1", "192.168.0.2", gre)));

        Assert.Equal(DecodeOutcome.OtherIp, decoded.Outcome);
        Assert.Equal(Violation.UnsupportedNetwork, decoded.Violation);
        Assert.Equal(47, decoded.Packet.IpProtocol);
        Assert.Equal("192.168.0.1:0", decoded.From);
        Assert.Equal(44, decoded.Packet.PayloadLength);
    }

    [Fact]
    public void Gre_SourceRoutes_AreSkipped()
    {
        // RFC 1701: one route of four bytes, then the empty one that ends the list.
        var gre = Transport(47, Join(U16(0x4000), U16(0x0800), U32(0), [0, 8, 0, 4, 1, 2, 3, 4], U32(0), V4));

        Assert.Equal("10.0.0.1:1025", DecodedCase.Of(Ethernet(Ipv4("1.0.0.1", "1.0.0.2", gre))).From);
    }

    [Fact]
    public void Gre_EndlessSourceRoutes_AreTruncated()
    {
        byte[] routes = [.. Enumerable.Repeat(new byte[] { 0, 8, 0, 0 }, 100).SelectMany(r => r)];
        var gre = Transport(47, Join(U16(0x4000), U16(0x0800), U32(0), routes));

        Assert.Equal(
            Violation.TruncatedHeader, DecodedCase.Of(Ethernet(Ipv4("1.0.0.1", "1.0.0.2", gre))).Violation);
    }
}
