using System.Buffers.Binary;
using CraneAnomaly.Capture.Link;
using CraneAnomaly.Records;

namespace CraneAnomaly.Capture.Ip;

/// <summary>An IPv4 header (RFC 791, 3.1).</summary>
internal static class Ipv4Header
{
    /// <summary>Length without options.</summary>
    public const int MinLength = 20;

    /// <summary>More-fragments flag and fragment offset in the word at 6.</summary>
    public const int FragmentMask = 0x3FFF;

    /// <summary>Reads the header.</summary>
    public static Layer Read(ref PacketCursor cursor, ref DecodedPacket decoded)
    {
        if (cursor.Available < MinLength) return cursor.Reject(Violation.TruncatedHeader);
        var header = cursor.Rest[..MinLength];
        int length = (header[0] & 0x0F) * 4;
        if (header[0] >> 4 != 4 || length < MinLength) return cursor.Reject(Violation.InvalidHeader);
        int total = BinaryPrimitives.ReadUInt16BigEndian(header[2..]);

        // A sender that leaves segmentation to its card is captured with no total length yet.
        if (total == 0) total = cursor.Sent;
        if (total < length) return cursor.Reject(Violation.InvalidHeader);
        if (cursor.Available < length) return cursor.Reject(Violation.TruncatedHeader);
        NoteOverlong(ref cursor, decoded, total);
        cursor.Bound(total);
        cursor.Offset += length;
        cursor.IpHeaderLength = length;
        cursor.IsV6 = false;
        cursor.ExtensionHeaders = 0;
        cursor.Type = header[9];

        decoded.EtherType = EtherTypes.Ipv4;
        decoded.IpLength = total;
        decoded.IpId = BinaryPrimitives.ReadUInt16BigEndian(header[4..]);
        decoded.Source = IpAddress.FromV4(BinaryPrimitives.ReadUInt32BigEndian(header[12..]));
        decoded.Destination = IpAddress.FromV4(BinaryPrimitives.ReadUInt32BigEndian(header[16..]));

        int fragment = BinaryPrimitives.ReadUInt16BigEndian(header[6..]) & FragmentMask;
        if (fragment == 0) return Layer.Transport;
        cursor.FragmentId = decoded.IpId;
        cursor.FragmentOffset = (fragment & 0x1FFF) * 8;
        cursor.MoreFragments = (fragment & 0x2000) != 0;
        return Layer.Fragment;
    }

    /// <summary>
    /// A length beyond what was sent contradicts the frame, and its receiver would drop it. Inside of tunnels it is
    /// usual: mirrors cut what exceeds their path.
    /// </summary>
    public static void NoteOverlong(ref PacketCursor cursor, in DecodedPacket decoded, int total)
    {
        if (total > cursor.Sent && decoded.TunnelDepth == 0) cursor.Note(Violation.InvalidHeader);
    }
}
