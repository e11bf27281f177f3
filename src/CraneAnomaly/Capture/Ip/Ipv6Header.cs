using System.Buffers.Binary;
using CraneAnomaly.Capture.Link;
using CraneAnomaly.Records;

namespace CraneAnomaly.Capture.Ip;

/// <summary>An IPv6 header and its extension headers (RFC 8200, 3 and 4).</summary>
internal static class Ipv6Header
{
    /// <summary>Length of the fixed header.</summary>
    public const int Length = 40;

    /// <summary>
    /// Padding that can follow the header in the shortest frame: 46 bytes of Ethernet payload (IEEE 802.3, 3.2.7) less
    /// this header, and a check sequence that the file does not tell of.
    /// </summary>
    private const int MaxPadding = 46 - Length + 4;

    private const byte JumboOption = 0xC2;

    /// <summary>Reads the fixed header.</summary>
    public static Layer Read(ref PacketCursor cursor, ref DecodedPacket decoded)
    {
        if (cursor.Available < Length) return cursor.Reject(Violation.TruncatedHeader);
        var header = cursor.Rest[..Length];
        if (header[0] >> 4 != 6) return cursor.Reject(Violation.InvalidHeader);
        int payload = BinaryPrimitives.ReadUInt16BigEndian(header[4..]);
        int next = header[6];
        if (payload == 0)
        {
            int sent = cursor.Sent - Length;
            payload = next == IpProtocols.HopByHop ? JumboLength(cursor.Rest[Length..]) : 0;

            // RFC 2675, 3: a jumbogram is longer than the length field could say.
            if (payload is < 0 or (> 0 and <= ushort.MaxValue)) return cursor.Reject(Violation.InvalidHeader);

            // No length, yet more than padding: a sender that leaves segmentation to its card.
            if (payload == 0 && sent > MaxPadding) payload = sent;
        }

        Ipv4Header.NoteOverlong(ref cursor, decoded, Length + payload);
        cursor.Bound(Length + payload);
        cursor.Offset += Length;
        cursor.IpHeaderLength = Length;
        cursor.IsV6 = true;
        cursor.ExtensionHeaders = 0;
        cursor.Type = next;

        decoded.EtherType = EtherTypes.Ipv6;
        decoded.IpLength = Length + payload;
        decoded.IpId = 0;
        decoded.Source = IpAddress.ReadV6(header[8..]);
        decoded.Destination = IpAddress.ReadV6(header[24..]);
        return Layer.Transport;
    }

    /// <summary>Whether a next header number is an extension header that is read.</summary>
    public static bool IsExtension(int type) => type is IpProtocols.HopByHop or IpProtocols.Routing
        or IpProtocols.Fragment or IpProtocols.Authentication or IpProtocols.DestinationOptions
        or IpProtocols.Mobility or IpProtocols.HostIdentity or IpProtocols.Shim6;

    /// <summary>Reads one extension header; the authentication header stands in IPv4 too (RFC 4302).</summary>
    public static Layer ReadExtension(ref PacketCursor cursor)
    {
        if (++cursor.ExtensionHeaders > cursor.Limits.Ipv6Headers)
            return cursor.Reject(Violation.TooManyExtensionHeaders);
        if (cursor.Available < 8) return cursor.Reject(Violation.TruncatedHeader);
        var header = cursor.Rest[..8];
        int type = cursor.Type;

        // RFC 8200, 4: length in 8 bytes beyond the first 8; RFC 4302, 2.2: in 4 bytes beyond the first 8.
        int length = type switch
        {
            IpProtocols.Fragment => 8,
            IpProtocols.Authentication => (header[1] + 2) * 4,
            _ => (header[1] + 1) * 8,
        };
        if (length > cursor.Available) return cursor.Reject(Violation.TruncatedHeader);
        cursor.Offset += length;
        cursor.IpHeaderLength += length;
        cursor.Type = header[0];
        if (type != IpProtocols.Fragment) return Layer.Transport;

        cursor.FragmentOffset = BinaryPrimitives.ReadUInt16BigEndian(header[2..]) & 0xFFF8;
        cursor.MoreFragments = (header[3] & 1) != 0;
        cursor.FragmentId = BinaryPrimitives.ReadUInt32BigEndian(header[4..]);
        cursor.IpHeaderLength -= length;

        // RFC 6946: offset 0 and nothing to follow is a whole datagram, whatever else has this identification.
        return cursor.FragmentOffset == 0 && !cursor.MoreFragments ? Layer.Transport : Layer.Fragment;
    }

    /// <summary>
    /// The jumbo payload length (RFC 2675, 2) in a hop-by-hop header: 0 for none, -1 for one out of range.
    /// </summary>
    private static int JumboLength(ReadOnlySpan<byte> options)
    {
        if (options.Length < 8) return 0;
        options = options[..Math.Min(options.Length, (options[1] + 1) * 8)];
        int at = 2;
        while (at + 1 < options.Length)
        {
            if (options[at] == 0)
            {
                at++;
                continue;
            }

            int length = options[at + 1];
            if (options[at] == JumboOption)
            {
                if (length != 4 || at + 6 > options.Length) return -1;
                uint jumbo = BinaryPrimitives.ReadUInt32BigEndian(options[(at + 2)..]);
                return jumbo is 0 or > int.MaxValue - Length ? -1 : (int)jumbo;
            }

            at += 2 + length;
        }

        return 0;
    }
}
