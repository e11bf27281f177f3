using System.Reflection;
using System.Runtime.InteropServices;
using CraneAnomaly.Capture;
using CraneAnomaly.Capture.Flows;
using CraneAnomaly.Capture.Link;
using CraneAnomaly.Records;
using CraneAnomaly.Simulator.Wire;
using static CraneAnomaly.Simulator.Wire.PacketBuilder;

namespace CraneAnomaly.Tests.Capture.Link;

public class PacketDecoderTests
{
    private static readonly byte[] Payload = [1, 2, 3, 4, 5, 6, 7];

    [Fact]
    public void Decode_TcpOverIpv4_GivesEveryField()
    {
        var decoded = DecodedCase.Of(Ethernet(Ipv4(
            "10.0.0.1", "10.0.0.2",
            TcpSegment(1025, 502, Payload, 0xFEDC_BA98, 0x0102_0304, Psh | Ack, 4321, [1, 1, 1, 0]), id: 0xABCD)));

        Assert.Equal(DecodeOutcome.Tcp, decoded.Outcome);
        Assert.Equal(Violation.None, decoded.Violation);
        Assert.Equal("10.0.0.1:1025", decoded.From);
        Assert.Equal("10.0.0.2:502", decoded.To);
        Assert.Equal(ClientMac, decoded.Packet.SourceMac.ToString());
        Assert.Equal(ServerMac, decoded.Packet.DestinationMac.ToString());
        Assert.Equal(0xFEDC_BA98, decoded.Packet.Sequence);
        Assert.Equal(0x0102_0304u, decoded.Packet.Acknowledgement);
        Assert.Equal(Psh | Ack, decoded.Packet.TcpFlags);
        Assert.Equal(4321, decoded.Packet.Window);
        Assert.NotEqual(0, decoded.Packet.Checksum);
        Assert.Equal(0xABCD, decoded.Packet.IpId);
        Assert.Equal(6, decoded.Packet.IpProtocol);
        Assert.Equal(-1, decoded.Packet.Vlan);
        Assert.Equal(0ul, decoded.Packet.Path);
        Assert.Equal(0, decoded.Packet.TunnelDepth);
        Assert.Equal(0x0800, decoded.Packet.EtherType);
        Assert.Equal(34, decoded.Packet.TransportOffset);
        Assert.Equal(34 + 24, decoded.Packet.PayloadOffset);
        Assert.Equal(20 + 24 + 7, decoded.Packet.IpLength);
        Assert.Equal(7, decoded.Packet.WirePayloadLength);
        Assert.Equal(Payload, decoded.Payload);
    }

    [Fact]
    public void Decode_UdpOverIpv4_PayloadWithoutPadding()
    {
        var decoded = DecodedCase.Of(Ethernet(Ipv4("10.0.0.1", "10.0.0.2", Udp(5000, 2222, [9, 8]))));

        Assert.Equal(DecodeOutcome.Udp, decoded.Outcome);
        Assert.Equal("10.0.0.1:5000", decoded.From);
        Assert.Equal("10.0.0.2:2222", decoded.To);
        Assert.Equal([9, 8], decoded.Payload);
        Assert.Equal(2, decoded.Packet.WirePayloadLength);
    }

    [Theory]
    [InlineData(0, -1)]
    [InlineData(7, 7)]
    [InlineData(4095, 4095)]
    public void Decode_OneVlanTag_GivesItsIdUnlessZero(int id, int expected)
    {
        var decoded = DecodedCase.Of(Ethernet(Vlan(id, Ipv4("10.0.0.1", "10.0.0.2", TcpSegment(1, 2, Payload)), priority: 6)));

        Assert.Equal(DecodeOutcome.Tcp, decoded.Outcome);
        Assert.Equal(expected, decoded.Packet.Vlan);
        Assert.Equal(id == 0, decoded.Packet.Path == 0);
        Assert.Equal(Payload, decoded.Payload);
    }

    [Fact]
    public void Decode_FrameCheckSequence_IsNoPayload()
    {
        // Total length 0 makes the end of the frame the end of the packet.
        byte[] frame = Ethernet(Ipv4("10.0.0.1", "10.0.0.2", TcpSegment(1, 2, Payload)), pad: false);
        WriteU16(frame, 16, 0);
        var decoded = new DecodedCase();

        decoded.Decode(Join(frame, [0xDE, 0xAD, 0xBE, 0xEF]), fcs: 4);

        Assert.Equal(Payload, decoded.Payload);
    }

