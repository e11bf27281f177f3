using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using CraneAnomaly.Capture.Link;

namespace CraneAnomaly.Capture.Ip;

/// <summary>
/// VXLAN (RFC 7348), GENEVE (RFC 8926), GTP-U (3GPP TS 29.281) and Teredo (RFC 4380): told by the port, believed by the
/// content.
/// </summary>
internal static class UdpTunnel
{
    private const int VxlanPort = 4789;

    /// <summary>Where Linux had VXLAN before it got its own port.</summary>
    private const int OldVxlanPort = 8472;

    private const int GenevePort = 6081;

    private const int GtpPort = 2152;

    /// <summary>Of servers and relays: what they send comes from it.</summary>
    private const int TeredoPort = 3544;

    private const int HeaderLength = 8;

    // TS 29.281, 5.1: version 1, GTP and not its charging variant; the flags behind them say that four more bytes follow.
    private const int GtpVersion = 0x30, GtpVersionMask = 0xF0, GtpOptional = 0x07, GtpExtended = 0x04, GtpUser = 255, MostExtensions = 8;

    // RFC 4380, 5.1.1.
    private const int OriginLength = 8, AuthenticationFixed = 13;

    /// <summary>Whether a datagram to this port may be a tunnel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsPort(int port) => port is VxlanPort or OldVxlanPort or GenevePort or GtpPort or TeredoPort;

    /// <summary>Whether a datagram from this port may be one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsSource(int port) => port == TeredoPort;

    /// <summary>Enters the tunnel, or leaves the datagram what it is.</summary>
    public static bool TryOpen(ref PacketCursor cursor, ref DecodedPacket decoded, out Layer inside)
    {
        inside = Layer.Done;
        if (cursor.Available < HeaderLength) return false;
        return decoded.DestinationPort switch
        {
            GenevePort => TryGeneve(ref cursor, ref decoded, out inside),
            GtpPort => TryGtp(ref cursor, ref decoded, out inside),
            VxlanPort or OldVxlanPort => TryVxlan(ref cursor, ref decoded, out inside),
            _ => TryTeredo(ref cursor, ref decoded, out inside),
        };
    }

    // The id of a tunnel is the receiver's: each direction has its own, and only the end points are of both.
    private static bool TryGtp(ref PacketCursor cursor, ref DecodedPacket decoded, out Layer inside)
    {
        inside = Layer.Done;
        var bytes = cursor.Rest;
        if ((bytes[0] & GtpVersionMask) != GtpVersion || bytes[1] != GtpUser) return false;
        int length = HeaderLength;
        if ((bytes[0] & GtpOptional) != 0)
        {
            length += 4;
            if (bytes.Length <= length) return false;

            // 5.2.1: length in words, content, and the type of the next one.
            int next = (bytes[0] & GtpExtended) != 0 ? bytes[length - 1] : 0;
            for (int i = 0; next != 0; i++)
            {
                int words = bytes[length];
                if (words == 0 || i == MostExtensions || length + words * 4 >= bytes.Length) return false;
                length += words * 4;
                next = bytes[length - 1];
            }
        }

        return TryIp(ref cursor, ref decoded, length, TunnelKind.Gtp, out inside);
    }

    private static bool TryTeredo(ref PacketCursor cursor, ref DecodedPacket decoded, out Layer inside)
    {
        inside = Layer.Done;
        var bytes = cursor.Rest;
        int length = 0;

        // Who it is, and behind that where a packet came from; both may be left out.
        if (bytes[0] == 0 && bytes[1] == 1) length = AuthenticationFixed + bytes[2] + bytes[3];
        if (length + 1 < bytes.Length && bytes[length] == 0 && bytes[length + 1] == 0) length += OriginLength;
        return length < bytes.Length && bytes[length] >> 4 == 6 && TryIp(ref cursor, ref decoded, length, TunnelKind.Teredo, out inside);
    }

    private static bool TryIp(ref PacketCursor cursor, ref DecodedPacket decoded, int length, TunnelKind kind, out Layer inside)
    {
        inside = Layer.Done;
        var bytes = cursor.Rest;
        const int LeastIp = 20;
        if (length + LeastIp > bytes.Length || bytes[length] >> 4 is not (4 or 6)) return false;
        inside = bytes[length] >> 4 == 4 ? Layer.Ipv4 : Layer.Ipv6;
        cursor.Offset += length;
        inside = cursor.OpenTunnel(ref decoded, FlowPath.Tunnel(decoded.Path, kind, 0, decoded), inside);
        return true;
    }

    private static bool TryVxlan(ref PacketCursor cursor, ref DecodedPacket decoded, out Layer inside)
    {
        inside = Layer.Done;
        var bytes = cursor.Rest;

        // RFC 7348, 5: the I flag must be set for a valid VNI; other bits are ignored on receipt.
        if ((bytes[0] & 0x08) == 0 || !EthernetHeader.IsPlausible(bytes[HeaderLength..])) return false;

        // End points stay out: mirrors send both directions one way, and VTEPs may share an address.
        uint network = BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]) >> 8;
        cursor.Offset += HeaderLength;
        inside = cursor.OpenTunnel(
            ref decoded, FlowPath.Tunnel(decoded.Path, TunnelKind.Vxlan, network), Layer.Ethernet);
        return true;
    }

    private static bool TryGeneve(ref PacketCursor cursor, ref DecodedPacket decoded, out Layer inside)
    {
        inside = Layer.Done;
        var bytes = cursor.Rest;

        // RFC 8926, 3.4: version 0; options in words of four bytes.
        int length = HeaderLength + (bytes[0] & 0x3F) * 4;
        if (bytes[0] >> 6 != 0 || length >= bytes.Length) return false;
        int type = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        var payload = bytes[length..];
        var layer = type switch
        {
            EtherTypes.TransparentEthernet when EthernetHeader.IsPlausible(payload) => Layer.Ethernet,
            EtherTypes.Ipv4 when payload[0] >> 4 == 4 => Layer.Ipv4,
            EtherTypes.Ipv6 when payload[0] >> 4 == 6 => Layer.Ipv6,
            _ => Layer.Done,
        };
        if (layer == Layer.Done) return false;

        uint network = BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]) >> 8;
        cursor.Offset += length;
        inside = cursor.OpenTunnel(ref decoded, FlowPath.Tunnel(decoded.Path, TunnelKind.Geneve, network), layer);
        return true;
    }
}
