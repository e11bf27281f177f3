using System.Buffers.Binary;
using CraneAnomaly.Records;

namespace CraneAnomaly.Capture.Link;

/// <summary>An MPLS label stack (RFC 3032) and what is under it.</summary>
internal static class MplsHeader
{
    private const uint BottomOfStack = 0x100;

    /// <summary>Reads the stack. Labels do not enter the path: each direction has its own.</summary>
    public static Layer Read(ref PacketCursor cursor, ref DecodedPacket decoded)
    {
        uint entry;
        do
        {
            if (cursor.Available < 4) return cursor.Reject(Violation.TruncatedHeader);
            entry = BinaryPrimitives.ReadUInt32BigEndian(cursor.Rest);
            cursor.Offset += 4;
        }
        while ((entry & BottomOfStack) == 0);

        if (cursor.Available == 0) return cursor.Reject(Violation.TruncatedHeader);

        // The stack does not name what it carries. RFC 4928: a first nibble of 4 or 6 is IP; RFC 4385: 0 is a
        // pseudowire's control word; a pseudowire may also come without.
        int nibble = cursor.Bytes[cursor.Offset] >> 4;
        if (nibble == 4) return Layer.Ipv4;
        if (nibble == 6) return Layer.Ipv6;
        if (nibble == 0 && cursor.Available > 4 && EthernetHeader.IsPlausible(cursor.Rest[4..])) cursor.Offset += 4;
        else if (!EthernetHeader.IsPlausible(cursor.Rest))
            return cursor.FinishNotIp(ref decoded, EtherTypes.Mpls, Violation.UnsupportedNetwork);

        return cursor.OpenTunnel(
            ref decoded, FlowPath.Tunnel(decoded.Path, TunnelKind.MplsEthernet, 0), Layer.Ethernet);
    }
}