    [Fact]
    public void Decode_FrameCheckSequenceClaimedByIp_IsNotGiven()
    {
        byte[] frame = Ethernet(Ipv4("10.0.0.1", "10.0.0.2", TcpSegment(1, 2, Payload)), pad: false);
        var decoded = new DecodedCase();

        decoded.Decode(frame, fcs: 4);

        Assert.Equal(Payload[..3], decoded.Payload);
        Assert.Equal(7, decoded.Packet.WirePayloadLength);
        Assert.Equal(Violation.InvalidHeader, decoded.Violation);
    }

    [Fact]
    public void Decode_FrameCheckSequenceCutByCapture_LosesNoPayload()
    {
        byte[] frame = Ethernet(Ipv4("10.0.0.1", "10.0.0.2", TcpSegment(1, 2, Payload)), pad: false);
        var decoded = new DecodedCase();

        decoded.Decode(frame, fcs: 4, originalLength: frame.Length + 4);

        Assert.Equal(Payload, decoded.Payload);
        Assert.Equal(Violation.None, decoded.Violation);
    }

    [Fact]
    public void Decode_CutByCapture_TellsBothLengths()
    {
        byte[] frame = Ethernet(Ipv4("10.0.0.1", "10.0.0.2", TcpSegment(1, 2, new byte[100])));
        var decoded = new DecodedCase();

        decoded.Decode(frame[..^60], originalLength: frame.Length);

        Assert.Equal(DecodeOutcome.Tcp, decoded.Outcome);
        Assert.Equal(Violation.None, decoded.Violation);
        Assert.Equal(40, decoded.Packet.PayloadLength);
        Assert.Equal(100, decoded.Packet.WirePayloadLength);
        Assert.Equal(140, decoded.Packet.IpLength);
    }

    [Fact]
    public void Decode_OptionsCutByCapture_TellsPayloadOnTheWire()
    {
        byte[] frame = Ethernet(Ipv4("10.0.0.1", "10.0.0.2", TcpSegment(1, 2, new byte[100], options: new byte[20])));
        var decoded = new DecodedCase();

        decoded.Decode(frame[..(14 + 20 + 24)], originalLength: frame.Length);

        Assert.Equal(DecodeOutcome.Tcp, decoded.Outcome);
        Assert.Equal(0, decoded.Packet.PayloadLength);
        Assert.Equal(100, decoded.Packet.WirePayloadLength);
    }

    [Fact]
    public void Decode_LengthBeyondWhatWasSent_IsDecodedAndNoted()
    {
        byte[] frame = Ethernet(Ipv4("10.0.0.1", "10.0.0.2", TcpSegment(1, 2, new byte[100])));
        WriteU16(frame, 16, 1500);

        var decoded = DecodedCase.Of(frame);

        Assert.Equal(DecodeOutcome.Tcp, decoded.Outcome);
        Assert.Equal(Violation.InvalidHeader, decoded.Violation);
        Assert.Equal(100, decoded.Packet.PayloadLength);
        Assert.Equal(1460, decoded.Packet.WirePayloadLength);
    }

    [Fact]
    public void Decode_NoTotalLength_TakesWhatWasCaptured()
    {
        byte[] frame = Ethernet(Ipv4("10.0.0.1", "10.0.0.2", TcpSegment(1, 2, new byte[5000])));
        WriteU16(frame, 16, 0);

        var decoded = DecodedCase.Of(frame);

        Assert.Equal(DecodeOutcome.Tcp, decoded.Outcome);
        Assert.Equal(5000, decoded.Packet.PayloadLength);
        Assert.Equal(5040, decoded.Packet.IpLength);
    }

    [Fact]
    public void Decode_AnyUsualFrame_IsWhatTheLayersGive()
    {
        // A raw IP packet never takes the short way.
        PacketPart[] packets =
        [
            Ipv4("10.0.0.1", "10.0.0.2", TcpSegment(1025, 502, Payload, 5, 6, Syn, 7, [2, 4, 5, 0xB4]), id: 77),
            Ipv4("10.0.0.1", "10.0.0.2", TcpSegment(1025, 502)),
            Ipv4("10.0.0.1", "10.0.0.2", Udp(1025, 53, Payload), fragment: 0),
            Ipv4("10.0.0.1", "10.0.0.2", Udp(1025, 4789, Payload)),
        ];
        foreach (var packet in packets)
        {
            var usual = DecodedCase.Of(Ethernet(packet)).Packet;
            var layered = DecodedCase.Of(packet, LinkTypes.Raw).Packet;
            layered.PayloadOffset += 14;
            layered.TransportOffset += 14;
            layered.SourceMac = usual.SourceMac;
            layered.DestinationMac = usual.DestinationMac;
            AssertSame(layered, usual);
        }
    }

