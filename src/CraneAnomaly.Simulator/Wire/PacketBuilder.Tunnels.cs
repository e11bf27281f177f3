namespace CraneAnomaly.Simulator.Wire;

// Tunnels: each is an IP transport, or UDP to the tunnel's port.
internal static partial class PacketBuilder
{
    /// <summary>RFC 2784 and RFC 2890; the protocol type is the inner EtherType unless given.</summary>
    public static PacketPart Gre(
        PacketPart inner, uint? key = null, uint? sequence = null, bool checksum = false, int? type = null)
    {
        int flags = (checksum ? 0x8000 : 0) | (key != null ? 0x2000 : 0) | (sequence != null ? 0x1000 : 0);
        return new(
            Join(U16(flags), U16(type ?? inner.EtherType), checksum ? U32(0) : [], key is { } k ? U32(k) : [],
                sequence is { } s ? U32(s) : [], inner.Bytes),
            Protocol: 47);
    }

    /// <summary>ERSPAN type I: the frame directly in GRE.</summary>
    public static PacketPart ErspanI(PacketPart frame) => Gre(frame, type: 0x88BE);

    /// <summary>ERSPAN type II (draft-foschiano-erspan, 4.2).</summary>
    public static PacketPart ErspanII(PacketPart frame, int session, int vlan = 0, uint sequence = 1) =>
        Gre(new(Join(U16(0x1000 | vlan), U16(session), U32(0), frame.Bytes)), sequence: sequence, type: 0x88BE);

    /// <summary>ERSPAN type III (4.3), with or without the platform specific subheader.</summary>
    public static PacketPart ErspanIII(
        PacketPart frame, int session, bool subheader = false, int frameType = 0, uint sequence = 1) => Gre(
            new(Join(
                U16(0x2000), U16(session), U32(0x12345678), U16(0), U16(frameType << 10 | (subheader ? 1 : 0)),
                subheader ? new byte[8] : [], frame.Bytes)),
            sequence: sequence, type: 0x22EB);

    /// <summary>RFC 7348, 5, as the UDP datagram that carries it.</summary>
    public static PacketPart Vxlan(uint network, PacketPart frame, int sourcePort = 49152, int port = 4789) =>
        Udp(sourcePort, port, Join([0x08, 0, 0, 0], U32(network << 8), frame.Bytes));

    /// <summary>RFC 8926, 3.4; options in whole words.</summary>
    public static PacketPart Geneve(
        uint network, PacketPart inner, byte[]? options = null, int sourcePort = 49152, int port = 6081) => Udp(
            sourcePort, port,
            Join([(byte)((options?.Length ?? 0) / 4), 0], U16(inner.EtherType), U32(network << 8), options ?? [],
                inner.Bytes));
}
