using System.Buffers.Binary;
using CraneAnomaly.Records;

namespace CraneAnomaly.Capture.Link;

/// <summary>A PPPoE session header (RFC 2516, 4) and the PPP protocol behind it (RFC 1661, 2).</summary>
internal static class PppoeHeader
{
    private const int Length = 6;

    /// <summary>Reads the header.</summary>
    public static Layer Read(ref PacketCursor cursor, ref DecodedPacket decoded)
    {
        if (cursor.Available < Length + 1) return cursor.Reject(Violation.TruncatedHeader);
        var header = cursor.Rest[..Length];

        // Version 1, type 1, code 0: RFC 2516, 4.
        if (header[0] != 0x11 || header[1] != 0) return cursor.Reject(Violation.InvalidHeader);
        decoded.Path = FlowPath.Tunnel(
            decoded.Path, TunnelKind.Pppoe, BinaryPrimitives.ReadUInt16BigEndian(header[2..]));
        cursor.Offset += Length;
        cursor.Bound(BinaryPrimitives.ReadUInt16BigEndian(header[4..]));

        // RFC 1661, 6.5: an odd first byte is a whole, compressed protocol number.
        var rest = cursor.Rest;
        if (rest.IsEmpty) return cursor.Reject(Violation.TruncatedHeader);
        bool compressed = (rest[0] & 1) != 0;
        if (!compressed && rest.Length < 2) return cursor.Reject(Violation.TruncatedHeader);
        int protocol = compressed ? rest[0] : BinaryPrimitives.ReadUInt16BigEndian(rest);
        cursor.Offset += compressed ? 1 : 2;
        return protocol switch
        {
            0x0021 => Layer.Ipv4,
            0x0057 => Layer.Ipv6,
            0x0281 or 0x0283 => Layer.Mpls,
            _ => cursor.FinishNotIp(ref decoded, EtherTypes.PppoeSession),
        };
    }
}
