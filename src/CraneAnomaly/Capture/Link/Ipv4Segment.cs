using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CraneAnomaly.Capture.Ip;
using CraneAnomaly.Records;

namespace CraneAnomaly.Capture.Link;

/// <summary>
/// What nearly every packet of a control network is: a TCP segment in IPv4, whole and without options, in Ethernet with one
/// VLAN tag or none. Whoever takes it by a method that is not compiled into the caller puts all of it into memory.
/// </summary>
internal readonly ref struct Ipv4Segment
{
    private const int VlanTagLength = 4;

    // ::ffff:0:0/96 (RFC 4291, 2.5.5.2), as it stands in an end point in front of address and port.
    private const ulong MappedPrefix = 0xFFFFUL << 48;

    private readonly ref readonly SegmentHeaders _headers;

    private Ipv4Segment(ref readonly SegmentHeaders headers, ulong from, ulong to, ulong path, int at, int payloadLength)
    {
        _headers = ref headers;
        (From, To, Path, Offset, PayloadLength) = (from, to, path, at, payloadLength);
    }

    /// <summary>The sender: the low 48 bits of its address, as mapped, then its port.</summary>
    public ulong From { get; }

    /// <summary>The receiver.</summary>
    public ulong To { get; }

    /// <summary>What lies around it: the place of capture and the VLAN.</summary>
    public ulong Path { get; }

    /// <summary>Offset of the IP header in the frame.</summary>
    public int Offset { get; }

    /// <summary>Bytes of the stream that it carries.</summary>
    public int PayloadLength { get; }

    /// <summary>Both headers.</summary>
    public ref readonly SegmentHeaders Headers
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _headers;
    }

    /// <summary>Reads a frame; false for every other kind of packet.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead(in CapturedPacket packet, ReadOnlySpan<byte> frame, ulong path, out Ipv4Segment segment)
    {
        segment = default;
        if (packet.LinkType != LinkTypes.Ethernet || frame.Length < EthernetHeader.Length + SegmentHeaders.Length) return false;
        var start = frame[..(EthernetHeader.Length + VlanTagLength)];
        int at = EthernetHeader.Length;
        ushort type = BinaryPrimitives.ReadUInt16BigEndian(start[12..]);
        if (type == EtherTypes.Vlan)
        {
            type = BinaryPrimitives.ReadUInt16BigEndian(start[16..]);
            at += VlanTagLength;
            if (frame.Length - at < SegmentHeaders.Length) return false;
            int id = VlanOf(start);
            if (id != 0) path = FlowPath.Vlan(path, id);
        }

        // One of the two tests of the length was for both headers: what is too short ends in the padding of a frame that is not.
        ref readonly var headers = ref HeadersAt(frame, at);
        if (type != EtherTypes.Ipv4 || !headers.AreUsual) return false;
        int payloadLength = headers.PayloadLength;
        if (payloadLength < 0 || headers.IpLength > frame.Length - at - packet.FcsLength) return false;
        segment = new(
            in headers, MappedPrefix | (ulong)headers.Source << 16 | headers.SourcePort,
            MappedPrefix | (ulong)headers.Destination << 16 | headers.DestinationPort, path, at, payloadLength);
        return true;
    }

    /// <summary>Both headers of a segment, by its <see cref="Offset"/>.</summary>
    public static ref readonly SegmentHeaders HeadersAt(ReadOnlySpan<byte> frame, int offset) =>
        ref MemoryMarshal.AsRef<SegmentHeaders>(frame.Slice(offset, SegmentHeaders.Length));

    /// <summary>The same as every other packet is described; by what it takes to read it again, so that the segment stays in registers.</summary>
    /// <param name="frame">The frame of a segment.</param>
    /// <param name="offset">Its <see cref="Offset"/>.</param>
    /// <param name="path">Its <see cref="Path"/>.</param>
    /// <param name="decoded">Every field is set.</param>
    public static void Describe(ReadOnlySpan<byte> frame, int offset, ulong path, ref DecodedPacket decoded)
    {
        ref readonly var headers = ref HeadersAt(frame, offset);
        decoded.Source = IpAddress.FromV4(headers.Source);
        decoded.Destination = IpAddress.FromV4(headers.Destination);
        decoded.SourceMac = MacAddress.Read(frame[6..]);
        decoded.DestinationMac = MacAddress.Read(frame);
        decoded.Path = path;
        decoded.PayloadOffset = offset + headers.HeaderLength;
        decoded.PayloadLength = decoded.WirePayloadLength = headers.PayloadLength;
        decoded.IpLength = headers.IpLength;
        decoded.Sequence = headers.Sequence;
        decoded.Acknowledgement = headers.Acknowledgement;
        decoded.SourcePort = headers.SourcePort;
        decoded.DestinationPort = headers.DestinationPort;
        decoded.IpId = headers.IpId;
        decoded.Checksum = headers.Checksum;
        decoded.Window = headers.Window;
        decoded.Vlan = (short)(offset != EthernetHeader.Length && VlanOf(frame) is not 0 and var id ? id : -1);
        decoded.IpProtocol = IpProtocols.Tcp;
        decoded.TcpFlags = headers.Flags;
        decoded.TunnelDepth = 0;
        decoded.TransportOffset = offset + Ipv4Header.MinLength;
        decoded.EtherType = EtherTypes.Ipv4;
    }

    // IEEE 802.1Q, 9.6: VID 0 is a frame of no VLAN that has a priority.
    private static int VlanOf(ReadOnlySpan<byte> frame) => BinaryPrimitives.ReadUInt16BigEndian(frame[14..]) & 0x0FFF;
}
