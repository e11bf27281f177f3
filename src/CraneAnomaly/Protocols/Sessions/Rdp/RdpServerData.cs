using System.Buffers.Binary;
using CraneAnomaly.Records.Facts;

namespace CraneAnomaly.Protocols.Sessions.Rdp;

/// <summary>The security of a server (MS-RDPBCGR, 2.2.1.4.3), when the protocol's own is used.</summary>
internal static class RdpServerData
{
    private const ushort Security = 0x0C02;
    private const uint Proprietary = 1;
    private const uint X509 = 2;
    private const uint Temporary = 0x8000_0000;

    /// <summary>Adds it.</summary>
    public static void Tell(ReadOnlySpan<byte> blocks, FactWriter facts)
    {
        while (GccConference.TryTakeBlock(ref blocks, out ushort type, out var content))
        {
            if (type != Security || content.Length < 8) continue;
            TellSecurity(content, facts);
            return;
        }
    }

    private static void TellSecurity(ReadOnlySpan<byte> security, FactWriter facts)
    {
        RdpNames.TellEncryption(
            BinaryPrimitives.ReadUInt32LittleEndian(security), BinaryPrimitives.ReadUInt32LittleEndian(security[4..]), facts);

        // Without encryption neither random nor certificate follows.
        if (security.Length < 16) return;
        uint random = BinaryPrimitives.ReadUInt32LittleEndian(security[8..]);
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(security[12..]);
        var rest = security[16..];
        if (random > rest.Length || length > rest.Length - random || length < 8) return;
        var certificate = rest.Slice((int)random, (int)length);
        uint version = BinaryPrimitives.ReadUInt32LittleEndian(certificate);
        uint type = version & ~Temporary;
        RdpNames.TellCertificate(type, facts);
        facts.Add(Fact.CertificatePermanent, (version & Temporary) == 0);
        if (type == Proprietary) facts.Add(Fact.CertificateCount, 1);
        else if (type == X509) facts.Add(Fact.CertificateCount, Count(certificate[4..]));
    }

    // MS-RDPELE, 2.2.1.4.2: how many, and each with its length; only those that are there count.
    private static long Count(ReadOnlySpan<byte> chain)
    {
        uint said = BinaryPrimitives.ReadUInt32LittleEndian(chain);
        chain = chain[4..];
        long count = 0;
        while (count < said && BinaryPrimitives.TryReadUInt32LittleEndian(chain, out uint length) && length <= chain.Length - 4)
        {
            chain = chain[(4 + (int)length)..];
            count++;
        }

        return count;
    }
}
