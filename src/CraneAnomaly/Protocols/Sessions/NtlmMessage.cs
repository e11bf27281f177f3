using System.Buffers.Binary;
using System.Text.Unicode;
using CraneAnomaly.Records.Facts;

namespace CraneAnomaly.Protocols.Sessions;

/// <summary>Finds in a login of Windows who logs in, from which computer (MS-NLMP, 2.2.1.3).</summary>
internal static class NtlmMessage
{
    private const int FixedBytes = 64;
    private const int Authenticate = 3;
    private const int MostName = 256;

    private static ReadOnlySpan<byte> Signature => "NTLMSSP\0"u8;

    /// <summary>Adds it; what is around the message, such as SPNEGO, is passed over.</summary>
    /// <returns>Whether the message with the name is there.</returns>
    public static bool Tell(ReadOnlySpan<byte> buffer, FactWriter facts)
    {
        int at = buffer.IndexOf(Signature);
        if (at < 0) return false;
        var message = buffer[at..];
        if (message.Length < FixedBytes || BinaryPrimitives.ReadUInt32LittleEndian(message[8..]) != Authenticate) return false;
        bool isWide = (message[60] & 1) != 0;
        TellText(Fact.Domain, message, 28, isWide, facts);
        TellText(Fact.Username, message, 36, isWide, facts);
        TellText(Fact.HostName, message, 44, isWide, facts);
        return true;
    }

    /// <summary>Adds UTF-16, little-endian.</summary>
    public static void TellWide(Fact fact, ReadOnlySpan<byte> wide, FactWriter facts)
    {
        Span<char> text = stackalloc char[MostName];
        int length = Math.Min(wide.Length / 2, MostName);
        for (int i = 0; i < length; i++) text[i] = (char)BinaryPrimitives.ReadUInt16LittleEndian(wide[(2 * i)..]);
        Span<byte> utf8 = stackalloc byte[MostName * 3];
        Utf8.FromUtf16(text[..length], utf8, out _, out int written);
        facts.Add(fact, utf8[..written]);
    }

    // Length, room, and where it stands.
    private static void TellText(Fact fact, ReadOnlySpan<byte> message, int field, bool isWide, FactWriter facts)
    {
        int length = BinaryPrimitives.ReadUInt16LittleEndian(message[field..]);
        uint offset = BinaryPrimitives.ReadUInt32LittleEndian(message[(field + 4)..]);
        if (offset > message.Length || length > message.Length - (int)offset) return;
        var text = message.Slice((int)offset, length);
        if (isWide) TellWide(fact, text, facts);
        else facts.Add(fact, text[..Math.Min(length, MostName)]);
    }
}
