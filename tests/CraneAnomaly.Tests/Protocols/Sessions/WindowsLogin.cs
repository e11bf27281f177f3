using System.Buffers.Binary;
using System.Text;

namespace CraneAnomaly.Tests.Protocols.Sessions;

/// <summary>Writes what programs of Windows send, from MS-NLMP and C706.</summary>
internal static class WindowsLogin
{
    /// <summary>The message with the name (MS-NLMP, 2.2.1.3), in Unicode.</summary>
    public static byte[] Authenticate(string domain, string user, string host)
    {
        byte[] message = [.. "NTLMSSP\0"u8, 3, .. new byte[63], .. Wide(domain), .. Wide(user), .. Wide(host)];
        message[60] = 1;
        int at = 72;
        foreach (var (field, text) in (ReadOnlySpan<(int, string)>)[(28, domain), (36, user), (44, host)])
        {
            BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(field), (ushort)(text.Length * 2));
            BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(field + 4), at);
            at += text.Length * 2;
        }

        return message;
    }

    /// <summary>A bind (C706, 12.6.4.3) for interfaces, each in one encoding, with what stands behind it.</summary>
    public static byte[] Bind(byte type, uint call, Guid[] interfaces, byte[] behind)
    {
        byte[] body = [0xD0, 0x16, 0xD0, 0x16, 0, 0, 0, 0, (byte)interfaces.Length, 0, 0, 0];
        foreach (var id in interfaces) body = [.. body, 0, 0, 1, 0, .. id.ToByteArray(), 1, 0, 0, 0, .. new byte[20]];
        byte[] pdu = [5, 0, type, 3, 0x10, 0, 0, 0, 0, 0, (byte)behind.Length, 0, 0, 0, 0, 0, .. body, .. behind];
        BinaryPrimitives.WriteUInt16LittleEndian(pdu.AsSpan(8), (ushort)pdu.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(pdu.AsSpan(12), call);
        return pdu;
    }

    /// <summary>UTF-16, little-endian.</summary>
    public static byte[] Wide(string text) => Encoding.Unicode.GetBytes(text);
}
