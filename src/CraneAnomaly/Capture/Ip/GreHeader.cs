using System.Buffers.Binary;
using CraneAnomaly.Capture.Link;
using CraneAnomaly.Records;

namespace CraneAnomaly.Capture.Ip;

/// <summary>GRE (RFC 1701, 2784, 2890, NVGRE 7637) and ERSPAN in it (draft-foschiano-erspan).</summary>
internal static class GreHeader
{
    private const int Checksum = 0x8000;
    private const int Routing = 0x4000;
    private const int Key = 0x2000;
    private const int Sequence = 0x1000;
    private const int Version = 0x0007;

    /// <summary>RFC 7637, 3.2: virtual subnets below are reserved.</summary>
    private const uint FirstVirtualSubnet = 0x1000;

    /// <summary>Reads the header.</summary>
    public static Layer Read(ref PacketCursor cursor, ref DecodedPacket decoded)
    {
        int start = cursor.Offset;
        if (cursor.Available < 4) return cursor.Reject(Violation.TruncatedHeader);
        int flags = BinaryPrimitives.ReadUInt16BigEndian(cursor.Rest);
        int type = BinaryPrimitives.ReadUInt16BigEndian(cursor.Rest[2..]);

        // Version 1 is PPTP (RFC 2637): PPP, as a rule compressed and encrypted.
        if ((flags & Version) != 0)
            return cursor.FinishOtherIp(ref decoded, IpProtocols.Gre, Violation.UnsupportedNetwork);

        // RFC 1701: checksum and routing offset come together when either is flagged.
        int keyAt = (flags & (Checksum | Routing)) != 0 ? 8 : 4;
        int length = keyAt + ((flags & Key) != 0 ? 4 : 0) + ((flags & Sequence) != 0 ? 4 : 0);
        if (cursor.Available < length) return cursor.Reject(Violation.TruncatedHeader);
        uint key = (flags & Key) != 0 ? BinaryPrimitives.ReadUInt32BigEndian(cursor.Rest[keyAt..]) : 0;
        cursor.Offset += length;
        if ((flags & Routing) != 0 && !SkipRoutes(ref cursor)) return cursor.Reject(Violation.TruncatedHeader);

        switch (type)
        {
            case EtherTypes.Ipv4:
                return Open(ref cursor, ref decoded, TunnelKind.Gre, key, Layer.Ipv4);
            case EtherTypes.Ipv6:
                return Open(ref cursor, ref decoded, TunnelKind.Gre, key, Layer.Ipv6);
            case EtherTypes.Mpls or EtherTypes.MplsMulticast:
                return Open(ref cursor, ref decoded, TunnelKind.Gre, key, Layer.Mpls);
            case EtherTypes.TransparentEthernet:
                // RFC 7637, 3.2: the last 8 bits of NVGRE's key may differ from flow to flow and so by direction.
                if (key >> 8 >= FirstVirtualSubnet) key >>= 8;
                return Open(ref cursor, ref decoded, TunnelKind.GreEthernet, key, Layer.Ethernet);
            case EtherTypes.Erspan2:
                // Type I has neither sequence number nor header of its own.
                return (flags & Sequence) == 0
                    ? OpenErspan(ref cursor, ref decoded, 0)
                    : ReadErspan2(ref cursor, ref decoded);
            case EtherTypes.Erspan3:
                return ReadErspan3(ref cursor, ref decoded);
            default:
                cursor.Offset = start;
                return cursor.FinishOtherIp(ref decoded, IpProtocols.Gre, Violation.UnsupportedNetwork);
        }
    }

    /// <summary>RFC 1701: source routes, each with its length, until one of address family and length 0.</summary>
    private static bool SkipRoutes(ref PacketCursor cursor)
    {
        while (cursor.Available >= 4)
        {
            var route = cursor.Rest[..4];
            int length = route[3];
            cursor.Offset += 4;
            if (length == 0 && BinaryPrimitives.ReadUInt16BigEndian(route) == 0) return true;
            if (cursor.Available < length) return false;
            cursor.Offset += length;
        }

        return false;
    }

    private static Layer ReadErspan2(ref PacketCursor cursor, ref DecodedPacket decoded)
    {
        if (cursor.Available < 8) return cursor.Reject(Violation.TruncatedHeader);
        uint first = BinaryPrimitives.ReadUInt32BigEndian(cursor.Rest);
        if (first >> 28 != 1)
            return cursor.FinishOtherIp(ref decoded, IpProtocols.Gre, Violation.UnsupportedNetwork);
        cursor.Offset += 8;
        return OpenErspan(ref cursor, ref decoded, first & 0x3FF);
    }

    private static Layer ReadErspan3(ref PacketCursor cursor, ref DecodedPacket decoded)
    {
        if (cursor.Available < 12) return cursor.Reject(Violation.TruncatedHeader);
        uint first = BinaryPrimitives.ReadUInt32BigEndian(cursor.Rest);
        uint last = BinaryPrimitives.ReadUInt32BigEndian(cursor.Rest[8..]);
        if (first >> 28 != 2)
            return cursor.FinishOtherIp(ref decoded, IpProtocols.Gre, Violation.UnsupportedNetwork);

        // The O bit announces a platform specific subheader of 8 bytes.
        int length = (last & 1) != 0 ? 20 : 12;
        if (cursor.Available < length) return cursor.Reject(Violation.TruncatedHeader);
        cursor.Offset += length;
        uint session = first & 0x3FF;

        // Frame type: 2 is an IP packet without Ethernet header.
        if ((last >> 10 & 0x1F) != 2) return OpenErspan(ref cursor, ref decoded, session);
        if (cursor.Available == 0) return cursor.Reject(Violation.TruncatedHeader);
        var inside = cursor.Bytes[cursor.Offset] >> 4 == 6 ? Layer.Ipv6 : Layer.Ipv4;
        return cursor.OpenTunnel(ref decoded, FlowPath.Tunnel(decoded.Path, TunnelKind.Erspan, session), inside);
    }

    /// <summary>A mirror sends both directions one way, and each switch its own: the session alone counts.</summary>
    private static Layer OpenErspan(ref PacketCursor cursor, ref DecodedPacket decoded, uint session) =>
        cursor.OpenTunnel(ref decoded, FlowPath.Tunnel(decoded.Path, TunnelKind.Erspan, session), Layer.Ethernet);

    private static Layer Open(
        ref PacketCursor cursor, ref DecodedPacket decoded, TunnelKind kind, uint key, Layer inside) =>
        cursor.OpenTunnel(ref decoded, FlowPath.Tunnel(decoded.Path, kind, key, decoded), inside);
}