    [Fact]
    public void Decode_SuccessfulPackets_SetEveryField()
    {
        var tcp = TcpSegment(1025, 502, Payload);
        (byte[] Frame, int Link)[] frames =
        [
            (Ethernet(Ipv4("10.0.0.1", "10.0.0.2", tcp)), 1),
            (Ethernet(Vlan(9, Ipv4("10.0.0.1", "10.0.0.2", Udp(1, 2, Payload)))), 1),
            (Ethernet(Ipv4("10.0.0.1", "10.0.0.2", tcp, options: [1, 1, 1, 0])), 1),
            (Ethernet(Ipv4("10.0.0.1", "10.0.0.2", Icmp(8, 0, Payload))), 1),
            (Ethernet(Ipv4("10.0.0.1", "10.0.0.2", Transport(132, 1, 2, 3))), 1),
            (Ethernet(Ipv6("fd00::1", "fd00::2", tcp)), 1),
            (Ipv6("fd00::1", "fd00::2", Icmpv6(128, 0, Payload)), LinkTypes.Raw),
            (Ethernet(Ipv4("10.0.0.1", "10.0.0.2", Gre(Ipv4("10.1.0.1", "10.1.0.2", tcp)))), 1),
            (Sll(Ipv4("10.0.0.1", "10.0.0.2", tcp)), LinkTypes.LinuxSll),
            (Ethernet(new PacketPart(Payload, 0x0806)), 1),
        ];
        foreach (var (frame, link) in frames)
        {
            DecodedCase zero = new(), poisoned = new();
            MemoryMarshal.AsBytes(MemoryMarshal.CreateSpan(ref poisoned.Packet, 1)).Fill(0xCC);
            zero.Decode(frame, link);
            poisoned.Decode(frame, link);
            AssertSame(zero.Packet, poisoned.Packet);
        }
    }

    [Fact]
    public void Decode_BothDirections_HaveOneKey()
    {
        Func<string, string, PacketPart, byte[]>[] ways =
        [
            (a, b, t) => Ethernet(Ipv4(a, b, t)),
            (a, b, t) => Ethernet(Vlan(3, Vlan(4, Ipv4(a, b, t)), 0x88A8)),
            (a, b, t) => Ethernet(Ipv4(Outer(a), Outer(b), Gre(Ipv4(a, b, t), key: 5))),
            (a, b, t) => Ethernet(Ipv4(Outer(a), Outer(b), Ipv4(a, b, t))),
            (a, b, t) => Ethernet(Ipv4(Outer(a), Outer(b), Gre(Ethernet(Ipv4(a, b, t)), key: 0x123456_00u + a[^1]))),
            (a, b, t) => Ethernet(Ipv4(Outer(a), Outer(b), Vxlan(7, Ethernet(Ipv4(a, b, t))))),
            (a, b, t) => Ethernet(Ipv4(Outer(a), Outer(b), Geneve(7, Ethernet(Ipv4(a, b, t))))),
            (a, b, t) => Ethernet(Ipv4("1.1.1.1", "1.1.1.2", ErspanII(Ethernet(Ipv4(a, b, t)), 7))),
            (a, b, t) => Ethernet(Mpls(Ipv4(a, b, t), a[^1])),
            (a, b, t) => Ethernet(Pppoe(9, Ipv4(a, b, t))),
        ];
        List<FlowKey> keys = [];
        foreach (var way in ways)
        {
            var there = DecodedCase.Of(way("10.0.0.1", "10.0.0.2", TcpSegment(1025, 502))).Packet;
            var back = DecodedCase.Of(way("10.0.0.2", "10.0.0.1", TcpSegment(502, 1025))).Packet;
            var key = FlowKey.Of(there, out int swapped);
            var same = FlowKey.Of(back, out int swappedBack);
            Assert.True(FlowKey.Same(key, same));
            Assert.NotEqual(swapped, swappedBack);
            keys.Add(key);
        }

        // MPLS labels belong to one direction and say nothing of a flow; every other way is a flow of its own.
        Assert.Equal(ways.Length - 1, keys.Select(k => k.Path).Distinct().Count());

        static string Outer(string address) => "192.168.0." + address[^1];
    }

