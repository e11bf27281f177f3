using System.Buffers.Binary;
using System.Net;

namespace CraneAnomaly.Simulator.Wire;

/// <summary>
/// Writes packets from the specifications, from the inside out. With <c>using static</c>:
/// <c>byte[] frame = Ethernet(Vlan(10, Ipv4("10.0.0.1", "10.0.0.2", TcpSegment(1025, 502, payload, sequence: 7))));</c>
/// Lengths and checksums are right; tests break them by hand. Shares nothing with the decoder.
/// </summary>
internal static partial class PacketBuilder
{
    public const byte Fin = 0x01, Syn = 0x02, Rst = 0x04, Psh = 0x08, Ack = 0x10;

    public const string ClientMac = "02:00:00:00:00:01", ServerMac = "02:00:00:00:00:02";

    // Transport.

    /// <summary>RFC 9293, 3.1. Options are padded with zero to whole words.</summary>
    public static PacketPart TcpSegment(
        int sourcePort, int destinationPort, ReadOnlySpan<byte> payload = default, uint sequence = 1,
        uint acknowledgement = 0, byte flags = Ack, int window = 8192, byte[]? options = null)
    {
        byte[] padded = Padded(options ?? [], 4);
        return new(
            Join(U16(sourcePort), U16(destinationPort), U32(sequence), U32(acknowledgement),
                [(byte)(5 + padded.Length / 4 << 4), flags], U16(window), U16(0), U16(0), padded, payload.ToArray()),
            Protocol: 6);
    }

    /// <summary>RFC 768.</summary>
    public static PacketPart Udp(int sourcePort, int destinationPort, ReadOnlySpan<byte> payload = default) => new(
        Join(U16(sourcePort), U16(destinationPort), U16(8 + payload.Length), U16(0), payload.ToArray()), Protocol: 17);

    /// <summary>RFC 792: the payload begins with the four bytes that the type defines.</summary>
    public static PacketPart Icmp(int type, int code, ReadOnlySpan<byte> payload = default)
    {
        byte[] bytes = Join([(byte)type, (byte)code], U16(0), payload.ToArray());
        WriteU16(bytes, 2, Checksum(bytes));
        return new(bytes, Protocol: 1);
    }

    /// <summary>RFC 4443.</summary>
    public static PacketPart Icmpv6(int type, int code, ReadOnlySpan<byte> payload = default) =>
        new(Join([(byte)type, (byte)code], U16(0), payload.ToArray()), Protocol: 58);

    /// <summary>Bytes of any other IP protocol.</summary>
    public static PacketPart Transport(int protocol, params byte[] bytes) => new(bytes, Protocol: protocol);

    // IP.

    /// <summary>RFC 791, 3.1. <paramref name="fragment"/> is the word of flags and offset in units of 8.</summary>
    public static PacketPart Ipv4(
        string source, string destination, PacketPart inner, int id = 1, byte[]? options = null, int fragment = 0x4000,
        int ttl = 64)
    {
        byte[] padded = Padded(options ?? [], 4);
        byte[] from = IPAddress.Parse(source).GetAddressBytes(), to = IPAddress.Parse(destination).GetAddressBytes();
        byte[] header = Join(
            [(byte)(0x45 + padded.Length / 4), 0], U16(20 + padded.Length + inner.Length), U16(id), U16(fragment),
            [(byte)ttl, (byte)inner.Protocol], U16(0), from, to, padded);
        WriteU16(header, 10, Checksum(header));
        bool whole = (fragment & 0x3FFF) == 0;
        return new(Join(header, whole ? Summed(inner, from, to) : inner.Bytes), 0x0800, 4);
    }

    /// <summary>The same datagram in fragments of at most <paramref name="size"/> bytes (a multiple of 8).</summary>
    public static PacketPart[] Ipv4Fragments(
        string source, string destination, PacketPart inner, int size, int id = 1)
    {
        byte[] data = Summed(
            inner, IPAddress.Parse(source).GetAddressBytes(), IPAddress.Parse(destination).GetAddressBytes());
        return [.. Pieces(data, size).Select(p => Ipv4(
            source, destination, inner with { Bytes = p.Data }, id, fragment: (p.More ? 0x2000 : 0) | p.Offset / 8))];
    }

