using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using CraneAnomaly.Capture.Ip;
using CraneAnomaly.Records;

namespace CraneAnomaly.Capture.Link;

/// <summary>
/// What nearly every packet of a control network is: a TCP segment in IPv4, whole and without options, in Ethernet with one
/// VLAN tag or none. Read word by word, so that what is asked of most of them never leaves the registers.
/// </summary>
internal readonly ref struct Ipv4Segment
{
    private const int VlanTagLength = 4;
    private const int Headers = Ipv4Header.MinLength + TransportHeader.TcpMinLength;

    // ::ffff:0:0/96 (RFC 4291, 2.5.5.2), as it stands in an end point in front of address and port.
    private const ulong MappedPrefix = 0xFFFFUL << 48;

    private readonly ReadOnlySpan<byte> _headers;

    private Ipv4Segment(ReadOnlySpan<byte> headers, ulong from, ulong to, ulong path, int at)
    {
        _headers = headers;
        (From, To, Path, Offset) = (from, to, path, at);
    }

    /// <summary>The sender: the low 48 bits of its address, as mapped, then its port.</summary>
    public ulong From { get; }

    /// <summary>The receiver.</summary>
    public ulong To { get; }

    /// <summary>What lies around it: the place of capture and the VLAN.</summary>
    public ulong Path { get; }

    /// <summary>Offset of the IP header in the frame.</summary>
    public int Offset { get; }

    /// <summary>Sequence and acknowledgement number.</summary>
    public ulong Numbers => BinaryPrimitives.ReadUInt64BigEndian(_headers[24..]);

    /// <summary>Total length of the IP packet.</summary>
    public int IpLength => BinaryPrimitives.ReadUInt16BigEndian(_headers[2..]);

    /// <summary>IPv4 identification.</summary>
    public ushort IpId => BinaryPrimitives.ReadUInt16BigEndian(_headers[4..]);

    public uint Sequence => BinaryPrimitives.ReadUInt32BigEndian(_headers[24..]);

    public uint Acknowledgement => BinaryPrimitives.ReadUInt32BigEndian(_headers[28..]);

    public byte Flags => _headers[33];

    public ushort Window => BinaryPrimitives.ReadUInt16BigEndian(_headers[34..]);

    public ushort Checksum => BinaryPrimitives.ReadUInt16BigEndian(_headers[36..]);

    /// <summary>Total length and identification of the IP packet, checksum of the segment: 16 bits each.</summary>
    public ulong LengthIdChecksum => (BinaryPrimitives.ReadUInt64BigEndian(_headers) & 0xFFFF_FFFF_0000) | Checksum;

    /// <summary>Offset of the payload in the frame.</summary>
    public int PayloadOffset => Offset + Ipv4Header.MinLength + HeaderLength;

    /// <summary>Length of the payload, all of which was captured.</summary>
    public int PayloadLength => IpLength - Ipv4Header.MinLength - HeaderLength;

    private int HeaderLength => (_headers[32] >> 4) << 2;

    /// <summary>Reads a frame; false for every other kind of packet.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead(in CapturedPacket packet, ReadOnlySpan<byte> frame, ulong path, out Ipv4Segment segment)
    {
        segment = default;
        if (packet.LinkType != LinkTypes.Ethernet || frame.Length < EthernetHeader.Length + Headers) return false;
        var start = frame[..(EthernetHeader.Length + VlanTagLength)];
        int at = EthernetHeader.Length;
        ushort type = BinaryPrimitives.ReadUInt16BigEndian(start[12..]);
        if (type == EtherTypes.Vlan)
        {
            type = BinaryPrimitives.ReadUInt16BigEndian(start[16..]);
            at += VlanTagLength;
            int id = VlanOf(start);
            if (id != 0) path = FlowPath.Vlan(path, id);
        }

        // One test covers both headers: what is too short ends in the padding of a frame that is not.
        if (frame.Length - at < Headers) return false;
        var headers = frame.Slice(at, Headers);
        ulong first = BinaryPrimitives.ReadUInt64BigEndian(headers), second = BinaryPrimitives.ReadUInt64BigEndian(headers[8..]);
        ulong third = BinaryPrimitives.ReadUInt64BigEndian(headers[16..]);

        // RFC 791, 3.1: version 4, header of 20 bytes, not a fragment, protocol TCP; as long as it says, without the frame
        // check sequence. RFC 9293, 3.1: a header of 20 bytes or more, inside of the packet.
        int total = (int)(first >> 32) & 0xFFFF, header = (headers[32] >> 4) << 2;
        if (type != EtherTypes.Ipv4 || (first & 0xFF00_0000_0000_3FFF) != 0x4500_0000_0000_0000
            || (second & 0x00FF_0000_0000_0000) != (ulong)IpProtocols.Tcp << 48
            || header < TransportHeader.TcpMinLength || total < Ipv4Header.MinLength + header
            || total > frame.Length - at - packet.FcsLength)
            return false;
        segment = new(
            headers, MappedPrefix | (second & uint.MaxValue) << 16 | (third >> 16 & 0xFFFF),
            MappedPrefix | third >> 32 << 16 | (third & 0xFFFF), path, at);
        return true;
    }

    /// <summary>The same as every other packet is described; by what it takes to read it again, so that the segment stays in registers.</summary>
    /// <param name="frame">The frame of a segment.</param>
    /// <param name="offset">Its <see cref="Offset"/>.</param>
    /// <param name="path">Its <see cref="Path"/>.</param>
    /// <param name="decoded">Every field is set.</param>
    public static void Describe(ReadOnlySpan<byte> frame, int offset, ulong path, ref DecodedPacket decoded)
    {
        var headers = frame.Slice(offset, Headers);
        int total = BinaryPrimitives.ReadUInt16BigEndian(headers[2..]), length = Ipv4Header.MinLength + ((headers[32] >> 4) << 2);
        decoded.Source = IpAddress.FromV4(BinaryPrimitives.ReadUInt32BigEndian(headers[12..]));
        decoded.Destination = IpAddress.FromV4(BinaryPrimitives.ReadUInt32BigEndian(headers[16..]));
        decoded.SourceMac = MacAddress.Read(frame[6..]);
        decoded.DestinationMac = MacAddress.Read(frame);
        decoded.Path = path;
        decoded.PayloadOffset = offset + length;
        decoded.PayloadLength = decoded.WirePayloadLength = total - length;
        decoded.IpLength = total;
        decoded.Sequence = BinaryPrimitives.ReadUInt32BigEndian(headers[24..]);
        decoded.Acknowledgement = BinaryPrimitives.ReadUInt32BigEndian(headers[28..]);
        decoded.SourcePort = BinaryPrimitives.ReadUInt16BigEndian(headers[20..]);
        decoded.DestinationPort = BinaryPrimitives.ReadUInt16BigEndian(headers[22..]);
        decoded.IpId = BinaryPrimitives.ReadUInt16BigEndian(headers[4..]);
        decoded.Checksum = BinaryPrimitives.ReadUInt16BigEndian(headers[36..]);
        decoded.Window = BinaryPrimitives.ReadUInt16BigEndian(headers[34..]);
        decoded.Vlan = (short)(offset != EthernetHeader.Length && VlanOf(frame) is not 0 and var id ? id : -1);
        decoded.IpProtocol = IpProtocols.Tcp;
        decoded.TcpFlags = headers[33];
        decoded.TunnelDepth = 0;
        decoded.TransportOffset = offset + Ipv4Header.MinLength;
        decoded.EtherType = EtherTypes.Ipv4;
    }

    // IEEE 802.1Q, 9.6: VID 0 is a frame of no VLAN that has a priority.
    private static int VlanOf(ReadOnlySpan<byte> frame) => BinaryPrimitives.ReadUInt16BigEndian(frame[14..]) & 0x0FFF;
}