    [Fact]
    public void Decode_OtherTunnelSameAddresses_HasAnotherPath()
    {
        var inner = Ipv4("10.0.0.1", "10.0.0.2", TcpSegment(1025, 502));
        PacketPart frame = Ethernet(inner);
        byte[][] frames =
        [
            Ethernet(inner), Ethernet(Vlan(1, inner)), Ethernet(Vlan(2, inner)), Ethernet(Vlan(1, Vlan(2, inner))),
            Ethernet(Vlan(2, Vlan(1, inner))),
            Ethernet(Ipv4("1.1.1.1", "1.1.1.2", Gre(inner))), Ethernet(Ipv4("1.1.1.1", "1.1.1.3", Gre(inner))),
            Ethernet(Ipv4("1.1.1.1", "1.1.1.2", Gre(inner, key: 1))),
            Ethernet(Ipv4("1.1.1.1", "1.1.1.2", Gre(inner, key: 2))),
            Ethernet(Ipv4("1.1.1.1", "1.1.1.2", Gre(frame, key: 1))), Ethernet(Ipv4("1.1.1.1", "1.1.1.2", inner)),
            Ethernet(Ipv6("fd00::1", "fd00::2", inner)), Ethernet(Ipv4("1.1.1.1", "1.1.1.2", Vxlan(1, frame))),
            Ethernet(Ipv4("1.1.1.1", "1.1.1.2", Vxlan(2, frame))),
            Ethernet(Ipv4("1.1.1.1", "1.1.1.2", Geneve(1, frame))),
            Ethernet(Ipv4("1.1.1.1", "1.1.1.2", ErspanII(frame, 1))),
            Ethernet(Ipv4("1.1.1.1", "1.1.1.2", ErspanII(frame, 2))),
        ];

        var paths = frames.Select(f => DecodedCase.Of(f).Packet.Path);

        Assert.Equal(frames.Length, paths.Distinct().Count());
    }

    [Fact]
    public void Decode_SteadyState_AllocatesNothing()
    {
        var tcp = TcpSegment(1025, 502, Payload);
        var large = Udp(1, 2, new byte[3000]);
        byte[][] frames =
        [
            Ethernet(Ipv4("10.0.0.1", "10.0.0.2", tcp)), Ethernet(Vlan(3, Ipv4("10.0.0.1", "10.0.0.2", tcp))),
            Ethernet(Ipv6("fd00::1", "fd00::2", tcp)), new byte[3],
            Ethernet(Ipv4("1.1.1.1", "1.1.1.2", ErspanII(Ethernet(Ipv4("10.0.0.1", "10.0.0.2", tcp)), 1))),
            Ethernet(Ipv4("1.1.1.1", "1.1.1.2", Vxlan(1, Ethernet(Ipv4("10.0.0.1", "10.0.0.2", tcp))))),
            .. Ipv4Fragments("10.0.0.1", "10.0.0.2", large, 1480).Select(f => (byte[])Ethernet(f)),
            .. Ipv6Fragments("fd00::1", "fd00::2", large, 1232).Select(f => (byte[])Ethernet(f)),
        ];
        var decoder = new PacketDecoder(Limits.Default);
        Run(decoder, frames, 200);

        long before = GC.GetAllocatedBytesForCurrentThread();
        int decoded = Run(decoder, frames, 2000);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(2000 * 7, decoded);
        Assert.Equal(0, allocated);

        static int Run(PacketDecoder decoder, byte[][] frames, int rounds)
        {
            int count = 0;
            DecodedPacket packet = default;
            for (int round = 0; round < rounds; round++)
            {
                foreach (byte[] frame in frames)
                {
                    var captured = new CapturedPacket { LinkType = 1, OriginalLength = frame.Length, Frame = 1 };
                    if (decoder.Decode(captured, frame, ref packet, out _, out _) <= DecodeOutcome.Udp) count++;
                }
            }

            return count;
        }
    }

    private static void AssertSame(DecodedPacket expected, DecodedPacket actual)
    {
        foreach (var field in typeof(DecodedPacket).GetFields(BindingFlags.Public | BindingFlags.Instance))
        {
            object? want = field.GetValue(expected), got = field.GetValue(actual);
            Assert.True(Equals(want, got), $"{field.Name}: expected {want}, got {got}");
        }
    }
}
