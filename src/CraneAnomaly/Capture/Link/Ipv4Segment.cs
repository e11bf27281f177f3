using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using CraneAnomaly.Capture.Ip;
using CraneAnomaly.Records;

namespace CraneAnomaly.Capture.Link;

/// <summary>
/// What nearly every packet of a control network is: a TCP segment in IPv4, whole and without options, in Ethernet with one
/// VLAN tag or none. Read word by word, so that what is asked of most of them never leaves the registers.
/// </summary>
internal readonly struct Ipv4Segment
{
    private const int VlanTagLength = 4;
    private const int Headers = Ipv4Header.MinLength + TransportHeader.TcpMinLength;

    // ::ffff:0:0/96 (RFC 4291, 2.5.5.2), as it stands in an end point in front of address and port.
    private const ulong MappedPrefix = 0xFFFFUL << 48;

    private readonly ulong _ports;
    private readonly ulong _offsetFlagsWindowChecksum;
    private readonly int _vlan;

    private Ipv4Segment(ulong from, ulong to, ulong path, ulong numbers, ulong flags, ulong ports, ulong first, int at, int vlan)
    {
        (From, To, Path, Numbers, _offsetFlagsWindowChecksum, _ports, _vlan) = (from, to, path, numbers, flags, ports, vlan);
        IpLength = (int)(first >> 32) & 0xFFFF;
        IpId = (ushort)(first >> 16);
        TransportOffset = at + Ipv4Header.MinLength;
    }

    /// <summary>The sender: the low 48 bits of its address, as mapped, then its port.</summary>
    public ulong From { get; }

    /// <summary>The receiver.</summary>
    public ulong To { get; }

    /// <summary>What lies around it: the place of capture and the VLAN.</summary>
    public ulong Path { get; }

    /// <summary>Sequence and acknowledgement number.</summary>
    public ulong Numbers { get; }

    /// <summary>Total length of the IP packet.</summary>
    public int IpLength { get; }

    /// <summary>IPv4 identification.</summary>
    public ushort IpId { get; }

    /// <summary>Offset of the TCP header in the frame.</summary>
    public int TransportOffset { get; }

    public uint Sequence => (uint)(Numbers >> 32);

    public uint Acknowledgement => (uint)Numbers;

    public byte Flags => (byte)(_offsetFlagsWindowChecksum >> 48);

    public ushort Window => (ushort)(_offsetFlagsWindowChecksum >> 32);

    public ushort Checksum => (ushort)(_offsetFlagsWindowChecksum >> 16);

    /// <summary>Offset of the payload in the frame.</summary>
    public int PayloadOffset => TransportOffset + HeaderLength;

    /// <summary>Length of the payload, all of which was captured.</summary>
    public int PayloadLength => IpLength - Ipv4Header.MinLength - HeaderLength;

    private int HeaderLength => (int)(_offsetFlagsWindowChecksum >> 60) << 2;

    /// <summary>Reads a frame; false for every other kind of packet.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead(in CapturedPacket packet, ReadOnlySpan<byte> frame, ulong path, out Ipv4Segment segment)
    {
        segment = default;
        if (packet.LinkType != LinkTypes.Ethernet || frame.Length < EthernetHeader.Length + Headers) return false;
        var start = frame[..(EthernetHeader.Length + VlanTagLength)];
        int at = EthernetHeader.Length, vlan = -1;
        ushort type = BinaryPrimitives.ReadUInt16BigEndian(start[12..]);
        if (type == EtherTypes.Vlan)
        {
            type = BinaryPrimitives.ReadUInt16BigEndian(start[16..]);
            at += VlanTagLength;
            int id = BinaryPrimitives.ReadUInt16BigEndian(start[14..]) & 0x0FFF;
            if (id != 0) (vlan, path) = (id, FlowPath.Vlan(path, id));
        }

        // One test covers both headers: what is too short ends in the padding of a frame that is not.
        if (frame.Length - at < Headers) return false;
        var headers = frame.Slice(at, Headers);
        ulong first = BinaryPrimitives.ReadUInt64BigEndian(headers), second = BinaryPrimitives.ReadUInt64BigEndian(headers[8..]);
        ulong third = BinaryPrimitives.ReadUInt64BigEndian(headers[16..]);
        ulong fifth = BinaryPrimitives.ReadUInt64BigEndian(headers[32..]);

        // RFC 791, 3.1: version 4, header of 20 bytes, not a fragment, protocol TCP; as long as it says, without the frame
        // check sequence. RFC 9293, 3.1: a header of 20 bytes or more, inside of the packet.
        int total = (int)(first >> 32) & 0xFFFF, header = (int)(fifth >> 60) << 2;
        if (type != EtherTypes.Ipv4 || (first & 0xFF00_0000_0000_3FFF) != 0x4500_0000_0000_0000
            || (second & 0x00FF_0000_0000_0000) != (ulong)IpProtocols.Tcp << 48
            || header < TransportHeader.TcpMinLength || total < Ipv4Header.MinLength + header
            || total > frame.Length - at - packet.FcsLength)
            return false;
        segment = new(
            MappedPrefix | (second & uint.MaxValue) << 16 | (third >> 16 & 0xFFFF), MappedPrefix | third >> 32 << 16 | (third & 0xFFFF),
            path, BinaryPrimitives.ReadUInt64BigEndian(headers[24..]), fifth, third, first, at, vlan);
        return true;
    }

    /// <summary>The same as every other packet is described.</summary>
    /// <param name="frame">The frame it was read from.</param>
    /// <param name="decoded">Every field is set.</param>
    public void Describe(ReadOnlySpan<byte> frame, ref DecodedPacket decoded)
    {
        decoded.Source = IpAddress.FromV4((uint)(From >> 16));
        decoded.Destination = IpAddress.FromV4((uint)(To >> 16));
        decoded.SourceMac = MacAddress.Read(frame[6..]);
        decoded.DestinationMac = MacAddress.Read(frame);
        decoded.Path = Path;
        decoded.PayloadOffset = PayloadOffset;
        decoded.PayloadLength = decoded.WirePayloadLength = PayloadLength;
        decoded.IpLength = IpLength;
        decoded.Sequence = Sequence;
        decoded.Acknowledgement = Acknowledgement;
        decoded.SourcePort = (ushort)(_ports >> 16);
        decoded.DestinationPort = (ushort)_ports;
        decoded.IpId = IpId;
        decoded.Checksum = Checksum;
        decoded.Window = Window;
        decoded.Vlan = (short)_vlan;
        decoded.IpProtocol = IpProtocols.Tcp;
        decoded.TcpFlags = Flags;
        decoded.TunnelDepth = 0;
        decoded.TransportOffset = TransportOffset;
        decoded.EtherType = EtherTypes.Ipv4;
    }
}
