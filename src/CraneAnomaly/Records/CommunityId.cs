using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace CraneAnomaly.Records;

/// <summary>
/// The Community ID of a flow, version 1, seed 0: an identifier that other tools compute alike
/// (github.com/corelight/community-id-spec).
/// </summary>
public static class CommunityId
{
    /// <summary>Length of the text: <c>1:</c> and 20 bytes in base64.</summary>
    public const int TextLength = 30;

    private const byte Icmp = 1, Tcp = 6, Udp = 17, IcmpV6 = 58, Sctp = 132;

    /// <summary>Writes the text; <paramref name="destination"/> needs <see cref="TextLength"/> bytes.</summary>
    public static int Format(in FlowIdentity identity, Span<byte> destination)
    {
        Span<byte> input = stackalloc byte[40];
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
        var (source, target) = (identity.Originator, identity.Responder);
        int sourcePort = identity.OriginatorPort, targetPort = identity.ResponderPort;
        bool hasPorts = identity.IpProtocol is Tcp or Udp or Sctp or Icmp or IcmpV6;
        bool oneWay = false;
        if (identity.IpProtocol is Icmp or IcmpV6)
        {
            // Type and its answer stand for the ports; where there is no answer the direction is kept.
            int answer = Answer(identity.IpProtocol, sourcePort);
            oneWay = answer < 0;
            if (!oneWay) targetPort = answer;
        }

        // IPv6 order of IPv4-mapped addresses is that of IPv4.
        int order = (source.High, source.Low).CompareTo((target.High, target.Low));
        if (!oneWay && (order > 0 || (order == 0 && hasPorts && sourcePort > targetPort)))
        {
            (source, target) = (target, source);
            (sourcePort, targetPort) = (targetPort, sourcePort);
        }

        int length = 2; // The seed, 0.
        input.Clear();
        length += source.WriteBytes(input[length..]);
        length += target.WriteBytes(input[length..]);
        input[length] = identity.IpProtocol;
        length += 2; // The protocol and one byte of padding.
        if (hasPorts)
        {
            BinaryPrimitives.WriteUInt16BigEndian(input[length..], (ushort)sourcePort);
            BinaryPrimitives.WriteUInt16BigEndian(input[(length + 2)..], (ushort)targetPort);
            length += 4;
        }

        SHA1.HashData(input[..length], hash);
        "1:"u8.CopyTo(destination);
        Base64.EncodeToUtf8(hash, destination[2..], out _, out int written);
        return 2 + written;
    }

    // RFC 792, 950, 1256; RFC 4443, 4861, 2710, 4620, 3775.
    private static int Answer(byte protocol, int type) => (protocol, type) switch
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
        (IcmpV6, 128) => 129,
        (IcmpV6, 129) => 128,
        (IcmpV6, 130) => 131,
        (IcmpV6, 131) => 130,
        (IcmpV6, 133) => 134,
        (IcmpV6, 134) => 133,
        (IcmpV6, 135) => 136,
        (IcmpV6, 136) => 135,
        (IcmpV6, 139) => 140,
        (IcmpV6, 140) => 139,
        (IcmpV6, 144) => 145,
        (IcmpV6, 145) => 144,
        _ => -1,
    };
}
