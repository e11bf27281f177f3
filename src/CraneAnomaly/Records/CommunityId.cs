using System.Buffers.Binary;
using System.Buffers.Text;
using System.Numerics;

namespace CraneAnomaly.Records;

/// <summary>
/// The Community ID of a flow, version 1 with seed 0: the same text for the same flow in every tool that writes one
/// (corelight/community-id-spec). Both directions give the same text.
/// </summary>
public static class CommunityId
{
    /// <summary>Length of the text.</summary>
    public const int TextLength = 30;

    private const int HashBytes = 20;
    private const byte Icmp = 1;
    private const byte Icmp6 = 58;

    /// <summary>Writes the text; <paramref name="destination"/> needs <see cref="TextLength"/> bytes.</summary>
    public static int Format(in FlowIdentity flow, Span<byte> destination)
    {
        var (from, to) = (flow.Originator, flow.Responder);
        ushort fromPort = flow.OriginatorPort, toPort = flow.ResponderPort;
        bool oneWay = false;
        if (flow.IpProtocol is Icmp or Icmp6)
        {
            oneWay = !TryIcmpCounterpart(flow.IpProtocol, fromPort, out ushort counterpart);
            if (!oneWay) toPort = counterpart;
        }

        int order = from.High != to.High ? from.High.CompareTo(to.High) : from.Low.CompareTo(to.Low);
        if (!oneWay && (order > 0 || (order == 0 && fromPort > toPort)))
        {
            (from, to) = (to, from);
            (fromPort, toPort) = (toPort, fromPort);
        }

        // seed(2) address address protocol(1) padding(1) port(2) port(2), network order.
        Span<byte> bytes = stackalloc byte[2 + 16 + 16 + 2 + 4];
        bytes.Clear();
        int at = 2;
        at += from.WriteBytes(bytes[at..]);
        at += to.WriteBytes(bytes[at..]);
        bytes[at] = flow.IpProtocol;
        at += 2;
        BinaryPrimitives.WriteUInt16BigEndian(bytes[at..], fromPort);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[(at + 2)..], toPort);

        Span<byte> hash = stackalloc byte[HashBytes];
        Sha1(bytes[..(at + 4)], hash);
        "1:"u8.CopyTo(destination);
        Base64.EncodeToUtf8(hash, destination[2..], out _, out int written);
        return written + 2;
    }

    /// <summary>
    /// SHA-1 (FIPS 180-4, 6.1.2) of what fits into one block, at most 55 bytes. It names a flow and guards nothing; the
    /// platform's own costs several times as much for a message as short as this one, and every flow has one.
    /// </summary>
    internal static void Sha1(ReadOnlySpan<byte> message, Span<byte> hash)
    {
        Span<byte> block = stackalloc byte[64];
        block.Clear();
        message.CopyTo(block);
        block[message.Length] = 0x80;
        BinaryPrimitives.WriteUInt32BigEndian(block[60..], (uint)message.Length * 8);

        Span<uint> words = stackalloc uint[80];
        for (int i = 0; i < 16; i++) words[i] = BinaryPrimitives.ReadUInt32BigEndian(block[(i * 4)..]);
        for (int i = 16; i < words.Length; i++)
            words[i] = BitOperations.RotateLeft(words[i - 3] ^ words[i - 8] ^ words[i - 14] ^ words[i - 16], 1);

        uint a = 0x6745_2301, b = 0xEFCD_AB89, c = 0x98BA_DCFE, d = 0x1032_5476, e = 0xC3D2_E1F0;
        for (int i = 0; i < words.Length; i++)
        {
            uint mixed = i switch
            {
                < 20 => ((b & c) | (~b & d)) + 0x5A82_7999,
                < 40 => (b ^ c ^ d) + 0x6ED9_EBA1,
                < 60 => ((b & c) | (b & d) | (c & d)) + 0x8F1B_BCDC,
                _ => (b ^ c ^ d) + 0xCA62_C1D6,
            };
            uint next = BitOperations.RotateLeft(a, 5) + mixed + e + words[i];
            (a, b, c, d, e) = (next, a, BitOperations.RotateLeft(b, 30), c, d);
        }

        BinaryPrimitives.WriteUInt32BigEndian(hash, a + 0x6745_2301);
        BinaryPrimitives.WriteUInt32BigEndian(hash[4..], b + 0xEFCD_AB89);
        BinaryPrimitives.WriteUInt32BigEndian(hash[8..], c + 0x98BA_DCFE);
        BinaryPrimitives.WriteUInt32BigEndian(hash[12..], d + 0x1032_5476);
        BinaryPrimitives.WriteUInt32BigEndian(hash[16..], e + 0xC3D2_E1F0);
    }

    /// <summary>
    /// The type of message that answers an ICMP type (RFC 792, 950, 1256; RFC 2710, 4443, 4620, 4861, 6275).
    /// </summary>
    /// <returns>False when nothing answers it: the flow has one direction.</returns>
    public static bool TryIcmpCounterpart(byte ipProtocol, ushort type, out ushort counterpart)
    {
        int found = (ipProtocol, type) switch
        {
            (Icmp, 0) => 8,
            (Icmp, 8) => 0,
            (Icmp, 9) => 10,
            (Icmp, 10) => 9,
            (Icmp, 13) => 14,
            (Icmp, 14) => 13,
            (Icmp, 15) => 16,
            (Icmp, 16) => 15,
            (Icmp, 17) => 18,
            (Icmp, 18) => 17,
            (Icmp6, 128) => 129,
            (Icmp6, 129) => 128,
            (Icmp6, 130) => 131,
            (Icmp6, 131) => 130,
            (Icmp6, 133) => 134,
            (Icmp6, 134) => 133,
            (Icmp6, 135) => 136,
            (Icmp6, 136) => 135,
            (Icmp6, 139) => 140,
            (Icmp6, 140) => 139,
            (Icmp6, 144) => 145,
            (Icmp6, 145) => 144,
            _ => -1,
        };
        counterpart = (ushort)Math.Max(found, 0);
        return found >= 0;
    }
}