    /// <summary>RFC 8200, 3. Extension headers are parts around the transport: <see cref="HopByHop"/>.</summary>
    public static PacketPart Ipv6(string source, string destination, PacketPart inner, int? payloadLength = null)
    {
        byte[] from = IPAddress.Parse(source).GetAddressBytes(), to = IPAddress.Parse(destination).GetAddressBytes();
        byte[] header = Join(
            [0x60, 0, 0, 0], U16(payloadLength ?? inner.Length), [(byte)inner.Protocol, 64], from, to);
        return new(Join(header, Summed(inner, from, to)), 0x86DD, 41);
    }

    /// <summary>The same datagram in fragments of at most <paramref name="size"/> bytes (a multiple of 8).</summary>
    public static PacketPart[] Ipv6Fragments(
        string source, string destination, PacketPart inner, int size, uint id = 1)
    {
        byte[] data = Summed(
            inner, IPAddress.Parse(source).GetAddressBytes(), IPAddress.Parse(destination).GetAddressBytes());
        return [.. Pieces(data, size).Select(p => Ipv6(
            source, destination, Fragment(inner with { Bytes = p.Data }, id, p.Offset, p.More)))];
    }

    /// <summary>RFC 8200, 4.3; by default one PadN option that fills the header.</summary>
    public static PacketPart HopByHop(PacketPart inner, byte[]? options = null) => Extension(0, inner, options);

    /// <summary>RFC 8200, 4.6.</summary>
    public static PacketPart DestinationOptions(PacketPart inner, byte[]? options = null) =>
        Extension(60, inner, options);

    /// <summary>RFC 8200, 4.4, with no segments left.</summary>
    public static PacketPart Routing(PacketPart inner, byte type = 0) => Extension(43, inner, [type, 0, 0, 0, 0, 0]);

    /// <summary>RFC 6275, 6.1.</summary>
    public static PacketPart Mobility(PacketPart inner) => Extension(135, inner, [0, 0, 0, 0, 0, 0]);

    /// <summary>RFC 4302, 2, with an integrity value of 12 bytes.</summary>
    public static PacketPart Authentication(PacketPart inner) => new(
        Join([(byte)inner.Protocol, 4, 0, 0], U32(1), U32(2), new byte[12], inner.Bytes), Protocol: 51);

    /// <summary>RFC 8200, 4.5; the offset in bytes.</summary>
    public static PacketPart Fragment(PacketPart inner, uint id = 1, int offset = 0, bool more = false) => new(
        Join([(byte)inner.Protocol, 0], U16(offset | (more ? 1 : 0)), U32(id), inner.Bytes), Protocol: 44);

    // Ethernet and other link layers.

    /// <summary>Ethernet II, padded to 60 bytes unless asked otherwise.</summary>
    public static PacketPart Ethernet(
        PacketPart inner, string source = ClientMac, string destination = ServerMac, bool pad = true)
    {
        byte[] frame = Join(Mac(destination), Mac(source), U16(inner.EtherType), inner.Bytes);
        return new(pad && frame.Length < 60 ? Join(frame, new byte[60 - frame.Length]) : frame, 0x6558, 143);
    }

    /// <summary>IEEE 802.3 with a length, 802.2 LLC and SNAP (RFC 1042).</summary>
    public static PacketPart EthernetSnap(
        PacketPart inner, string source = ClientMac, string destination = ServerMac) =>
        Ethernet(new(Snap(inner), 8 + inner.Length), source, destination);

    /// <summary>802.2 LLC and SNAP.</summary>
    public static byte[] Snap(PacketPart inner) => Join([0xAA, 0xAA, 3, 0, 0, 0], U16(inner.EtherType), inner.Bytes);

    /// <summary>IEEE 802.1Q, 9.6; other tag protocols by <paramref name="tpid"/>.</summary>
    public static PacketPart Vlan(int id, PacketPart inner, int tpid = 0x8100, int priority = 0) =>
        new(Join(U16(priority << 13 | id), U16(inner.EtherType), inner.Bytes), tpid);

    /// <summary>IEC 62439-3: the tag of a high-availability seamless ring.</summary>
    public static PacketPart Hsr(PacketPart inner, int sequence = 1) =>
        new(Join(U16(inner.Length + 6), U16(sequence), U16(inner.EtherType), inner.Bytes), 0x892F);

