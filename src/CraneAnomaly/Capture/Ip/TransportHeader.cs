using System.Buffers.Binary;
using CraneAnomaly.Capture.Link;
using CraneAnomaly.Records;

namespace CraneAnomaly.Capture.Ip;

/// <summary>What an IP packet carries: extension headers, TCP, UDP, ICMP, or a tunnel.</summary>
internal static class TransportHeader
{
    /// <summary>Length of a TCP header without options.</summary>
    public const int TcpMinLength = 20;

    /// <summary>Length of a UDP header.</summary>
    public const int UdpLength = 8;

    private const int IcmpLength = 8;

    /// <summary>Reads the header that <see cref="PacketCursor.Type"/> names.</summary>
    public static Layer Read(ref PacketCursor cursor, ref DecodedPacket decoded)
    {
        if (cursor.Type == IpProtocols.Authentication || (cursor.IsV6 && Ipv6Header.IsExtension(cursor.Type)))
            return Ipv6Header.ReadExtension(ref cursor);

        switch (cursor.Type)
        {
            case IpProtocols.Tcp:
                return ReadTcp(ref cursor, ref decoded);
            case IpProtocols.Udp:
                return Layer.Udp;
            case IpProtocols.Icmp when !cursor.IsV6:
            case IpProtocols.Icmpv6 when cursor.IsV6:
                return ReadIcmp(ref cursor, ref decoded);
            case IpProtocols.Gre:
                return Layer.Gre;
            case IpProtocols.Ipv4:
                return Open(ref cursor, ref decoded, TunnelKind.Ip, Layer.Ipv4);
            case IpProtocols.Ipv6:
                return Open(ref cursor, ref decoded, TunnelKind.Ip, Layer.Ipv6);
            case IpProtocols.Mpls:
                return Open(ref cursor, ref decoded, TunnelKind.MplsInIp, Layer.Mpls);
            case IpProtocols.Ethernet:
                return Open(ref cursor, ref decoded, TunnelKind.EthernetInIp, Layer.Ethernet);
            case IpProtocols.EtherIp:
                // RFC 3378, 3: version 3 and twelve zero bits.
                if (cursor.Available < 2 || BinaryPrimitives.ReadUInt16BigEndian(cursor.Rest) != 0x3000)
                    return cursor.FinishOtherIp(ref decoded, cursor.Type);
                cursor.Offset += 2;
                return Open(ref cursor, ref decoded, TunnelKind.EthernetInIp, Layer.Ethernet);
            default:
                return cursor.FinishOtherIp(ref decoded, cursor.Type);
        }
    }

    /// <summary>Reads a UDP header (RFC 768); goes on where destination port and content show a tunnel.</summary>
    public static Layer ReadUdp(ref PacketCursor cursor, ref DecodedPacket decoded)
    {
        if (cursor.Available < UdpLength) return cursor.Reject(Violation.TruncatedHeader);
        var header = cursor.Rest[..UdpLength];
        int length = BinaryPrimitives.ReadUInt16BigEndian(header[4..]);

        // RFC 2675, 4: length 0 is a datagram too long for the field; senders that leave segmentation to their card
        // write it as well. IP's length holds then.
        if (length is > 0 and < UdpLength) return cursor.Reject(Violation.InvalidHeader);
        if (length > cursor.Sent) cursor.Note(Violation.InvalidHeader);
        else if (length != 0) cursor.Bound(length);

        SetTransport(ref cursor, ref decoded, IpProtocols.Udp);
        decoded.SourcePort = BinaryPrimitives.ReadUInt16BigEndian(header);
        decoded.DestinationPort = BinaryPrimitives.ReadUInt16BigEndian(header[2..]);
        decoded.Checksum = BinaryPrimitives.ReadUInt16BigEndian(header[6..]);
        cursor.Offset += UdpLength;
        cursor.SetPayload(ref decoded);
        if (UdpTunnel.IsPort(decoded.DestinationPort) && UdpTunnel.TryOpen(ref cursor, ref decoded, out var inside))
            return inside;
        return cursor.Finish(DecodeOutcome.Udp);
    }

    private static Layer ReadTcp(ref PacketCursor cursor, ref DecodedPacket decoded)
    {
        if (cursor.Available < TcpMinLength) return cursor.Reject(Violation.TruncatedHeader);
        var header = cursor.Rest[..TcpMinLength];

        // RFC 9293, 3.1: the data offset counts words of four bytes.
        int length = (header[12] >> 4) * 4;
        if (length < TcpMinLength || length > cursor.Sent) return cursor.Reject(Violation.InvalidHeader);

        SetTransport(ref cursor, ref decoded, IpProtocols.Tcp);
        decoded.SourcePort = BinaryPrimitives.ReadUInt16BigEndian(header);
        decoded.DestinationPort = BinaryPrimitives.ReadUInt16BigEndian(header[2..]);
        decoded.Sequence = BinaryPrimitives.ReadUInt32BigEndian(header[4..]);
        decoded.Acknowledgement = BinaryPrimitives.ReadUInt32BigEndian(header[8..]);
        decoded.TcpFlags = header[13];
        decoded.Window = BinaryPrimitives.ReadUInt16BigEndian(header[14..]);
        decoded.Checksum = BinaryPrimitives.ReadUInt16BigEndian(header[16..]);

        int payload = cursor.Sent - length;
        cursor.Offset += Math.Min(length, cursor.Available);
        cursor.SetPayload(ref decoded);

        // Options that the capture cut must not count as payload.
        decoded.WirePayloadLength = payload;
        return cursor.Finish(DecodeOutcome.Tcp);
    }

    /// <summary>RFC 792 and RFC 4443: type, code, checksum, and four bytes that the type defines.</summary>
    private static Layer ReadIcmp(ref PacketCursor cursor, ref DecodedPacket decoded)
    {
        if (cursor.Available < IcmpLength) return cursor.Reject(Violation.TruncatedHeader);
        var header = cursor.Rest[..IcmpLength];
        SetTransport(ref cursor, ref decoded, cursor.Type);
        decoded.SourcePort = header[0];
        decoded.DestinationPort = header[1];
        decoded.Checksum = BinaryPrimitives.ReadUInt16BigEndian(header[2..]);
        cursor.Offset += IcmpLength;
        cursor.SetPayload(ref decoded);
        return cursor.Finish(DecodeOutcome.Icmp);
    }

    private static void SetTransport(ref PacketCursor cursor, ref DecodedPacket decoded, int protocol)
    {
        decoded.IpProtocol = (byte)protocol;
        decoded.TransportOffset = cursor.Offset;
    }

    private static Layer Open(ref PacketCursor cursor, ref DecodedPacket decoded, TunnelKind kind, Layer inside) =>
        cursor.OpenTunnel(ref decoded, FlowPath.Tunnel(decoded.Path, kind, 0, decoded), inside);
}
