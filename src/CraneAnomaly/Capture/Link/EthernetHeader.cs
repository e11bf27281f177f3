using System.Buffers.Binary;
using CraneAnomaly.Records;

namespace CraneAnomaly.Capture.Link;

/// <summary>Ethernet, the tags behind it, and 802.2 LLC (IEEE 802.3, 3; 802.1Q, 9; 802.2; RFC 1042).</summary>
internal static class EthernetHeader
{
    /// <summary>Length of the header up to and with the EtherType.</summary>
    public const int Length = 14;

    /// <summary>Longest payload that a length field may state (IEEE 802.3, 3.2.6).</summary>
    private const int MaxLength = 1500;

    /// <summary>Reads an Ethernet header.</summary>
    public static Layer Read(ref PacketCursor cursor, ref DecodedPacket decoded)
    {
        if (cursor.Available < Length) return cursor.Reject(Violation.TruncatedHeader);
        var header = cursor.Rest[..Length];
        decoded.DestinationMac = MacAddress.Read(header);
        decoded.SourceMac = MacAddress.Read(header[6..]);
        decoded.Source = decoded.Destination = default;
        decoded.Vlan = -1;
        cursor.Type = BinaryPrimitives.ReadUInt16BigEndian(header[12..]);
        cursor.Offset += Length;
        return Layer.Network;
    }

    /// <summary>Reads the tags in front of the network layer, and says what that is.</summary>
    public static Layer ReadNetwork(ref PacketCursor cursor, ref DecodedPacket decoded)
    {
        for (int tags = 0; ; tags++)
        {
            int length = TagLength(cursor.Type);
            if (length == 0) break;
            if (tags >= cursor.Limits.VlanTags) return cursor.Reject(Violation.TooManyVlanTags);
            if (cursor.Available < length) return cursor.Reject(Violation.TruncatedHeader);
            var tag = cursor.Rest[..length];
            if (length == VlanTagLength)
            {
                // 802.1Q, 9.6: VID 0 gives a priority and no VLAN.
                int id = BinaryPrimitives.ReadUInt16BigEndian(tag) & 0x0FFF;
                if (id != 0)
                {
                    decoded.Vlan = (short)id;
                    decoded.Path = FlowPath.Vlan(decoded.Path, id);
                }
            }

            cursor.Type = BinaryPrimitives.ReadUInt16BigEndian(tag[^2..]);
            cursor.Offset += length;
        }

        return Dispatch(ref cursor, ref decoded);
    }

    /// <summary>Reads an 802.2 LLC header, with SNAP.</summary>
    public static Layer ReadLlc(ref PacketCursor cursor, ref DecodedPacket decoded)
    {
        if (cursor.Available < 3) return cursor.FinishNotIp(ref decoded, 0);
        var header = cursor.Rest;
        if (header[0] == 0x06 && header[1] == 0x06 && header[2] == 0x03)
        {
            // The IEEE number of IP itself, older than SNAP.
            cursor.Offset += 3;
            return Layer.Ipv4;
        }

        bool snap = header[0] == 0xAA && header[1] == 0xAA && header[2] == 0x03 && header.Length >= 8;
        if (!snap) return cursor.FinishNotIp(ref decoded, 0);

        // RFC 1042: OUI 00-00-00 is followed by an EtherType; 802.1H adds 00-00-F8. Others are a vendor's own numbers.
        if (header[3] != 0 || header[4] != 0 || header[5] is not (0 or 0xF8)) return cursor.FinishNotIp(ref decoded, 0);
        cursor.Type = BinaryPrimitives.ReadUInt16BigEndian(header[6..]);
        cursor.Offset += 8;
        return cursor.Type >= EtherTypes.FirstType ? Layer.Network : cursor.FinishNotIp(ref decoded, 0);
    }

    /// <summary>
    /// Whether bytes that may be an Ethernet frame look like one that a tunnel would carry: so that ordinary data is
    /// not taken for a tunnel.
    /// </summary>
    public static bool IsPlausible(ReadOnlySpan<byte> frame)
    {
        if (frame.Length < Length) return false;
        int type = BinaryPrimitives.ReadUInt16BigEndian(frame[12..]);
        byte next = frame.Length > Length ? frame[Length] : (byte)0;
        return type switch
        {
            EtherTypes.Ipv4 => next >> 4 == 4,
            EtherTypes.Ipv6 => next >> 4 == 6,
            EtherTypes.Arp or EtherTypes.Lldp or EtherTypes.Profinet => true,
            EtherTypes.Mpls or EtherTypes.MplsMulticast or EtherTypes.PppoeSession => true,
            <= MaxLength => frame.Length >= Length + 3 && type <= frame.Length - Length,
            _ => TagLength(type) != 0,
        };
    }

    private const int VlanTagLength = 4;

    /// <summary>Length of a tag with the EtherType behind it, 0 for what is no tag.</summary>
    private static int TagLength(int type) => type switch
    {
        EtherTypes.Vlan or EtherTypes.ProviderVlan or EtherTypes.OldVlan1 or EtherTypes.OldVlan2 => VlanTagLength,

        // IEC 62439-3: path and size, sequence number. IEEE 802.1BR: E-TAG. Cisco's VN-Tag before it.
        EtherTypes.Hsr or EtherTypes.Vntag => 6,
        EtherTypes.Etag => 8,
        _ => 0,
    };

    private static Layer Dispatch(ref PacketCursor cursor, ref DecodedPacket decoded)
    {
        switch (cursor.Type)
        {
            case EtherTypes.Ipv4:
                return Layer.Ipv4;
            case EtherTypes.Ipv6:
                return Layer.Ipv6;
            case EtherTypes.Mpls or EtherTypes.MplsMulticast:
                return Layer.Mpls;
            case EtherTypes.PppoeSession:
                return Layer.Pppoe;
            case EtherTypes.ProviderBackbone:
                return ReadBackbone(ref cursor, ref decoded);
            case EtherTypes.Macsec or EtherTypes.FabricPath or EtherTypes.CiscoMetadata or EtherTypes.ServiceHeader:
                // These hide traffic that may be IP: a blind spot, and said so.
                return cursor.FinishNotIp(ref decoded, cursor.Type, Violation.UnsupportedNetwork);
            case <= MaxLength:
                cursor.Bound(cursor.Type);
                return ReadLlc(ref cursor, ref decoded);
            default:
                return cursor.FinishNotIp(ref decoded, cursor.Type);
        }
    }

    /// <summary>IEEE 802.1ah, 9.7: an I-TAG of four bytes with the service id, then the customer's frame.</summary>
    private static Layer ReadBackbone(ref PacketCursor cursor, ref DecodedPacket decoded)
    {
        if (cursor.Available < 4) return cursor.Reject(Violation.TruncatedHeader);
        uint service = BinaryPrimitives.ReadUInt32BigEndian(cursor.Rest) & 0xFF_FFFF;
        cursor.Offset += 4;
        return cursor.OpenTunnel(
            ref decoded, FlowPath.Tunnel(decoded.Path, TunnelKind.ProviderBackbone, service), Layer.Ethernet);
    }
}
