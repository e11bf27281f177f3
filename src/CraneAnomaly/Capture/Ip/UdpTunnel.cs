using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using CraneAnomaly.Capture.Link;

namespace CraneAnomaly.Capture.Ip;

/// <summary>VXLAN (RFC 7348) and GENEVE (RFC 8926): told by the destination port, believed by the content.</summary>
internal static class UdpTunnel
{
    private const int VxlanPort = 4789;

    /// <summary>Where Linux had VXLAN before it got its own port.</summary>
    private const int OldVxlanPort = 8472;

    private const int GenevePort = 6081;

    private const int HeaderLength = 8;

    /// <summary>Whether a datagram to this port may be a tunnel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsPort(int port) => port is VxlanPort or OldVxlanPort or GenevePort;

    /// <summary>Enters the tunnel, or leaves the datagram what it is.</summary>
    public static bool TryOpen(ref PacketCursor cursor, ref DecodedPacket decoded, out Layer inside)
    {
        inside = Layer.Done;
        if (cursor.Available < HeaderLength) return false;
        return decoded.DestinationPort == GenevePort
            ? TryGeneve(ref cursor, ref decoded, out inside)
            : TryVxlan(ref cursor, ref decoded, out inside);
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
