using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace CraneAnomaly.Records;

/// <summary>
/// The Community ID of a flow, version 1 with seed 0: the same text for the same flow in every tool that writes one
/// (corelight/community-id-spec). Both directions give the same text.
/// </summary>
public static class CommunityId
{
    /// <summary>Length of the text.</summary>
    public const int TextLength = 30;

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

        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
        SHA1.HashData(bytes[..(at + 4)], hash);
        "1:"u8.CopyTo(destination);
        Base64.EncodeToUtf8(hash, destination[2..], out _, out int written);
        return written + 2;
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
