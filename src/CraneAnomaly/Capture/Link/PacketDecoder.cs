using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using CraneAnomaly.Capture.Ip;
using CraneAnomaly.Records;

namespace CraneAnomaly.Capture.Link;

/// <summary>
/// Finds the innermost IP packet and its transport in a captured frame. What nearly all frames are (Ethernet with one
/// VLAN tag or none, IPv4 whole and without options, TCP or UDP) is read in one go, TCP by <see cref="Ipv4Segment"/>; all
/// else layer by layer.
/// </summary>
internal sealed class PacketDecoder(Limits limits)
{
    private const int VlanTagLength = 4;

    private readonly Defragmenter _defragmenter = new(limits);
    private long _evictedAtOnce;

    /// <summary>The path around every frame: of the place where it was captured.</summary>
    public ulong OuterPath { get; set; }

    /// <summary>
    /// Datagrams given up so far because their fragments did not come in time, or too many were open; but for those
    /// that the violation of a packet told of. The decoder counts them here only: the caller makes the record when the
    /// number has grown.
    /// </summary>
    public long EvictedDatagrams => _defragmenter.Evicted - _evictedAtOnce;

    /// <summary>Gives up the fragments that are still held, at the end of an input.</summary>
    public void EvictFragments() => _defragmenter.EvictAll();

    /// <summary>
    /// Decodes one captured frame into <paramref name="decoded"/>. Offsets count from the start of
    /// <paramref name="bytes"/>, which is the frame itself or a datagram put together from fragments, valid until the
    /// next call. A <paramref name="violation"/> may stand beside any outcome: it says why a packet was rejected, or
    /// what was wrong with one that could be decoded all the same. Nothing is counted here.
    /// </summary>
    public DecodeOutcome Decode(
        in CapturedPacket packet, ReadOnlySpan<byte> frame, ref DecodedPacket decoded,
        out ReadOnlySpan<byte> bytes, out Violation violation)
    {
        if (!Ipv4Segment.TryRead(packet, frame, OuterPath, out var segment))
            return DecodeOther(packet, frame, ref decoded, out bytes, out violation);
        Ipv4Segment.Describe(frame, segment.Offset, segment.Path, ref decoded);
        bytes = frame;
        violation = Violation.None;
        return DecodeOutcome.Tcp;
    }

    /// <summary>Decodes a frame that <see cref="Ipv4Segment"/> does not, as <see cref="Decode"/> does.</summary>
    public DecodeOutcome DecodeOther(
        in CapturedPacket packet, ReadOnlySpan<byte> frame, ref DecodedPacket decoded,
        out ReadOnlySpan<byte> bytes, out Violation violation)
    {
        const int Tagged = EthernetHeader.Length + VlanTagLength;
        const int MinIp = Ipv4Header.MinLength + TransportHeader.UdpLength;
        if (packet.LinkType != LinkTypes.Ethernet || frame.Length < Tagged + MinIp)
            return DecodeLayers(packet, frame, ref decoded, out bytes, out violation);

        // One test above covers every fixed offset up to the eighth byte of the transport header.
        var start = frame[..Tagged];
        int at = EthernetHeader.Length;
        short vlan = -1;
        ulong path = OuterPath;
        ushort type = BinaryPrimitives.ReadUInt16BigEndian(start[12..]);
        if (type == EtherTypes.Vlan)
        {
            type = BinaryPrimitives.ReadUInt16BigEndian(start[16..]);
            at = Tagged;
            int id = BinaryPrimitives.ReadUInt16BigEndian(start[14..]) & 0x0FFF;
            if (id != 0)
            {
                vlan = (short)id;
                path = FlowPath.Vlan(path, id);
            }
        }

        // Version 4, header of 20 bytes; not a fragment; as long as it says, without the frame check sequence.
        var ip = frame.Slice(at, MinIp);
        ulong first = BinaryPrimitives.ReadUInt64BigEndian(ip);
        int total = (int)(first >> 32) & 0xFFFF;
        if (type != EtherTypes.Ipv4 || first >> 56 != 0x45 || (first & Ipv4Header.FragmentMask) != 0
            || total > frame.Length - at - packet.FcsLength)
            return DecodeLayers(packet, frame, ref decoded, out bytes, out violation);

        int transport = at + Ipv4Header.MinLength, length = BinaryPrimitives.ReadUInt16BigEndian(ip[24..]);
        if (ip[9] != IpProtocols.Udp || length < TransportHeader.UdpLength || length > total - Ipv4Header.MinLength
            || UdpTunnel.IsPort(BinaryPrimitives.ReadUInt16BigEndian(ip[22..])))
            return DecodeLayers(packet, frame, ref decoded, out bytes, out violation);
        decoded.PayloadOffset = transport + TransportHeader.UdpLength;
        decoded.PayloadLength = decoded.WirePayloadLength = length - TransportHeader.UdpLength;
        decoded.Sequence = decoded.Acknowledgement = 0;
        decoded.TcpFlags = 0;
        decoded.Window = 0;
        decoded.Checksum = BinaryPrimitives.ReadUInt16BigEndian(ip[26..]);
        decoded.DestinationMac = new(BinaryPrimitives.ReadUInt64BigEndian(start) >> 16);
        decoded.SourceMac = new(BinaryPrimitives.ReadUInt64BigEndian(start[4..]) & 0xFFFF_FFFF_FFFF);
        decoded.Source = IpAddress.FromV4(BinaryPrimitives.ReadUInt32BigEndian(ip[12..]));
        decoded.Destination = IpAddress.FromV4(BinaryPrimitives.ReadUInt32BigEndian(ip[16..]));
        decoded.SourcePort = BinaryPrimitives.ReadUInt16BigEndian(ip[20..]);
        decoded.DestinationPort = BinaryPrimitives.ReadUInt16BigEndian(ip[22..]);
        decoded.Path = path;
        decoded.Vlan = vlan;
        decoded.IpLength = total;
        decoded.IpId = (ushort)(first >> 16);
        decoded.IpProtocol = IpProtocols.Udp;
        decoded.TunnelDepth = 0;
        decoded.TransportOffset = transport;
        decoded.EtherType = EtherTypes.Ipv4;
        bytes = frame;
        violation = Violation.None;
        return DecodeOutcome.Udp;
    }

