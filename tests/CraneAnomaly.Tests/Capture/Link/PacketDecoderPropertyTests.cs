using CraneAnomaly.Capture;
using CraneAnomaly.Capture.Link;
using CraneAnomaly.Records;
using FsCheck.Xunit;
using static CraneAnomaly.Simulator.Wire.PacketBuilder;

namespace CraneAnomaly.Tests.Capture.Link;

public class PacketDecoderPropertyTests
{
    private static readonly int[] LinkTypesTried = [0, 1, 12, 101, 108, 113, 228, 229, 276, 147];

    public static (byte[] Frame, int Link)[] Samples { get; } = MakeSamples();

    [Property(MaxTest = 300)]
    public void Decode_RandomBytes_StaysInside(byte[] bytes)
    {
        var decoder = new PacketDecoder(Limits.Default);
        foreach (int link in LinkTypesTried) Check(decoder, bytes, link, bytes.Length);
    }

    [Property(MaxTest = 300)]
    public void Decode_RandomBytesBehindAHeader_StaysInside(byte[] bytes, ushort sample, byte keep)
    {
        var (frame, link) = Samples[sample % Samples.Length];
        byte[] mixed = Join(frame[..Math.Min((int)keep, frame.Length)], bytes);
        Check(new PacketDecoder(Limits.Default), mixed, link, mixed.Length);
    }

    [Property(MaxTest = 500)]
    public void Decode_ChangedBytes_StaysInside((ushort At, byte Value)[] changes, ushort sample, short sent)
    {
        var (frame, link) = Samples[sample % Samples.Length];
        byte[] changed = [.. frame];
        foreach (var (at, value) in changes) changed[at % changed.Length] = value;
        Check(new PacketDecoder(Limits.Default), changed, link, sent);
    }

    [Fact]
    public void Decode_EveryPrefix_StaysInside()
    {
        var decoder = new PacketDecoder(Limits.Default);
        foreach (var (frame, link) in Samples)
        {
            for (int length = 0; length <= frame.Length; length++)
            {
                Check(decoder, frame[..length], link, frame.Length);
                Check(decoder, frame[..length], link, length);
            }
        }
    }

    [Fact]
    public void Decode_EverySample_IsDecoded()
    {
        foreach (var (frame, link) in Samples)
        {
            var decoded = DecodedCase.Of(frame, link);
            Assert.Equal(Violation.None, decoded.Violation);
            Assert.NotEqual(DecodeOutcome.Rejected, decoded.Outcome);
        }
    }

    private static void Check(PacketDecoder decoder, byte[] bytes, int link, int originalLength)
    {
        DecodedPacket packet = default;
        for (int fcs = 0; fcs <= 4; fcs += 4)
        {
            var captured = new CapturedPacket
            {
                LinkType = link,
                OriginalLength = originalLength,
                FcsLength = fcs,
                Frame = 1,
            };
            var outcome = decoder.Decode(captured, bytes, ref packet, out var used, out var violation);
            if (outcome == DecodeOutcome.Rejected) Assert.NotEqual(Violation.None, violation);
            if (outcome is DecodeOutcome.Rejected or DecodeOutcome.FragmentHeld) continue;
            Assert.InRange(packet.PayloadOffset, 0, used.Length);
            Assert.InRange(packet.PayloadLength, 0, used.Length - packet.PayloadOffset);
            Assert.InRange(packet.WirePayloadLength, packet.PayloadLength, int.MaxValue);
            if (outcome == DecodeOutcome.NotIp) continue;
            Assert.InRange(packet.TransportOffset, 0, packet.PayloadOffset);
            if (outcome == DecodeOutcome.Tcp) Assert.True(packet.PayloadOffset - packet.TransportOffset >= 20);
        }
    }

    private static (byte[], int)[] MakeSamples()
    {
        var tcp = TcpSegment(1025, 502, [1, 2, 3, 4], options: [2, 4, 5, 0xB4]);
        var v4 = Ipv4("10.0.0.1", "10.0.0.2", tcp);
        var v6 = Ipv6("fd00::1", "fd00::2", HopByHop(Routing(DestinationOptions(Fragment(Authentication(tcp))))));
        var frame = Ethernet(Vlan(5, v4));
        return
        [
            (Ethernet(v4), 1), (frame, 1), (Ethernet(v6), 1), (EthernetSnap(v4), 1),
            (Ethernet(Vlan(1, Vlan(2, Hsr(v4)), 0x88A8)), 1), (Ethernet(Mpls(v6, 1, 2, 3)), 1),
            (Ethernet(Pppoe(1, v6)), 1), (Ethernet(Mpls(frame, 5)), 1),
            (Sll(v4), 113), (Sll2(v6), 276), (Null(v4), 0), (Null(v6, true), 108), (v4, 101), (v6, 101),
            (Ethernet(Ipv4("1.0.0.1", "1.0.0.2", Gre(v4, 1, 2, true))), 1),
            (Ethernet(Ipv4("1.0.0.1", "1.0.0.2", Gre(frame))), 1),
            (Ethernet(Ipv4("1.0.0.1", "1.0.0.2", ErspanI(frame))), 1),
            (Ethernet(Ipv4("1.0.0.1", "1.0.0.2", ErspanII(frame, 3))), 1),
            (Ethernet(Ipv6("fd00::1", "fd00::2", ErspanIII(frame, 3, true))), 1),
            (Ethernet(Ipv4("1.0.0.1", "1.0.0.2", Vxlan(3, frame))), 1),
            (Ethernet(Ipv4("1.0.0.1", "1.0.0.2", Geneve(3, frame, new byte[8]))), 1),
            (Ethernet(Ipv4("1.0.0.1", "1.0.0.2", v6)), 1), (Ethernet(Ipv6("fd00::1", "fd00::2", v4)), 1),
            (Ethernet(Ipv4("1.0.0.1", "1.0.0.2", Udp(1, 2, [1]), options: [7, 3, 4, 0])), 1),
            (Ethernet(Ipv4("1.0.0.1", "1.0.0.2", Icmp(8, 0, [0, 1, 0, 1, 5]))), 1),
            (Ethernet(Ipv4Fragments("1.0.0.1", "1.0.0.2", Udp(1, 2, new byte[100]), 64)[0]), 1),
            (Ethernet(Ipv6Fragments("fd00::1", "fd00::2", Udp(1, 2, new byte[100]), 64)[1]), 1),
        ];
    }
}
