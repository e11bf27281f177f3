using System.Buffers.Binary;

namespace CraneAnomaly.Fuzz.Traffic;

/// <summary>Writes Ethernet frames that carry TCP between one client and one server (RFC 894, 791, 9293).</summary>
internal static class TcpSegment
{
    public const byte Fin = 0x01, Syn = 0x02, Psh = 0x08, Ack = 0x10;

    private const int HeaderLength = 14 + 20 + 20;

    public static byte[] Write(bool fromServer, uint sequence, uint acknowledgement, byte flags, ushort id, ReadOnlySpan<byte> payload)
    {
        byte[] frame = new byte[HeaderLength + payload.Length];
        var ethernet = frame.AsSpan();
        ethernet[5] = (byte)(fromServer ? 1 : 2);
        ethernet[11] = (byte)(fromServer ? 2 : 1);
        ethernet[12] = 0x08;

        var ip = ethernet[14..];
        ip[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(ip[2..], (ushort)(40 + payload.Length));
        BinaryPrimitives.WriteUInt16BigEndian(ip[4..], id);
        ip[8] = 64;
        ip[9] = 6;
        BinaryPrimitives.WriteUInt32BigEndian(ip[12..], fromServer ? 0x0A000002u : 0x0A000001u);
        BinaryPrimitives.WriteUInt32BigEndian(ip[16..], fromServer ? 0x0A000001u : 0x0A000002u);

        var tcp = ip[20..];
        BinaryPrimitives.WriteUInt16BigEndian(tcp, fromServer ? (ushort)502 : (ushort)50000);
        BinaryPrimitives.WriteUInt16BigEndian(tcp[2..], fromServer ? (ushort)50000 : (ushort)502);
        BinaryPrimitives.WriteUInt32BigEndian(tcp[4..], sequence);
        BinaryPrimitives.WriteUInt32BigEndian(tcp[8..], acknowledgement);
        tcp[12] = 0x50;
        tcp[13] = flags;
        BinaryPrimitives.WriteUInt16BigEndian(tcp[14..], 0xFFFF);
        payload.CopyTo(tcp[20..]);
        return frame;
    }
}
