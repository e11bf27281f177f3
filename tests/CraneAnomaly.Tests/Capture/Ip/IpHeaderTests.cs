using CraneAnomaly.Capture.Link;
using CraneAnomaly.Records;
using CraneAnomaly.Tests.Capture.Link;
using static CraneAnomaly.Simulator.Wire.PacketBuilder;

namespace CraneAnomaly.Tests.Capture.Ip;

public class IpHeaderTests
{
    private static readonly byte[] Payload = [1, 2, 3];

    [Theory]
    [InlineData(0x44, 40, Violation.InvalidHeader)]
    [InlineData(0x40, 40, Violation.InvalidHeader)]
    [InlineData(0x65, 40, Violation.InvalidHeader)]
    [InlineData(0x45, 19, Violation.InvalidHeader)]
    [InlineData(0x46, 20, Violation.InvalidHeader)]
    [InlineData(0x4F, 60, Violation.TruncatedHeader)]
    [InlineData(0x45, 21, Violation.TruncatedHeader)]
    public void Ipv4_BadLengths_AreRejected(byte first, int total, Violation violation)
    {
        byte[] frame = Ethernet(Ipv4("10.0.0.1", "10.0.0.2", TcpSegment(1, 2)), pad: false);
        frame[14] = first;
        WriteU16(frame, 16, total);

        var decoded = DecodedCase.Of(frame);

        Assert.Equal(DecodeOutcome.Rejected, decoded.Outcome);
        Assert.Equal(violation, decoded.Violation);
    }

    [Theory]
    [InlineData(new byte[] { 1, 1, 1, 1 })]
    [InlineData(new byte[] { 7, 0, 0, 0 })]
    [InlineData(new byte[] { 131, 7, 4, 10, 0, 0, 9, 0, 68, 8, 9, 0, 0, 0, 0, 1 })]
    public void Ipv4_Options_AreSkipped(byte[] options)
    {
        var decoded = DecodedCase.Of(Ethernet(Ipv4("10.0.0.1", "10.0.0.2", TcpSegment(1, 2, Payload), options: options)));

        Assert.Equal(DecodeOutcome.Tcp, decoded.Outcome);
        Assert.Equal(Payload, decoded.Payload);
        Assert.Equal(20 + options.Length + 23, decoded.Packet.IpLength);
    }

    [Fact]
    public void Ipv6_EveryExtensionHeader_IsRead()
    {
        var inner = HopByHop(DestinationOptions(Routing(Authentication(Fragment(Udp(5, 6, Payload))), 4)));

        var decoded = DecodedCase.Of(Ethernet(Ipv6("fd00::1", "fd00::2", inner)));

        Assert.Equal(DecodeOutcome.Udp, decoded.Outcome);
        Assert.Equal("fd00::1:5", decoded.From);
        Assert.Equal(Payload, decoded.Payload);
        Assert.Equal(40 + inner.Length, decoded.Packet.IpLength);
        Assert.Equal(0x86DD, decoded.Packet.EtherType);
    }

    [Theory]
    [InlineData(50)]
    [InlineData(59)]
    [InlineData(132)]
    public void Ipv6_OtherNextHeader_IsOtherIp(int protocol)
    {
        var decoded = DecodedCase.Of(Ethernet(Ipv6("fd00::1", "fd00::2", HopByHop(Transport(protocol, 1, 2, 3)))));

        Assert.Equal(DecodeOutcome.OtherIp, decoded.Outcome);
        Assert.Equal(protocol, decoded.Packet.IpProtocol);
        Assert.Equal([1, 2, 3], decoded.Payload);
    }

    [Fact]
    public void Ipv6_Mobility_EndsTheChain()
    {
        var decoded = DecodedCase.Of(Ethernet(Ipv6("fd00::1", "fd00::2", Mobility(Transport(59)))));

        Assert.Equal(DecodeOutcome.OtherIp, decoded.Outcome);
        Assert.Equal(59, decoded.Packet.IpProtocol);
    }

    [Theory]
    [InlineData(16, DecodeOutcome.Tcp, Violation.None)]
    [InlineData(17, DecodeOutcome.Rejected, Violation.TooManyExtensionHeaders)]
    [InlineData(200, DecodeOutcome.Rejected, Violation.TooManyExtensionHeaders)]
    public void Ipv6_ManyHeaders_StopsAtTheCap(int headers, object outcome, Violation violation)
    {
        var part = TcpSegment(1, 2);
        for (int i = 0; i < headers; i++) part = i % 2 == 0 ? DestinationOptions(part) : HopByHop(part);

        var decoded = DecodedCase.Of(Ethernet(Ipv6("fd00::1", "fd00::2", part)));

        Assert.Equal(outcome, decoded.Outcome);
        Assert.Equal(violation, decoded.Violation);
    }

    [Fact]
    public void Ipv6_HeaderBeyondTheEnd_IsTruncated()
    {
        byte[] frame = Ethernet(Ipv6("fd00::1", "fd00::2", HopByHop(TcpSegment(1, 2))));
        frame[14 + 40 + 1] = 255;

        Assert.Equal(Violation.TruncatedHeader, DecodedCase.Of(frame).Violation);
    }