    /// <summary>RFC 3032: a stack of labels, the last one the bottom.</summary>
    public static PacketPart Mpls(PacketPart inner, params int[] labels) => new(
        Join([.. labels.Select((l, i) => U32((uint)(l << 12 | (i == labels.Length - 1 ? 0x100 : 0) | 64))),
            inner.Bytes]),
        0x8847, 137);

    /// <summary>RFC 2516 and RFC 1661.</summary>
    public static PacketPart Pppoe(int session, PacketPart inner) => new(
        Join([0x11, 0], U16(session), U16(inner.Length + 2), U16(inner.EtherType == 0x86DD ? 0x57 : 0x21), inner.Bytes),
        0x8864);

    /// <summary>LINKTYPE_LINUX_SLL (113).</summary>
    public static byte[] Sll(PacketPart inner, string source = ClientMac, int hardware = 1) =>
        Join(U16(0), U16(hardware), U16(6), Mac(source), [0, 0], U16(inner.EtherType), inner.Bytes);

    /// <summary>LINKTYPE_LINUX_SLL2 (276).</summary>
    public static byte[] Sll2(PacketPart inner, string source = ClientMac, int hardware = 1) =>
        Join(U16(inner.EtherType), U16(0), U32(3), U16(hardware), [0, 6], Mac(source), [0, 0], inner.Bytes);

    /// <summary>LINKTYPE_NULL (0) and LINKTYPE_LOOP (108).</summary>
    public static byte[] Null(PacketPart inner, bool bigEndian = false, uint ipv6Family = 30)
    {
        byte[] family = U32(inner.EtherType == 0x86DD ? ipv6Family : 2);
        return Join(bigEndian ? family : [.. family.Reverse()], inner.Bytes);
    }

    // Bytes.

    public static byte[] Join(params byte[][] parts)
    {
        int length = 0, at = 0;
        foreach (byte[] part in parts) length += part.Length;
        byte[] joined = new byte[length];
        foreach (byte[] part in parts)
        {
            part.CopyTo(joined, at);
            at += part.Length;
        }

        return joined;
    }

    public static byte[] U16(int value) => [(byte)(value >> 8), (byte)value];

    public static byte[] U32(uint value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];

    public static byte[] Mac(string text)
    {
        byte[] address = new byte[6];
        for (int i = 0; i < address.Length; i++)
            address[i] = byte.Parse(text.AsSpan(3 * i, 2), System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture);
        return address;
    }

    public static void WriteU16(byte[] bytes, int at, int value) =>
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(at), (ushort)value);

    private static PacketPart Extension(int type, PacketPart inner, byte[]? options)
    {
        byte[] body = options ?? [1, 4, 0, 0, 0, 0];
        byte[] padded = Join(body, new byte[(8 - (body.Length + 2) % 8) % 8]);
        return new(
            Join([(byte)inner.Protocol, (byte)((padded.Length + 2) / 8 - 1)], padded, inner.Bytes), Protocol: type);
    }

    private static IEnumerable<(byte[] Data, int Offset, bool More)> Pieces(byte[] data, int size)
    {
        for (int at = 0; at < data.Length; at += size)
            yield return (data[at..Math.Min(at + size, data.Length)], at, at + size < data.Length);
    }

    private static byte[] Padded(byte[] bytes, int unit) => Join(bytes, new byte[(unit - bytes.Length % unit) % unit]);

    /// <summary>The transport with its checksum over the pseudo header (RFC 9293, 3.1; RFC 8200, 8.1).</summary>
    private static byte[] Summed(PacketPart inner, byte[] from, byte[] to)
    {
        int at = inner.Protocol switch { 6 => 16, 17 => 6, 58 => 2, _ => -1 };
        byte[] bytes = [.. inner.Bytes];
        if (at < 0 || bytes.Length < at + 2) return bytes;
        WriteU16(bytes, at, 0);
        WriteU16(bytes, at, Checksum(Join(from, to, U32((uint)bytes.Length), U32((uint)inner.Protocol), bytes)));
        return bytes;
    }

    /// <summary>RFC 1071.</summary>
    private static int Checksum(byte[] bytes)
    {
        uint sum = 0;
        for (int i = 0; i < bytes.Length; i++) sum += (uint)bytes[i] << (i % 2 == 0 ? 8 : 0);
        while (sum > 0xFFFF) sum = (sum & 0xFFFF) + (sum >> 16);
        return (ushort)~sum;
    }
}
