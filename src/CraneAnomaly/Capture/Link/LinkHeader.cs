using System.Buffers.Binary;
using CraneAnomaly.Records;

namespace CraneAnomaly.Capture.Link;

/// <summary>The outermost header, as the link type says; Ethernet has a reader of its own.</summary>
internal static class LinkHeader
{
    private const int SllLength = 16;
    private const int Sll2Length = 20;

    // ARPHRD numbers (Linux if_arp.h) under which the protocol field of a cooked header is no EtherType.
    private const int ArphrdFrameRelay = 770;
    private const int ArphrdWireless = 801;
    private const int ArphrdRadiotap = 803;
    private const int ArphrdNetlink = 824;

    /// <summary>Reads the link header, and says what follows it.</summary>
    public static Layer Read(int linkType, ref PacketCursor cursor, ref DecodedPacket decoded) => linkType switch
    {
        LinkTypes.Ethernet => Layer.Ethernet,
        LinkTypes.Null or LinkTypes.Loop => ReadFamily(ref cursor, ref decoded),
        LinkTypes.Raw or LinkTypes.RawBsd or LinkTypes.RawOpenBsd => ByVersion(ref cursor),
        LinkTypes.Ipv4 => Layer.Ipv4,
        LinkTypes.Ipv6 => Layer.Ipv6,
        LinkTypes.LinuxSll => ReadSll(ref cursor, ref decoded),
        LinkTypes.LinuxSll2 => ReadSll2(ref cursor, ref decoded),
        _ => cursor.Reject(Violation.UnsupportedLinkType),
    };

    /// <summary>IP whose version only its own first four bits tell (LINKTYPE_RAW).</summary>
    private static Layer ByVersion(ref PacketCursor cursor)
    {
        if (cursor.Available == 0) return cursor.Reject(Violation.TruncatedHeader);
        return (cursor.Bytes[cursor.Offset] >> 4) switch
        {
            4 => Layer.Ipv4,
            6 => Layer.Ipv6,
            _ => cursor.Reject(Violation.InvalidHeader),
        };
    }

    private static Layer ReadFamily(ref PacketCursor cursor, ref DecodedPacket decoded)
    {
        if (cursor.Available < 4) return cursor.Reject(Violation.TruncatedHeader);
        uint family = BinaryPrimitives.ReadUInt32BigEndian(cursor.Rest);
        cursor.Offset += 4;

        // LINKTYPE_NULL has the capturing host's byte order, LINKTYPE_LOOP network order; families are small numbers,
        // so that the value itself shows the order.
        if (family > ushort.MaxValue) family = BinaryPrimitives.ReverseEndianness(family);
        return family switch
        {
            2 => Layer.Ipv4,

            // AF_INET6 of Linux, Windows, NetBSD and OpenBSD, FreeBSD, Darwin.
            10 or 23 or 24 or 28 or 30 => Layer.Ipv6,
            _ => cursor.FinishNotIp(ref decoded, 0, Violation.UnsupportedNetwork),
        };
    }

    private static Layer ReadSll(ref PacketCursor cursor, ref DecodedPacket decoded)
    {
        if (cursor.Available < SllLength) return cursor.Reject(Violation.TruncatedHeader);
        var header = cursor.Rest[..SllLength];
        int hardware = BinaryPrimitives.ReadUInt16BigEndian(header[2..]);
        if (BinaryPrimitives.ReadUInt16BigEndian(header[4..]) == 6) decoded.SourceMac = MacAddress.Read(header[6..]);
        cursor.Offset += SllLength;
        return Cooked(hardware, BinaryPrimitives.ReadUInt16BigEndian(header[14..]), ref cursor, ref decoded);
    }

    private static Layer ReadSll2(ref PacketCursor cursor, ref DecodedPacket decoded)
    {
        if (cursor.Available < Sll2Length) return cursor.Reject(Violation.TruncatedHeader);
        var header = cursor.Rest[..Sll2Length];
        int hardware = BinaryPrimitives.ReadUInt16BigEndian(header[8..]);
        if (header[11] == 6) decoded.SourceMac = MacAddress.Read(header[12..]);
        cursor.Offset += Sll2Length;
        return Cooked(hardware, BinaryPrimitives.ReadUInt16BigEndian(header), ref cursor, ref decoded);
    }

    private static Layer Cooked(int hardware, int protocol, ref PacketCursor cursor, ref DecodedPacket decoded)
    {
        if (hardware is ArphrdFrameRelay or ArphrdNetlink or (>= ArphrdWireless and <= ArphrdRadiotap))
            return cursor.FinishNotIp(ref decoded, protocol, Violation.UnsupportedNetwork);

        // LINKTYPE_LINUX_SLL: 4 is a frame that begins with an 802.2 LLC header; 1 is Novell's frame without.
        if (protocol == 4) return EthernetHeader.ReadLlc(ref cursor, ref decoded);
        cursor.Type = protocol;
        return Layer.Network;
    }
}
