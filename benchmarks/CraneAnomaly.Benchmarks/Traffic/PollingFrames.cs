using System.Buffers.Binary;

namespace CraneAnomaly.Benchmarks.Traffic;

/// <summary>Headers of a TCP segment in an Ethernet frame (RFC 894, RFC 791, RFC 9293), and its record in a capture.</summary>
internal static class PollingFrames
{
    private const byte PushAck = 0x18;

    /// <summary>
    /// Writes the headers in front of a payload that fills the rest of <paramref name="frame"/>. The TCP checksum
    /// stays zero, as it does in captures on hosts whose interface computes it.
    /// </summary>
    public static void WriteTcp(
        Span<byte> frame, (uint Address, ushort Port) from, (uint Address, ushort Port) to,
        uint sequence, uint acknowledged, ushort id, byte flags = PushAck)
    {
        WriteMac(frame, to.Address);
        WriteMac(frame[6..], from.Address);
        BinaryPrimitives.WriteUInt16BigEndian(frame[12..], 0x0800);

        var ip = frame[14..];
        ip[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(ip[2..], (ushort)ip.Length);
        BinaryPrimitives.WriteUInt16BigEndian(ip[4..], id);
        BinaryPrimitives.WriteUInt16BigEndian(ip[6..], 0x4000);
        ip[8] = 64;
        ip[9] = 6;
        BinaryPrimitives.WriteUInt32BigEndian(ip[12..], from.Address);
        BinaryPrimitives.WriteUInt32BigEndian(ip[16..], to.Address);
        BinaryPrimitives.WriteUInt16BigEndian(ip[10..], Checksum(ip[..20]));

        var tcp = ip[20..];
        BinaryPrimitives.WriteUInt16BigEndian(tcp, from.Port);
        BinaryPrimitives.WriteUInt16BigEndian(tcp[2..], to.Port);
        BinaryPrimitives.WriteUInt32BigEndian(tcp[4..], sequence);
        BinaryPrimitives.WriteUInt32BigEndian(tcp[8..], acknowledged);
        tcp[12] = 5 << 4;
        tcp[13] = flags;
        BinaryPrimitives.WriteUInt16BigEndian(tcp[14..], 8192);
    }

    /// <summary>Writes a frame behind its header (draft-ietf-opsawg-pcap, 5), in nanoseconds.</summary>
    public static void WriteRecord(Stream file, long ns, ReadOnlySpan<byte> frame)
    {
        Span<byte> record = stackalloc byte[16];
        BinaryPrimitives.WriteUInt32LittleEndian(record, (uint)(ns / 1_000_000_000));
        BinaryPrimitives.WriteUInt32LittleEndian(record[4..], (uint)(ns % 1_000_000_000));
        BinaryPrimitives.WriteUInt32LittleEndian(record[8..], (uint)frame.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record[12..], (uint)frame.Length);
        file.Write(record);
        file.Write(frame);
    }

    // Locally administered (IEEE 802, 8.2): 02-00 and the address.
    private static void WriteMac(Span<byte> field, uint address)
    {
        BinaryPrimitives.WriteUInt16BigEndian(field, 0x0200);
        BinaryPrimitives.WriteUInt32BigEndian(field[2..], address);
    }

    /// <summary>RFC 1071.</summary>
    private static ushort Checksum(ReadOnlySpan<byte> bytes)
    {
        uint sum = 0;
        for (int i = 0; i + 1 < bytes.Length; i += 2) sum += BinaryPrimitives.ReadUInt16BigEndian(bytes[i..]);
        while (sum > 0xFFFF) sum = (sum & 0xFFFF) + (sum >> 16);
        return (ushort)~sum;
    }
}