    [Fact]
    public void Ipv6_Jumbogram_HasItsLengthInTheOption()
    {
        byte[] payload = new byte[70_000];
        int length = 8 + 20 + payload.Length;
        var inner = HopByHop(TcpSegment(1, 2, payload), Join([0xC2, 4], U32((uint)length)));

        // Four bytes more than the option covers: padding.
        var decoded = DecodedCase.Of(Join(Ethernet(Ipv6("fd00::1", "fd00::2", inner, payloadLength: 0)), new byte[4]));

        Assert.Equal(DecodeOutcome.Tcp, decoded.Outcome);
        Assert.Equal(payload.Length, decoded.Packet.PayloadLength);
        Assert.Equal(40 + length, decoded.Packet.IpLength);
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(60_000u)]
    [InlineData(0x8000_0000u)]
    [InlineData(uint.MaxValue)]
    public void Ipv6_ImpossibleJumbogram_IsRejected(uint length)
    {
        var inner = HopByHop(TcpSegment(1, 2, new byte[100]), Join([0xC2, 4], U32(length)));

        var decoded = DecodedCase.Of(Ethernet(Ipv6("fd00::1", "fd00::2", inner, payloadLength: 0)));

        Assert.Equal(DecodeOutcome.Rejected, decoded.Outcome);
        Assert.Equal(Violation.InvalidHeader, decoded.Violation);
    }

    [Fact]
    public void Ipv6_NoPayloadLength_IsPaddingOrUnsegmented()
    {
        byte[] large = Ethernet(Ipv6("fd00::1", "fd00::2", TcpSegment(1, 2, new byte[3000]), payloadLength: 0));
        byte[] empty = Ethernet(Ipv6("fd00::1", "fd00::2", Transport(59), payloadLength: 0));

        Assert.Equal(3000, DecodedCase.Of(large).Packet.PayloadLength);
        var padded = DecodedCase.Of(empty);
        Assert.Equal(DecodeOutcome.OtherIp, padded.Outcome);
        Assert.Empty(padded.Payload);
    }

    [Fact]
    public void Icmp_TypeAndCode_StandAsPorts()
    {
        var echo = DecodedCase.Of(Ethernet(Ipv4("10.0.0.1", "10.0.0.2", Icmp(8, 3, [0, 1, 0, 2, 7, 7]))));
        var echo6 = DecodedCase.Of(Ethernet(Ipv6("fd00::1", "fd00::2", Icmpv6(128, 1, [0, 1, 0, 2, 9]))));

        Assert.Equal(DecodeOutcome.Icmp, echo.Outcome);
        Assert.Equal((8, 3, 1), (echo.Packet.SourcePort, echo.Packet.DestinationPort, echo.Packet.IpProtocol));
        Assert.Equal([7, 7], echo.Payload);
        Assert.Equal(DecodeOutcome.Icmp, echo6.Outcome);
        Assert.Equal((128, 1, 58), (echo6.Packet.SourcePort, echo6.Packet.DestinationPort, echo6.Packet.IpProtocol));
        Assert.Equal([9], echo6.Payload);
    }

    [Fact]
    public void Icmp_OfTheOtherVersion_IsOtherIp() =>
        Assert.Equal(
            DecodeOutcome.OtherIp,
            DecodedCase.Of(Ethernet(Ipv6("fd00::1", "fd00::2", Transport(1, new byte[20])))).Outcome);

    [Theory]
    [InlineData(0x40)]
    [InlineData(0x00)]
    [InlineData(0x70)]
    public void Tcp_BadDataOffset_IsRejected(byte offset)
    {
        byte[] frame = Ethernet(Ipv4("10.0.0.1", "10.0.0.2", TcpSegment(1, 2, Payload)));
        frame[14 + 20 + 12] = offset;

        var decoded = DecodedCase.Of(frame);

        Assert.Equal(DecodeOutcome.Rejected, decoded.Outcome);
        Assert.Equal(Violation.InvalidHeader, decoded.Violation);
    }

    [Theory]
    [InlineData(10, 2, Violation.None)]
    [InlineData(8, 0, Violation.None)]
    [InlineData(0, 3, Violation.None)]
    [InlineData(12, 3, Violation.InvalidHeader)]
    public void Udp_LengthField_BoundsThePayload(int length, int payload, Violation violation)
    {
        byte[] frame = Ethernet(Ipv4("10.0.0.1", "10.0.0.2", Udp(1, 2, Payload)));
        WriteU16(frame, 14 + 20 + 4, length);

        var decoded = DecodedCase.Of(frame);

        Assert.Equal(DecodeOutcome.Udp, decoded.Outcome);
        Assert.Equal(violation, decoded.Violation);
        Assert.Equal(payload, decoded.Packet.PayloadLength);
        Assert.Equal(payload, decoded.Packet.WirePayloadLength);
    }

    [Fact]
    public void Udp_LengthBelowItsHeader_IsRejected()
    {
        byte[] frame = Ethernet(Ipv4("10.0.0.1", "10.0.0.2", Udp(1, 2, Payload)));
        WriteU16(frame, 14 + 20 + 4, 7);

        Assert.Equal(DecodeOutcome.Rejected, DecodedCase.Of(frame).Outcome);
    }
}
