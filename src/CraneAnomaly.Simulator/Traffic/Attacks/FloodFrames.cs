using System.Buffers.Binary;
using static CraneAnomaly.Simulator.Wire.PacketBuilder;

namespace CraneAnomaly.Simulator.Traffic.Attacks;

/// <summary>
/// What somebody sends who wants every table to be full: each frame is of another flow, most of another host, device, name
/// or container. One template for each kind of table, of which addresses, ports and a text are written anew. Frames are
/// made while they are read, and no two runs differ.
/// </summary>
internal sealed class FloodFrames
{
    // Where in a template: hardware of the sender, addresses, ports, and behind the headers.
    private const int SourceMac = 6, SourceIp = 26, DestinationIp = 30, SourcePort = 34, Tcp = 54, Udp8 = 42;
    private const int ArpMac = 22, ArpIp = 28;

    private readonly byte[][] _frames;
    private uint _number;

    public FloodFrames(string controller, string names)
    {
        const string From = "203.0.113.1", Host = "10.1.9.9";
        byte[] question = [0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 24, .. new byte[24], 7, .. "example"u8, 3, .. "net"u8, 0, 0, 1, 0, 1];
        _frames =
        [
            Ethernet(Ipv4(From, controller, TcpSegment(1, 502, flags: Syn))),
            Ethernet(Ipv4(From, controller, TcpSegment(1, 22, "SSH-2.0-flood\r\n"u8.ToArray(), sequence: 2, acknowledgement: 9, flags: Ack | Psh))),
            Ethernet(Ipv4(Host, From, TcpSegment(1, 80, "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 12\r\n\r\nCSQU000000 00"u8.ToArray(), sequence: 2, acknowledgement: 9, flags: Ack | Psh))),
            Ethernet(Ipv4(Host, names, Udp(1, 53, question))),
            Ethernet(Ipv4(Host, From, Udp(1, 9_999, new byte[48]))),
            Ethernet(Ipv4(Host, controller, TcpSegment(1, 502, [0, 1, 0, 0, 0, 6, 1, 6, 0, 100, 1, 244], sequence: 2, acknowledgement: 9, flags: Ack | Psh))),
            Join(Mac("ff:ff:ff:ff:ff:ff"), Mac("02:00:00:00:00:01"), U16(0x0806), U16(1), U16(0x0800), [6, 4], U16(2), new byte[20]),
        ];
    }

    /// <summary>Kinds of frames, which come by turns.</summary>
    public int Kinds => _frames.Length;

    /// <summary>The next frame, valid until the one after it.</summary>
    public ReadOnlySpan<byte> Next()
    {
        int kind = (int)(_number % (uint)_frames.Length);
        byte[] frame = _frames[kind];

        // A bijection of 32 bits (Knuth's multiplier is odd): no two frames of a kind have one number.
        uint one = _number++ * 2_654_435_761;
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(SourceMac + 2), one);
        ushort port = (ushort)(1_024 + one % 60_000);
        switch (kind)
        {
            case 0 or 1:
                BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(SourceIp), Outside(one));
                BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(SourcePort), port);
                break;
            case 2 or 4:
                BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(SourceIp), Inside(one));
                BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(DestinationIp), Outside(one));
                BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(SourcePort), port);
                if (kind == 2) WriteNumber(frame.AsSpan(frame.Length - 9, 6), one);
                break;
            case 3:
                BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(SourceIp), Inside(one));
                WriteLetters(frame.AsSpan(Udp8 + 13, 24), one);
                break;
            case 5:
                BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(SourceIp), Inside(one));
                BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(Tcp + 8), (ushort)one);
                break;
            default:
                BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(ArpMac + 2), one);
                frame[ArpMac] = 2;
                BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(ArpIp), Inside(one));
                break;
        }

        return frame;
    }

    // Never private, never a group: 11.0.0.0 to 126.255.255.255.
    private static uint Outside(uint one) => 0x0B00_0000 + one % 0x7400_0000;

    // 10.16.0.0 and on, away from the crane.
    private static uint Inside(uint one) => 0x0A10_0000 + one % 0x00F0_0000;

    private static void WriteNumber(Span<byte> digits, uint one)
    {
        for (int i = digits.Length - 1; i >= 0; i--, one /= 10) digits[i] = (byte)('0' + one % 10);
    }

    private static void WriteLetters(Span<byte> label, uint one)
    {
        for (int i = 0; i < label.Length; i++, one = one * 1_664_525 + 1_013_904_223) label[i] = (byte)('a' + (one >> 24) % 26);
    }
}