    /// <summary>The way of every packet that is not of the usual kind.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private DecodeOutcome DecodeLayers(
        in CapturedPacket packet, ReadOnlySpan<byte> frame, ref DecodedPacket decoded,
        out ReadOnlySpan<byte> bytes, out Violation violation)
    {
        // The check sequence is the end of the frame as sent: a capture that was cut has lost it, or a part of it.
        long sent = Math.Max(packet.OriginalLength, frame.Length) - (long)Math.Max(packet.FcsLength, 0);
        if (sent < frame.Length) frame = frame[..(int)Math.Max(sent, 0)];
        int missing = (int)Math.Max(sent - frame.Length, 0);

        decoded = default;
        decoded.Vlan = -1;
        decoded.Path = OuterPath;
        var cursor = new PacketCursor(frame, missing, limits);
        var layer = LinkHeader.Read(packet.LinkType, ref cursor, ref decoded);
        while (layer != Layer.Done)
        {
            layer = layer switch
            {
                Layer.Ethernet => EthernetHeader.Read(ref cursor, ref decoded),
                Layer.Network => EthernetHeader.ReadNetwork(ref cursor, ref decoded),
                Layer.Mpls => MplsHeader.Read(ref cursor, ref decoded),
                Layer.Pppoe => PppoeHeader.Read(ref cursor, ref decoded),
                Layer.Ipv4 => Ipv4Header.Read(ref cursor, ref decoded),
                Layer.Ipv6 => Ipv6Header.Read(ref cursor, ref decoded),
                Layer.Fragment => Reassemble(packet.TimestampNs, ref cursor, ref decoded),
                Layer.Transport => TransportHeader.Read(ref cursor, ref decoded),
                Layer.Udp => TransportHeader.ReadUdp(ref cursor, ref decoded),
                _ => GreHeader.Read(ref cursor, ref decoded),
            };
        }

        bytes = cursor.Bytes;
        violation = cursor.Violation;
        return cursor.Outcome;
    }

    private Layer Reassemble(long nowNs, ref PacketCursor cursor, ref DecodedPacket decoded)
    {
        // Without all its bytes a fragment can never make a whole.
        if (cursor.Missing != 0) return cursor.Reject(Violation.FragmentEvicted);

        byte protocol = (byte)cursor.Type;
        var key = new FragmentKey(
            decoded.Source, decoded.Destination, decoded.Path, cursor.FragmentId,
            cursor.IsV6 ? (byte)IpProtocols.Fragment : protocol);
        var result = _defragmenter.Add(
            key, nowNs, cursor.FragmentOffset, cursor.MoreFragments, cursor.Rest, ref protocol,
            out var whole, out bool conflict);
        if (conflict) cursor.Note(Violation.FragmentOverlap);
        switch (result)
        {
            case FragmentResult.Complete:
                cursor.Bytes = whole;
                cursor.Offset = 0;
                cursor.End = whole.Length;
                cursor.Type = protocol;
                decoded.IpLength = cursor.IpHeaderLength + whole.Length;
                return Layer.Transport;
            case FragmentResult.Held:
                return cursor.Finish(DecodeOutcome.FragmentHeld);
            case FragmentResult.Evicted:
                _evictedAtOnce++;
                return cursor.Reject(Violation.FragmentEvicted);
            default:
                return cursor.Reject(Violation.InvalidHeader);
        }
    }
}
